"""Help centres written for Jekyll and for Docusaurus or MkDocs, opened as they are."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.markdown.render import render
from tests.conftest import Collection
from tests.kb.conftest import Page, words

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)

JEKYLL = {
    "_config.yml": "title: Parcel help\nmarkdown: kramdown\n",
    "_layouts/article.html": "<html>{{ content }}</html>",
    "_includes/contact.md": "Call {{ site.phone }}.",
    "index.md": "---\nlayout: home\ntitle: Welcome\npermalink: /\n---\n{% include hero.html %}\nAll about parcels.\n",
    "_posts/2024-05-01-lost-parcel.md": """---
layout: article
title: "What to do about a lost parcel"
permalink: /help/lost-parcel/
categories: [delivery, parcels]
redirect_from:
  - /kb/17
---
{% include alert.html type="info" text="Be patient" %}
{% assign days = 3 %}
Wait {{ site.days }} working days, then report the parcel in [your orders]({% link _articles/orders.md %}).
{: .lead}

* TOC
{:toc}

## How to report it
{: #report .no_toc}

1. Open the order.
2. Choose *Report*.
   - Have the number at hand.

{% highlight bash %}
parcel report --number {{ number }}
{% endhighlight %}

{% if site.phone %}
Our depot answers the telephone on weekdays.
{% endif %}

| Carrier | Days |
|---------|------|
| Train   | 3    |

{% comment %} Ask Ann whether this is still true {% endcomment %}

{% raw %}The sign `{{ number }}` stands for your parcel.{% endraw %}

![The depot]({{ site.baseurl }}/assets/depot.png){: .right}
""",
    "_articles/orders.md": """---
layout: article
title: Your orders
permalink: /help/orders.html
categories: account
nav_order: 2
---
See all orders in the account. A lost one? [Report it](/help/lost-parcel/#report), or read
[the part on its reasons](/kb/17).

{:.note}
> Orders older than a year are in the archive.
""",
    "assets/depot.png": PNG,
}

DOCUSAURUS = {
    "intro.md": """---
id: intro
title: Introduction
slug: /start-here
sidebar_position: 1
---
import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem';
import { Hint, Note } from "../components";

Read [how to install](./guides/install.mdx#linux) or [the settings](guides/settings.md).

:::tip Save time

Use the **keyboard**.

:::

<Tabs>
<TabItem value="one" label="One">

The first choice.

</TabItem>
</Tabs>

![A screen](/img/screen.png)
""",
    "guides/_category_.json": '{"label": "Guides"}',
    "guides/install.mdx": """---
title: Install the printer driver
sidebar_position: 2
description: How to install
---
export const version = '2.0';

{/* nobody reads this */}

## On Windows {#windows}

Double-click the file.

## On Linux {#linux}

```jsx title="driver.jsx" {1}
import Driver from 'driver';
export default () => <Driver {{a: 1}} />;
```

:::warning

Restart **twice**. Back to [the start](../intro.md).

:::
""",
    "guides/settings.md": """---
title: Printer settings
---
!!! note "Before you begin"
    Switch the printer **on**.

=== "Colour"

    Choose *bright*.

=== "Grey"

    Choose *dark*.

??? question "Why so slow?"
    The paper is thick.

See [the driver](install.mdx#windows), [the part above](#paper-size) and [nothing](missing.md).

## Paper size {#paper-size}

- [x] A4
- [ ] Letter
""",
    "static/img/screen.png": PNG,
    "mkdocs.yml": "site_name: Printer\n",
}

LEFT_OVERS = re.compile(
    r"\{%|%\}|\{\{|\}\}|\{:|:::|!!!|\?\?\?|===|\{#|\{/\*|^\s*(?:import|export)\s|TOC|layout:|sidebar_position",
    re.MULTILINE,
)


@pytest.fixture
def jekyll(collection: Collection) -> Collection:
    return copied(collection, JEKYLL)


@pytest.fixture
def docusaurus(collection: Collection) -> Collection:
    return copied(collection, DOCUSAURUS)


def copied(collection: Collection, files: dict[str, str | bytes]) -> Collection:
    for path, content in files.items():
        collection.write(path, content)
    return collection


def opened(client: FlaskClient, path: str) -> Page:
    page = Page(client.get(path))
    assert page.status == 200, path
    return page


def prose(page: Page) -> str:
    """The text of an article outside code, with its lines."""
    (body,) = page.tree.xpath("//div[@class='prose']")
    for code in body.xpath(".//pre | .//code"):
        code.drop_tree()
    return str(body.text_content())


def search(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/api/v1/search?lang=en&q={quote(query)}").get_json()
    return [hit["url"].partition("#")[0] for hit in answer["results"]]


def internal_links(page: Page) -> list[str]:
    return page.texts("//div[@class='prose']//a[starts-with(@href, '/')]/@href")


# Both


@pytest.mark.parametrize("kind", ["jekyll", "docusaurus"])
def test_every_article_opens_with_nothing_of_the_template_language_outside_code(
    kind: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(kind)
    client: FlaskClient = request.getfixturevalue("client")
    articles = client.get("/api/v1/articles").get_json()["results"]
    assert len(articles) == 3
    for article in articles:
        assert LEFT_OVERS.search(prose(opened(client, article["url"]))) is None
        assert LEFT_OVERS.search(article["description"]) is None


@pytest.mark.parametrize("kind", ["jekyll", "docusaurus"])
def test_every_link_and_picture_that_is_kept_leads_somewhere(kind: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(kind)
    client: FlaskClient = request.getfixturevalue("client")
    followed = 0
    for article in client.get("/api/v1/articles").get_json()["results"]:
        page = opened(client, article["url"])
        for address in internal_links(page) + page.texts("//div[@class='prose']//img/@src"):
            path, _, anchor = address.partition("#")
            target = Page(client.get(path, buffered=True))
            assert target.status == 200, address
            assert not anchor or target.tree.xpath(f"//*[@id='{anchor}']"), address
            followed += 1
    assert followed >= 4


@pytest.mark.parametrize("kind", ["jekyll", "docusaurus"])
def test_what_search_reads_has_nothing_of_the_template_language_either(
    kind: str, request: pytest.FixtureRequest, site: Flask
) -> None:
    request.getfixturevalue(kind)
    catalog = site.extensions["kb"].library.refresh()
    assert len(catalog.articles) == 3
    for article in catalog.articles.values():
        for section in render(article, catalog).sections:
            texts = [block for block in section.blocks if "driver" not in block and "parcel report" not in block]
            assert LEFT_OVERS.search("\n".join((section.heading, *texts)).replace("{{ number }}", "")) is None


# Jekyll


def test_a_jekyll_post_has_its_date_category_and_tags(jekyll: Collection, client: FlaskClient) -> None:
    article = client.get("/api/v1/articles/lost-parcel").get_json()
    assert (article["published_on"], article["category"], article["tags"]) == ("2024-05-01", "delivery", ["parcels"])
    assert article["title"] == "What to do about a lost parcel"


@pytest.mark.parametrize(
    ("old", "key"),
    [
        ("/help/lost-parcel/", "lost-parcel"),
        ("/help/lost-parcel", "lost-parcel"),
        ("/kb/17", "lost-parcel"),
        ("/help/orders.html", "orders"),
        ("/help/orders", "orders"),
    ],
)
def test_permalinks_and_redirects_of_jekyll_lead_to_the_article(
    jekyll: Collection, client: FlaskClient, old: str, key: str
) -> None:
    page = Page(client.get(old))
    assert (page.status, page.location) == (301, f"/en/articles/{key}")


def test_links_by_permalink_file_and_link_tag_lead_to_the_article(jekyll: Collection, client: FlaskClient) -> None:
    orders = opened(client, "/en/articles/orders")
    assert internal_links(orders) == ["/en/articles/lost-parcel#report", "/en/articles/lost-parcel"]
    parcel = opened(client, "/en/articles/lost-parcel")
    assert internal_links(parcel) == ["/en/articles/orders"]
    assert parcel.texts("//div[@class='prose']//img/@src") == ["/files/assets/depot.png"]


def test_kramdown_and_liquid_become_what_they_stand_for(jekyll: Collection, client: FlaskClient) -> None:
    page = opened(client, "/en/articles/lost-parcel")
    assert page.texts("//h2[@id='report']") == ["How to report it"]
    assert page.texts("//div[@class='prose']/ol/li/ul/li") == ["Have the number at hand."]
    assert page.texts("//table//td") == ["Train", "3"]
    assert page.texts("//pre/code") == ["parcel report --number {{ number }}"]
    assert page.texts("//p/code") == ["{{ number }}"]
    assert "Our depot answers the telephone on weekdays." in page.text
    assert "Ask Ann" not in page.text


def test_attributes_below_a_table_are_no_row_of_it(collection: Collection, client: FlaskClient, site: Flask) -> None:
    collection.write("a.md", "| A | B |\n|---|---|\n| 1 | 2 |\n{: .table}\n", title="A")
    site.extensions["kb"].library.refresh()
    assert opened(client, "/en/articles/a").texts("//td") == ["1", "2"]


@pytest.mark.parametrize(
    "link", ["2024-05-01-b.md", "{% link _posts/2024-05-01-b.md %}", "{% post_url 2024-05-01-b %}"]
)
def test_posts_are_linked_by_their_dated_file_names(
    collection: Collection, client: FlaskClient, site: Flask, link: str
) -> None:
    collection.write("_posts/2024-05-02-a.md", f"[B]({link})", title="A")
    collection.write("_posts/2024-05-01-b.md", title="B")
    site.extensions["kb"].library.refresh()
    assert internal_links(opened(client, "/en/articles/a")) == ["/en/articles/b"]


def test_layouts_includes_and_settings_of_jekyll_are_neither_articles_nor_files(
    jekyll: Collection, client: FlaskClient
) -> None:
    for path in ("/en/articles/_includes/contact", "/en/articles/contact", "/files/_layouts/article.html"):
        assert client.get(path).status_code == 404
    assert client.get("/files/_config.yml").status_code == 404


def test_search_finds_jekyll_articles_by_their_words(jekyll: Collection, client: FlaskClient) -> None:
    assert search(client, "telephone of the depot")[0] == "/en/articles/lost-parcel"
    assert search(client, "archive of older orders")[0] == "/en/articles/orders"
    assert search(client, "Ann still true") == []


# Docusaurus and MkDocs


def test_a_slug_of_docusaurus_leads_to_the_article(docusaurus: Collection, client: FlaskClient) -> None:
    page = Page(client.get("/start-here"))
    assert (page.status, page.location) == (301, "/en/articles/intro")


def test_links_by_relative_file_name_lead_to_the_section(docusaurus: Collection, client: FlaskClient) -> None:
    intro = opened(client, "/en/articles/intro")
    assert internal_links(intro) == ["/en/articles/guides/install#linux", "/en/articles/guides/settings"]
    assert intro.texts("//div[@class='prose']//img/@src") == ["/files/static/img/screen.png"]
    settings = opened(client, "/en/articles/guides/settings")
    assert internal_links(settings) == ["/en/articles/guides/install#windows"]
    assert settings.texts("//a[@href='#paper-size'][text()='the part above']") == ["the part above"]
    assert settings.texts("//a[@class='broken' and not(@href)]") == ["nothing"]


def test_admonitions_of_both_become_callouts(docusaurus: Collection, client: FlaskClient) -> None:
    intro = opened(client, "/en/articles/intro")
    (tip,) = intro.tree.find_class("admonition")
    assert (tip.get("class"), words(tip)) == ("admonition tip", "Save time Use the keyboard.")
    (warning,) = opened(client, "/en/articles/guides/install").tree.find_class("admonition")
    assert words(warning) == "Warning Restart twice. Back to the start."
    settings = opened(client, "/en/articles/guides/settings")
    assert words(settings.tree.find_class("admonition")[0]) == "Before you begin Switch the printer on."
    assert settings.texts("//div[@class='prose']//details/summary") == ["Why so slow?"]


def test_tabs_of_both_stand_one_below_the_other_under_their_names(docusaurus: Collection, client: FlaskClient) -> None:
    settings = opened(client, "/en/articles/guides/settings")
    assert settings.texts("//p[@class='tab-name']") == ["Colour", "Grey"]
    assert settings.texts("//div[contains(@class, 'tabbed-block')]") == ["Choose bright.", "Choose dark."]
    intro = opened(client, "/en/articles/intro")
    assert intro.texts("//p[@class='tab-name']") == ["One"]
    assert intro.texts("//div[contains(@class, 'tabbed-block')]") == ["The first choice."]


def test_code_keeps_its_imports_and_headings_their_anchors(docusaurus: Collection, client: FlaskClient) -> None:
    install = opened(client, "/en/articles/guides/install")
    assert install.texts("//h2/@id")[:2] == ["windows", "linux"]
    (code,) = install.texts("//pre/code")
    assert code == "import Driver from 'driver'; export default () => <Driver {{a: 1}} />;"
    assert "nobody reads this" not in install.text


def test_the_first_heading_below_imports_is_the_title_and_shown_once(
    collection: Collection, client: FlaskClient, site: Flask
) -> None:
    collection.write("intro.mdx", "import Tabs from '@theme/Tabs';\n\n# Introduction\n\nText.", sidebar_position="1")
    site.extensions["kb"].library.refresh()
    assert opened(client, "/en/articles/intro").texts("//article//h1 | //article//h2") == ["Introduction"]


def test_links_by_file_name_work_in_a_whole_repository_with_its_docs_folder(
    collection: Collection, client: FlaskClient, site: Flask
) -> None:
    collection.write("docs/intro.md", "[Install](./guides/install.md) first.", title="Intro")
    collection.write("docs/guides/install.md", title="Install")
    site.extensions["kb"].library.refresh()
    assert internal_links(opened(client, "/en/articles/docs/intro")) == ["/en/articles/docs/guides/install"]


def test_positions_order_the_articles_and_search_finds_them(docusaurus: Collection, client: FlaskClient) -> None:
    page = opened(client, "/en/categories/guides")
    assert page.texts("//div[@class='page']/ul//a") == ["Install the printer driver", "Printer settings"]
    assert search(client, "thick paper slow")[0] == "/en/articles/guides/settings"
    assert search(client, "restart after installing the driver")[0] == "/en/articles/guides/install"
