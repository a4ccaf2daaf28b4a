"""Small help centres as each system writes them: they come in whole, and nothing is said that is not so."""

from __future__ import annotations

import pytest

from kb.editing.check import check
from tests.conftest import Collection

COLLECTIONS: dict[str, dict[str, str | bytes]] = {
    "jekyll": {
        "_config.yml": "title: Kettle help\n"
        "permalink: /answers/:title/\n"
        "collections:\n"
        "  help:\n"
        "    output: true\n"
        "    permalink: /support/:path/\n",
        "_includes/nav.md": "- [x](nowhere)",
        "_layouts/page.html": "<html>",
        "README.md": "# Kettle help\n\nRun `bundle exec jekyll serve`.",
        "CONTRIBUTING.md": "# Contributing",
        "Gemfile": "gem",
        "index.md": "---\n"
        "layout: home\n"
        "title: Help\n"
        "permalink: /\n"
        "---\n"
        "See [descaling](/support/care/descale/) and [the lid]({% link _help/lid.md %}) or "
        "[posts](/answers/new-lids/).\n",
        "_help/care/descale.md": "---\n"
        "title: Descale\n"
        "redirect_from: [/old/descale]\n"
        "---\n"
        "Pour vinegar. See [lid](/answers/lid/), [top](#).\n",
        "_help/lid.md": "---\n"
        "title: Lid\n"
        "---\n"
        "Close it. {% include nav.md %}\n"
        "\n"
        "![lid]({{ site.baseurl }}/assets/lid.png)\n",
        "_posts/2024-03-02-new-lids.md": "---\ntitle: New lids\ncategories: [news]\n---\nNew.\n",
        "old.md": "---\nlayout: redirect\nredirect: /support/care/descale/\n---\n",
        "assets/lid.png": b"png",
        "node_modules/x/README.md": "# x\n\ny",
        "vendor/bundle/g/README.md": "# g\n\ny",
    },
    "hugo": {
        "_index.md": "+++\ntitle = 'Help'\n+++\n",
        "care/_index.md": "---\ntitle: Care\nweight: 1\n---\nAll about care.",
        "care/descale/index.md": "---\n"
        "title: Descale\n"
        "slug: descaling\n"
        "aliases: [/old]\n"
        "date: 2024-01-02\n"
        "---\n"
        '![a](step.png) [lid]({{< ref "lid.md" >}}) [all](/care/) [by '
        "slug](/care/descaling/)",
        "care/descale/step.png": b"png",
        "care/lid.md": "---\n"
        "title: Lid\n"
        "draft: false\n"
        "---\n"
        '{{< figure src="/img/lid.png" >}}\n'
        "\n"
        "[back](../descale/) [tags](/tags/kettle/)",
        "static/img/lid.png": b"png",
    },
    "docusaurus": {
        "intro.mdx": "---\n"
        "id: intro\n"
        "slug: /\n"
        "sidebar_position: 1\n"
        "---\n"
        "import Card from '@site/src/Card';\n"
        "\n"
        "# Welcome\n"
        "\n"
        "<Card/>\n"
        "\n"
        "[Orders](./orders/orders.md) [cat](/orders) [track](/orders/track) "
        "[abs](/docs/orders/track) ![x](./img/a.png)\n",
        "orders/_category_.json": '{"label":"Your orders","position":2}',
        "orders/orders.md": "# Orders\n\nAll.",
        "orders/track.md": "---\ntitle: Track\n---\nText [up](../intro.mdx) [cat](../orders/).",
        "img/a.png": b"png",
        "_partials/_note.mdx": "note",
        "orders/_part.mdx": "x",
    },
    "mkdocs": {
        "index.md": "# Welcome\n\nSee [care](care/) and [lid](care/lid.md#clean) or [pdf](files/manual.pdf).",
        "care/index.md": "# Care\n\n[lid](lid.md) [up](../index.md) [sib](../care/lid/)",
        "care/lid.md": "Lid\n===\n\n## Clean\n\n!!! note\n    Hot.\n",
        "files/manual.pdf": b"pdf",
        "changelog.md": "# Changelog\n\n## 1.0\n\n* x",
        "robots.txt": "x",
        "stylesheets/extra.css": "x",
    },
    "gitbook": {
        ".gitbook.yaml": "root: ./",
        "README.md": "---\n"
        "description: Start here\n"
        "---\n"
        "\n"
        "# Start\n"
        "\n"
        '<figure><img src=".gitbook/assets/one (1).png" '
        'alt=""><figcaption></figcaption></figure>\n'
        "\n"
        '{% hint style="info" %}\n'
        "Hi\n"
        "{% endhint %}\n"
        "\n"
        '{% content-ref url="guide/" %}\n'
        "[guide](guide/)\n"
        "{% endcontent-ref %}\n"
        "\n"
        '{% file src=".gitbook/assets/m.pdf" %}\n',
        "SUMMARY.md": "# Table of contents\n"
        "\n"
        "* [Start](README.md)\n"
        "\n"
        "## Guides\n"
        "\n"
        "* [Guide](guide/README.md)\n"
        "  * [Deep](guide/deep.md)\n",
        "guide/README.md": '# Guide\n\nText [deep](deep.md "mention")',
        "guide/deep.md": "# Deep\n\n[root](../) [back](./) [g](../guide/README.md)",
        ".gitbook/assets/one (1).png": b"png",
        ".gitbook/assets/m.pdf": b"pdf",
        ".git/config": "x",
    },
    "vitepress": {
        "index.md": "---\nlayout: home\nhero:\n  name: Kettle\n  text: Help\nfeatures:\n  - title: Fast\n---\n",
        "guide/start.md": "# Start {#start}\n"
        "\n"
        "::: tip\n"
        "Hi\n"
        ":::\n"
        "\n"
        "[lid](/guide/lid) [lid](./lid.md) [lid](./lid.html) ![x](/x.png)",
        "guide/lid.md": '---\noutline: deep\n---\n\n# Lid <Badge type="tip" text="new" />\n\nText [[toc]]',
        "public/x.png": b"png",
        ".vitepress/config.ts": "x",
        "package.json": "{}",
    },
    "mdbook": {
        "SUMMARY.md": "# Summary\n"
        "\n"
        "[Introduction](README.md)\n"
        "\n"
        "- [Care](care/README.md)\n"
        "    - [Lid](care/lid.md)\n"
        "- [Draft]()\n"
        "\n"
        "---\n"
        "\n"
        "[Contributors](misc/people.md)\n",
        "README.md": "# Introduction\n\nText.",
        "care/README.md": "# Care\n\n[lid](lid.md) {{#include ../x.rs}}",
        "care/lid.md": "# Lid\n\n[b](./README.md) [up](../index.html) [h](lid.html#lid)",
        "misc/people.md": "# Contributors\n\nUs.",
    },
    "mintlify": {
        "docs.json": "{}",
        "introduction.mdx": "---\n"
        "title: Introduction\n"
        "icon: house\n"
        "---\n"
        "\n"
        "<CardGroup cols={2}>\n"
        '  <Card title="Quick" href="/quickstart">Go</Card>\n'
        "</CardGroup>\n"
        "\n"
        '<Frame><img src="/images/a.png" /></Frame>',
        "quickstart.mdx": "---\n"
        "title: Quickstart\n"
        'description: "Go"\n'
        "---\n"
        "\n"
        '<Steps><Step title="One">[in](/introduction) '
        "[api](/api-reference/get)</Step></Steps>",
        "api-reference/get.mdx": "---\ntitle: Get\nopenapi: GET /plants\n---\n\nText.",
        "images/a.png": b"png",
        "snippets/s.mdx": "One snippet.",
        "README.md": "# Starter kit\n\nText.",
    },
    "zendesk": {
        "Orders/360001-Where-is-my-order.md": "---\n"
        "title: Where is my order?\n"
        "id: 360001\n"
        "html_url: "
        "https://acme.zendesk.com/hc/en-us/articles/360001-Where-is-my-order\n"
        "label_names: [orders]\n"
        "updated_at: 2024-01-02T03:04:05Z\n"
        "created_at: 2023-01-02T03:04:05Z\n"
        "author_id: 12\n"
        "locale: en-us\n"
        "---\n"
        "\n"
        "<p>Open <a "
        'href="/hc/en-us/articles/360002-Cancel">cancel</a> or <a '
        'href="https://acme.zendesk.com/hc/en-us/articles/360002">this</a>. '
        '<img src="https://acme.zendesk.com/x.png"></p>\n',
        "Orders/360002-Cancel.md": "---\n"
        "title: Cancel\n"
        "locale: en-us\n"
        "draft: false\n"
        "promoted: false\n"
        "---\n"
        "\n"
        "<h1>Cancel</h1><p>Text</p>",
    },
}
KEYS = {
    "jekyll": {"index", "help/care/descale", "help/lid", "new-lids"},
    "hugo": {"care/descale", "care/lid"},
    "docusaurus": {"intro", "orders/orders", "orders/track"},
    "mkdocs": {"index", "care", "care/lid", "changelog"},
    "gitbook": {"README", "guide", "guide/deep"},
    "vitepress": {"guide/start", "guide/lid"},
    "mdbook": {"README", "care", "care/lid", "misc/people"},
    "mintlify": {"introduction", "quickstart", "api-reference/get"},
    "zendesk": {"Orders/360001-Where-is-my-order", "Orders/360002-Cancel"},
}
TOLD = {
    "jekyll": [("CONTRIBUTING.md", "left_out"), ("vendor", "left_out")],
    "hugo": [("care/lid.md", "unknown_page")],
    "mintlify": [("README.md", "left_out")],
}
"""What is really so: files that are left out, and a page of tags that is not here."""


@pytest.mark.parametrize("system", COLLECTIONS)
def test_all_of_its_articles_are_read_and_nothing_else(collection: Collection, system: str) -> None:
    for path, content in COLLECTIONS[system].items():
        collection.write(path, content)
    library = collection.library()
    assert {article.key for article in library.catalog.published} == KEYS[system]
    assert library.catalog.default_language == "en"
    assert [(problem.path, problem.code) for problem in check(library.catalog)] == TOLD.get(system, [])
