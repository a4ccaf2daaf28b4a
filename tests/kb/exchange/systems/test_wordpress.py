"""The extended RSS of WordPress."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.wordpress import read, with_paragraphs
from tests.kb.exchange.conftest import PNG, Exchange
from tests.kb.exchange.systems.wordpress_sample import RSS, item, write


def test_a_post_has_category_tags_days_author_and_old_addresses(exchange: Exchange) -> None:
    more = (
        '<category domain="category" nicename="returns"><![CDATA[Returns]]></category><category domain="post_tag" nicename="t">Money</category>'
        "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>back</wp:meta_value></wp:postmeta>"
    )
    write(
        exchange,
        item(7, "Refund", '<p>One <a href="https://help.example/?p=8">two</a></p>', more),
        item(8, "Other", "<p>x</p>"),
    )
    exchange.run("wordpress")
    text = exchange.text("en/orders/returns/refund.md")
    for line in (
        "tags: [Money]",
        "published_on: 2020-01-02",
        "updated_on: 2021-02-03",
        "author: Ann A.",
        "old_paths: [refund, back]",
    ):
        assert line in text
    assert exchange.body("en/orders/returns/refund.md") == "One [two](../../other.md)"
    assert "title: Your orders" in exchange.text("en/orders/_index.md")


def test_text_of_the_classic_editor_gets_its_paragraphs(exchange: Exchange) -> None:
    body = 'One\ntwo\n\n<pre>a\n\nb</pre>\n\n[caption id="x"]<img src="https://help.example/wp-content/uploads/2020/01/box.png" alt="Box" /> A box[/caption]\n\nhttps://youtu.be/abc'
    write(exchange, item(1, "A", body))
    exchange.write("uploads/2020/01/box.png", PNG)
    exchange.run("wordpress")
    assert (
        exchange.body("en/a.md")
        == "One  \ntwo\n\n```\na\n\nb\n```\n\n![Box](images/box.png) A box\n\n<https://youtu.be/abc>"
    )
    assert with_paragraphs("<p>a</p>\n\nb") == "<p>a</p>\n<p>b</p>"


def test_blocks_of_the_new_editor_are_read_as_they_are(exchange: Exchange) -> None:
    write(
        exchange,
        item(
            1,
            "A",
            "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list --><ul><li>a</li></ul><!-- /wp:list -->",
        ),
    )
    exchange.run("wordpress")
    assert exchange.body("en/a.md") == "One\n\n- a"


def test_states_and_types_are_told_apart(exchange: Exchange) -> None:
    write(
        exchange,
        item(1, "A", "x", status="draft"), item(2, "B", "x", status="private"), item(3, "C", "x", status="trash"),
        item(4, "D", "x", kind="attachment"), item(5, "E", "x", kind="docs"), item(6, "F", "x", "<wp:post_password>p</wp:post_password>"),
    )  # fmt: skip
    notes = ImportNotes()
    found = {one.title: (one.state, one.audience) for one in read(Packed(exchange.export), notes, "").articles()}
    public, internal = ("published", "public"), ("published", "internal")
    assert found == {"A": ("draft", "public"), "B": internal, "E": public, "F": internal}
    assert [note.where for note in notes.all] == ["B", "F", "C"] or {note.where for note in notes.all} == {
        "B",
        "C",
        "F",
    }


def test_a_state_that_is_not_told_is_no_published_one(exchange: Exchange) -> None:
    write(exchange, item(1, "A", "x", status=""))
    notes = ImportNotes()
    [found] = read(Packed(exchange.export), notes, "").articles()
    assert (found.state, found.audience, [note.kind for note in notes.all]) == ("draft", "internal", ["audience"])


def test_translations_of_polylang_are_one_article(exchange: Exchange) -> None:
    same = '<category domain="post_translations" nicename="pll_1">x</category>'
    write(
        exchange,
        item(1, "Reset", "x", f'<category domain="language" nicename="en">English</category>{same}'),
        item(2, "بازنشانی", "x", f'<category domain="language" nicename="fa">فارسی</category>{same}'),
    )
    exchange.run("wordpress")
    assert exchange.files == ["en/reset.md", "fa/reset.md"]


def test_what_plugins_make_is_named(exchange: Exchange) -> None:
    write(exchange, item(1, "A", "<p>[accordion open=1]x[/accordion]</p>"))
    report = exchange.run("wordpress")
    assert [note.message for note in report.notes] == [
        "[accordion] is made by a plugin there; it stands in the text as it is written"
    ]
    assert exchange.body("en/a.md") == "\\[accordion open=1\\]x\\[/accordion\\]"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (RSS.format(items=item(1, "A", "x"))[:-40], r"export\.xml:\d+: this XML cannot be read"),
        ("<rss", "this XML cannot be read"),
        ("", "this XML cannot be read"),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', "declares a document type"),
    ],
)
def test_xml_that_cannot_be_read_stops_the_import(exchange: Exchange, content: str, message: str) -> None:
    exchange.write("export.xml", content)
    with pytest.raises(ExportError, match=message):
        exchange.run("wordpress")
    assert not exchange.target.exists()


def test_days_are_read_as_they_are_written(exchange: Exchange) -> None:
    write(
        exchange,
        item(1, "A", "x")
        .replace("2020-01-02 03:04:05", "0000-00-00 00:00:00")
        .replace("<wp:status>", "<pubDate>Wed, 01 Jan 2020 00:00:00 +0000</pubDate><wp:status>"),
    )
    [found] = read(Packed(exchange.export), ImportNotes(), "").articles()
    assert found.published_on == date(2020, 1, 1)


def test_articles_stay_where_they_are_when_languages_come_in(exchange: Exchange) -> None:
    write(exchange, item(1, "A", "x"))
    exchange.run("wordpress")
    told = '<category domain="language" nicename="{}">x</category>'
    write(exchange, item(1, "A", "x", told.format("en-us")), item(2, "B", "x", told.format("en-gb")))
    exchange.run("wordpress")
    assert exchange.files == ["en-GB/b.md", "en/a.md"]
