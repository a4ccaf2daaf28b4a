"""What a reader may have of an article's text: nothing of it names what the page does not show."""

from __future__ import annotations

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, STAFF, Audience, Status
from kb.catalog.catalog import Audiences
from kb.catalog.vault import as_vault
from kb.markdown.render import readable_source, render
from kb.markdown.source.readable import readable_text
from tests.kb.conftest import a_catalog, an_article, tree_of, words

PLAN = an_article("account/zeppelin-plan", audience=Audience.INTERNAL)
DRAFT = an_article("account/zeppelin-draft", status=Status.DRAFT)
OPEN = an_article("account/open", title="Open")
WAYS = {
    "inline": "See [the plan](zeppelin-plan.md) now.",
    "in angles": "See [the plan](<zeppelin-plan.md>) now.",
    "with a title": 'See [the plan](zeppelin-plan.md "Zeppelin plan") now.',
    "over two lines": "See [the\nplan](\nzeppelin-plan.md\n'Zeppelin') now.",
    "with an anchor": "See [the plan](zeppelin-plan.md#zeppelin) now.",
    "encoded": "See [the plan](zeppelin%2Dplan.md) now.",
    "escaped": "See [the plan](zeppelin\\-plan.md) now.",
    "as an entity": "See [the plan](zeppelin&#45;plan.md) now.",
    "as an address": "See [the plan](/en/articles/account/zeppelin-plan) now.",
    "of a draft": "See [the plan](zeppelin-draft.md) now.",
    "with marks in it": "See [the **plan**](zeppelin-plan.md) now.",
    "with brackets in it": "See [the [plan]](zeppelin-plan.md) now.",
    "with parentheses": "See [the plan](zeppelin-(old)-plan.md) now.",
    "by reference": "See [the plan][zeppelin] now.\n\n[zeppelin]: zeppelin-plan.md 'Zeppelin'\n",
    "collapsed": "See [the plan][] now.\n\n[The  Plan]: zeppelin-plan.md\n",
    "shortcut": "See [the plan] now.\n\n[the plan]: <zeppelin-plan.md>\n",
    "reference that nothing uses": "See the plan now.\n\n[old]: zeppelin-plan.md\n",
    "reference on two lines": "See [the plan] now.\n\n[the plan]:\n  zeppelin-plan.md\n  'Zeppelin'\n",
    "HTML": 'See <a href="zeppelin-plan.md">the plan</a> now.',
    "HTML, single": "See <a class='x' href='zeppelin-plan.md'>the plan</a> now.",
    "HTML, bare": "See <a href=zeppelin-plan.md>the plan</a> now.",
    "Jekyll": "See [the plan]({% link account/zeppelin-plan.md %}) now.",
    "in a list": "- See [the plan](zeppelin-plan.md) now.",
    "in a quotation": "> See [the plan](zeppelin-plan.md) now.",
    "in a table": "| a | b |\n| - | - |\n| See [the plan](zeppelin-plan.md) | now |",
    "in a heading": "## See [the plan](zeppelin-plan.md) now",
    "in a footnote": "See it[^1] now.\n\n[^1]: The [plan](zeppelin-plan.md).",
    "behind what is no fence": "```a```\n\nSee [the plan](zeppelin-plan.md) now.",
    "behind an indented fence": "    ```\n\nSee [the plan](zeppelin-plan.md) now.",
    "behind a fence that its list ends": "1. a\n   ```\n   b\n\nSee [the plan](zeppelin-plan.md) now.",
    "behind an escaped tick": "A \\` tick, [the plan](zeppelin-plan.md) and ` another.",
    "around a picture": "See [![the plan](open.png)](zeppelin-plan.md) now.",
    "a picture": "See ![the plan](zeppelin.png) now.",
    "a card": '<Card title="the plan" href="/account/zeppelin-plan.md">now</Card>',
    "a comment": "See the plan <!-- zeppelin --> now.",
    "a comment over lines": "See the plan now.\n\n<!--\nzeppelin [x](zeppelin-plan.md)\n-->\n",
    "a comment of kramdown": "See the plan now.\n\n{::comment}\nzeppelin [x](zeppelin-plan.md)\n{:/comment}\n",
    "a comment as a reference": "See the plan now.\n\n[//]: # (zeppelin, ask Ann)\n",
    "behind a comment that never ends": "A comment.\n\n<!-- that\n\nSee [the plan](zeppelin-plan.md) now.",
}


def text_for(body: str, audiences: Audiences, path: str = "en/account/guide.md") -> str:
    article = an_article("account/guide", body=body, path=path)
    return readable_source(article, a_catalog(article, PLAN, DRAFT, OPEN, files=("en/account/open.png",)), audiences)


def shown(body: str, audiences: Audiences) -> str:
    article = an_article("account/guide", body=body)
    catalog = a_catalog(article, PLAN, DRAFT, OPEN, files=("en/account/open.png",))
    return words(tree_of(render(article, catalog, audiences).html))


@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_write_a_link_or_a_note_tells_readers_what_is_not_for_them(way: str) -> None:
    text = text_for(WAYS[way], PUBLIC_ONLY)
    assert "zeppelin" not in text.casefold()
    assert shown(text, PUBLIC_ONLY) == shown(WAYS[way], PUBLIC_ONLY)


@pytest.mark.parametrize("way", WAYS)
def test_who_may_see_what_a_link_leads_to_has_it(way: str) -> None:
    hidden_from_all = ("draft", "comment", "picture", "parentheses")
    if not any(word in way for word in hidden_from_all) or way == "around a picture":
        assert text_for(WAYS[way], STAFF) == WAYS[way].rstrip()


@pytest.mark.parametrize(
    "body",
    [
        "See [the open one](open.md 'Open') and ![](open.png), <https://example.com/a> or [there](https://example.com).",
        "Write `[words](zeppelin-plan.md)` for a link.",
        "```markdown\n[words](zeppelin-plan.md)\n<!-- a comment -->\n```",
        "~~~\n[words](zeppelin-plan.md)\n~~~\n\nAnd [here](#here).",
        "An array, [x] and [ ] and [a][b], [c]: d",
        "- [ ] do [this](open.md)\n- [x] and that",
        "Mail [us](mailto:help@example.com), call [us](tel:+1).",
    ],
)
def test_what_readers_see_of_it_stays_to_the_letter(body: str) -> None:
    assert text_for(body, PUBLIC_ONLY) == body


def test_code_shows_what_the_page_shows() -> None:
    body = "    [indented](zeppelin-plan.md)\n\nText, and [the plan](zeppelin-plan.md)."
    text = text_for(f"First.\n\n{body}", PUBLIC_ONLY)
    assert text.endswith("Text, and the plan.")
    assert shown(text, PUBLIC_ONLY).endswith("Text, and the plan.")


def test_notes_of_a_vault_and_of_mdx_stay_with_authors() -> None:
    body = "A %%zeppelin%% note, [[zeppelin-plan|the plan]], [[open]], [[zeppelin-plan#Zeppelin|it]]."
    article = an_article("account/guide", body=body)
    catalog = as_vault(a_catalog(article, PLAN, OPEN, has_vault_settings=True))
    text = readable_source(article, catalog, PUBLIC_ONLY)
    assert text == "A  note, the plan, [[open]], it."
    whole = readable_source(article, catalog, EVERYONE)
    assert "[[zeppelin-plan|the plan]]" in whole
    assert text_for("A {/* zeppelin */}word.", PUBLIC_ONLY, path="en/account/guide.mdx") == "A word."


@pytest.mark.parametrize(
    "part", ["[", "](", "![[", "<!-", "[a](", "](<", "[a]: ", '<a href="', "{/*", "%%", "`", "[](a.md"]
)
def test_a_text_of_nothing_but_openings_becomes_no_longer(part: str) -> None:
    article = an_article("account/guide", body=part * 20_000)
    text = readable_text(article.body, lambda _: True, lambda: ())
    assert len(text) <= len(article.body)
