"""The blocks of ReadMe's older editor."""

from __future__ import annotations

import json

import pytest

from kb.dialects.rewrite import normalise
from kb.markdown.render import to_html
from tests.kb.conftest import render_body, show, tree_of, words


def block(name: str, values: object) -> str:
    return f"[block:{name}]\n{json.dumps(values, indent=2)}\n[/block]"


def test_a_callout_has_its_kind_its_title_and_its_markdown() -> None:
    tree = show(block("callout", {"type": "warning", "title": "الغطاء", "body": "It is `hot`.\n\nSee [it](a.md)."}))
    (box,) = tree.xpath("//div[@class='admonition warning']")
    assert words(box) == "الغطاء It is hot. See it."
    assert box.findtext(".//code") == "hot"
    assert words(box.find(".//a")) == "it"


def test_a_heading_is_one_and_has_an_anchor() -> None:
    page = render_body(f"{block('api-header', {'title': 'Вернуть *товар*'})}\nText.")
    assert [(one.level, one.heading) for one in page.sections if one.heading] == [(2, "Вернуть товар")]


def test_a_table_has_its_rows_sides_and_breaks() -> None:
    data = {"h-0": "کد", "h-1": "Meaning", "0-0": "E1", "0-1": "Lid **open**\nor | `a|b`", "1-1": "Hot"}
    tree = show(block("parameters", {"data": data, "cols": 2, "rows": 2, "align": ["left", "right"]}))
    cells = [[words(cell) for cell in row.iter("td", "th")] for row in tree.iter("tr")]
    assert cells == [["کد", "Meaning"], ["E1", "Lid openor | a|b"], ["", "Hot"]]
    assert [cell.get("align") for cell in tree.iter("th")] == ["left", "right"]


def test_a_picture_keeps_its_words() -> None:
    image = ["https://files.example.com/k.png", "k.png", "The kettle"]
    tree = tree_of(to_html(block("image", {"images": [{"image": image, "caption": "غطاء **مفتوح**"}]})))
    (picture,) = tree.iter("img")
    assert (picture.get("src"), picture.get("alt")) == ("https://files.example.com/k.png", "The kettle")
    assert words(tree) == "غطاء مفتوح"


def test_code_is_shown_as_it_is_and_several_blocks_are_tabs() -> None:
    codes = [{"code": "{% a %} ```\n<b>", "language": "shell", "name": "npm"}, {"code": "yarn", "language": "text"}]
    tree = show(block("code", {"codes": codes}))
    assert [code.text for code in tree.iter("code")] == ["{% a %} ```\n<b>", "yarn"]
    assert [words(name) for name in tree.xpath("//p[@class='tab-name']")] == ["npm", "text"]
    assert not show(block("code", {"codes": codes[:1]})).xpath("//p[@class='tab-name']")


def test_html_and_embedded_pages_are_shown() -> None:
    assert words(show(block("html", {"html": "<div>Some <b>bold</b>\n\nwords</div>"}))) == "Some bold words"
    for url, href in [
        ("https://www.youtube.com/watch?v=x1", "https://www.youtube.com/watch?v=x1"),
        ("https://example.com/form", "https://example.com/form"),
    ]:
        (link,) = show(block("embed", {"url": url, "title": "Film"})).iter("a")
        assert (link.get("href"), words(link).removeprefix("Video: ")) == (href, "Film")


@pytest.mark.parametrize(
    "written",
    [
        '[block:tutorial-tile]\n{"title": "T"}\n[/block]',
        "[block:callout]\nno JSON\n[/block]",
        "[block:callout]\n[1, 2]\n[/block]",
        '[block:parameters]\n{"data": {}, "cols": 99999, "rows": 99999}\n[/block]',
        '[block:callout]\n{"type": "info"}',
        "[block:callout]" + "[" * 5000 + "[/block]",
    ],
)
def test_what_is_not_known_stays_as_it_is_written(written: str) -> None:
    assert words(show(written))[:9] == "[block:" + written[7:9]


def test_blocks_in_code_are_code() -> None:
    written = block("callout", {"body": "x"})
    assert show(f"```\n{written}\n```").findtext("pre/code") == written


@pytest.mark.parametrize(
    "piece", ["[block:", "[block:callout]\n", "[block:callout]\n{}\n[/block]\n", "[/block]", '[block:html]{"']
)
def test_hostile_blocks_are_read_in_time_that_grows_with_their_length(piece: str) -> None:
    assert isinstance(normalise(piece * (100_000 // len(piece))), str)
