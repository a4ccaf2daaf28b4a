"""The extended RSS of WordPress."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.html.classic_text import with_paragraphs
from kb.exchange.systems.wordpress import read
from tests.kb.exchange.conftest import PNG, Exchange
from tests.kb.exchange.systems.wordpress_sample import RSS, attached, item, meta, page, write


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


UPLOADS = "https://help.example/wp-content/uploads/2020/01"


def test_categories_are_described_as_they_were(exchange: Exchange) -> None:
    sorted_ = '<category domain="category" nicename="returns">Returns</category><category domain="topic" nicename="t">T</category>'
    told = "<wp:category_description><![CDATA[All about <em>money</em> &amp; back]]></wp:category_description>"
    term = "<wp:term><wp:term_taxonomy>topic</wp:term_taxonomy><wp:term_slug>t</wp:term_slug><wp:term_name>T</wp:term_name><wp:term_description>Of topics</wp:term_description></wp:term>"
    rss = RSS.replace("<wp:cat_name>Returns</wp:cat_name>", f"<wp:cat_name>Returns</wp:cat_name>{told}")
    exchange.write("export.xml", rss.format(items=term + item(1, "A", "x", sorted_)))
    report = exchange.run("wordpress")
    assert "description: All about money & back" in exchange.text("en/orders/returns/_index.md")
    assert "description: Of topics" in exchange.text("en/t/_index.md")
    assert [(note.where, note.message) for note in report.notes] == [
        ("A", "it stands in several categories there, also in T")
    ]


def test_files_attached_to_an_article_come_along_though_its_text_links_none(exchange: Exchange) -> None:
    body = f'<a href="{UPLOADS}/linked.pdf">l</a> <img src="{UPLOADS}/shown-300x200.png">'
    files = (
        attached(11, f"{UPLOADS}/manual.pdf", 1), attached(12, f"{UPLOADS}/linked.pdf", 1), attached(13, f"{UPLOADS}/shown-scaled.png", 1),
        attached(14, f"{UPLOADS}/unused.png", 1), attached(15, f"{UPLOADS}/loose.pdf"),
    )  # fmt: skip
    write(exchange, item(1, "A", f"<p>{body}</p>"), *files)
    for name in ("manual.pdf", "linked.pdf", "shown-300x200.png", "unused.png", "loose.pdf"):
        exchange.write(f"uploads/2020/01/{name}", b"%PDF" if name.endswith("pdf") else PNG)
    report = exchange.run("wordpress")
    assert exchange.body("en/a.md") == (
        "[l](files/linked.pdf) ![](images/shown-300x200.png)\n\n- [manual.pdf](files/manual.pdf)"
    )
    assert "en/files/manual.pdf" in exchange.files
    assert [(note.kind, note.message) for note in report.notes] == [
        ("file", "files of its library that belong to no article: 1; those that texts show are taken along"),
        ("picture", "the picture unused.png is attached to it there and not shown; it is left out"),
    ]


def test_the_picture_of_an_article_stands_above_its_text(exchange: Exchange) -> None:
    first = meta("_thumbnail_id", 11)
    write(
        exchange,
        item(1, "A", "<p>x</p>", first),
        item(2, "B", f'<p>x <img src="{UPLOADS}/box-1024x768.png"></p>', first),
        item(3, "C", "<p>x</p>", meta("_thumbnail_id", 99)),
        attached(11, f"{UPLOADS}/box.png", 1, meta("_wp_attachment_image_alt", "A box & lid")),
    )
    exchange.write("uploads/2020/01/box.png", PNG)
    exchange.write("uploads/2020/01/box-1024x768.png", PNG)
    report = exchange.run("wordpress")
    assert exchange.body("en/a.md") == "![A box & lid](images/box.png)\n\nx"
    assert exchange.body("en/b.md").count("![") == 1
    assert [(note.where, note.message) for note in report.notes] == [
        ("C", "the picture that stood above it there (99) is not in the export")
    ]
    assert not any(version.text for version in report.versions)


def test_a_gallery_shows_its_pictures_or_all_that_are_attached(exchange: Exchange) -> None:
    pictures = [attached(number, f"{UPLOADS}/{number}.png", 1) for number in (11, 12)]
    write(exchange, item(1, "A", "[gallery]", ""), item(2, "B", '[gallery columns="2" ids="12"]'), *pictures)
    for number in (11, 12):
        exchange.write(f"uploads/2020/01/{number}.png", PNG + bytes([number]))
    report = exchange.run("wordpress")
    assert exchange.body("en/a.md") == "![](images/11.png)\n\n![](images/12.png)"
    assert exchange.body("en/b.md") == "![](images/12.png)"
    assert report.notes == []


def test_pages_with_others_below_them_are_categories_in_their_order(exchange: Exchange) -> None:
    persian = '<category domain="language" nicename="fa">x</category><category domain="post_translations" nicename="p1">x</category>'
    english = persian.replace('"fa"', '"en"')
    write(
        exchange,
        page(1, "Guide", 0, 2, english), page(2, "Start", 1, 0), page(3, "Next", 1, 5), page(4, "Deep", 3),
        page(5, "راهنما", 0, 2, persian),
    )  # fmt: skip
    exchange.run("wordpress")
    assert exchange.files == [
        "en/guide.md", "en/guide/_index.md", "en/guide/next.md", "en/guide/next/_index.md", "en/guide/next/deep.md",
        "en/guide/start.md", "fa/guide.md", "fa/guide/_index.md",
    ]  # fmt: skip
    assert "weight: 5" in exchange.text("en/guide/next.md").replace('"', "")
    assert "weight: 0" in exchange.text("en/guide/start.md").replace('"', "")
    assert "weight" not in exchange.text("en/guide/next/deep.md")
    assert "title: راهنما" in exchange.text("fa/guide/_index.md")
    assert "weight: 2" in exchange.text("en/guide/_index.md").replace('"', "")


def test_a_page_that_is_not_for_everybody_names_no_category(exchange: Exchange) -> None:
    write(exchange, page(1, "Secret", status="private"), page(2, "Open", 1), page(3, "Lost", 77))
    report = exchange.run("wordpress")
    assert exchange.files == ["en/lost.md", "en/open.md", "en/secret/index.md"]
    assert [(note.where, note.message) for note in report.notes if note.kind == "category"] == [
        ("Open", "the page above it, Secret, is not for everybody; it stands one level higher here"),
        ("Lost", "its category page:77 is not in the export"),
    ]


def test_pages_that_lead_in_a_circle_stand_at_the_top(exchange: Exchange) -> None:
    write(exchange, page(1, "A", 2), page(2, "B", 1), page(3, "C", 3))
    report = exchange.run("wordpress")
    assert len([name for name in exchange.files if not name.endswith("_index.md")]) == 3
    assert "circle" in " ".join(note.message for note in report.notes)


@pytest.mark.parametrize(
    ("metas", "views"),
    [
        ({"post_views_count": "450"}, 450),
        ({"views": "7"}, 7),
        ({"_betterdocs_meta_views": "8"}, 8),
        ({"epkb-article-views": "9"}, 9),
        ({"_ht_kb_post_views_count": "10"}, 10),
        ({"views": "many", "_betterdocs_meta_views": "8"}, 8),
        ({"views": "1.5"}, None),
        ({"views": "-3"}, None),
        ({"reviews": "3"}, None),
    ],
)
def test_views_are_what_a_known_plugin_counted_where_it_is_a_number(
    exchange: Exchange, metas: dict[str, str], views: int | None
) -> None:
    write(exchange, item(7, "Refund", "<p>x</p>", "".join(meta(*one) for one in metas.items())))
    assert [one.views for one in exchange.run("wordpress").versions] == [views]
