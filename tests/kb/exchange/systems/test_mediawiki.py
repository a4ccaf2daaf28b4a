"""The XML export of MediaWiki."""

from __future__ import annotations

import re

import pytest

from kb.editing.check import check
from kb.exchange.bundle.packed import ExportError
from kb.library.library import Library
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.mediawiki_sample import XML, page, write

NAMED = re.compile(r'^title: "?([^"\n]*)', re.MULTILINE)


def test_pages_categories_pictures_and_redirects_come_in(exchange: Exchange) -> None:
    write(exchange)
    report = exchange.run("mediawiki")
    assert exchange.files == [
        "en/orders/_index.md",
        "en/orders/returns/_index.md",
        "en/orders/returns/images/box.png",
        "en/orders/returns/return-it.md",
        "en/pay-now.md",
    ]
    text = exchange.text("en/orders/returns/return-it.md")
    assert "See [pay](../../pay-now.md#By_card) and [Old name](../../pay-now.md)." in text
    assert "![A box](images/box.png)" in text
    for line in (
        "tags: [Money]",
        "published_on: 2019-01-01",
        "updated_on: 2020-02-03",
        "author: Ann",
        "old_paths: [wiki/Return_it]",
    ):
        assert line in text
    assert "## By card {#By_card}" in exchange.text("en/pay-now.md")
    assert "wiki/Old_name" in exchange.text("en/pay-now.md")
    assert {note.kind for note in report.notes} == {"template", "category"}
    assert [str(one) for one in check(Library(exchange.target).catalog) if one.severity == "error"] == []
    assert exchange.run("mediawiki").counts["same"] == 2


def test_redirects_in_a_circle_end(exchange: Exchange) -> None:
    pages = page(1, "A", "[[B]]") + page(2, "B", "#REDIRECT [[C]]") + page(3, "C", "#REDIRECT [[B]]")
    exchange.write("wiki.xml", XML.format(pages=pages))
    report = exchange.run("mediawiki")
    assert exchange.body("en/a.md") == "[B](https://wiki.example/wiki/B)"
    assert sorted(note.where for note in report.notes if note.kind == "redirect") == ["wiki/B", "wiki/C"]


@pytest.mark.parametrize(
    ("written", "space", "shown"),
    [
        ("TCP/IP", 0, "TCP/IP"),
        ("Client/Server", 0, "Client/Server"),
        ("Mission: Impossible", 0, "Mission: Impossible"),
        ("Error: disk full", 0, "Error: disk full"),
        ("Help:Pay now", 12, "Pay now"),
        ("Help:Pay: by card", 12, "Pay: by card"),
        ("Help:Install/Linux", 12, "Install/Linux"),
        ("Hilfe:Bezahlen", 12, "Bezahlen"),
    ],
)
def test_only_the_name_of_its_namespace_is_no_part_of_a_title(
    exchange: Exchange, written: str, space: int, shown: str
) -> None:
    german = XML.replace('<namespace key="12">Help</namespace>', '<namespace key="12">Hilfe</namespace>')
    wiki = german if written.startswith("Hilfe") else XML
    exchange.write("wiki.xml", wiki.format(pages=page(1, written, "Text.", space)))
    [version] = exchange.run("mediawiki").versions
    assert version.title == shown
    assert NAMED.findall(exchange.text(version.path)) == [shown]


def test_a_format_that_names_no_namespaces_tells_them_by_titles(exchange: Exchange) -> None:
    pages = page(1, "Mission: Impossible", "x") + page(2, "Help:Pay", "y", 12) + page(3, "Talk:Pay", "z", 1)
    spaces = XML.replace('<namespace key="6">', '<namespace key="1">Talk</namespace><namespace key="6">')
    exchange.write("wiki.xml", re.sub(r"<ns>\d+</ns>", "", spaces.format(pages=pages)))
    assert {one.title for one in exchange.run("mediawiki").versions} == {"Mission: Impossible", "Pay"}


def test_a_line_on_the_page_of_a_category_describes_it(exchange: Exchange) -> None:
    about = page(2, "Category:Net", "All about [[Nets|nets]] & more.\n\n[[Category:Top]] [[Category:Other]]", 14)
    exchange.write("wiki.xml", XML.format(pages=page(1, "A", "x [[Category:Net]]") + about))
    report = exchange.run("mediawiki")
    assert exchange.files == ["en/top/_index.md", "en/top/net/_index.md", "en/top/net/a.md"]
    assert "description: All about nets & more." in exchange.text("en/top/net/_index.md")
    assert [(note.where, note.message) for note in report.notes] == [
        ("Net", "it stands in several categories there, also in Other")
    ]


def test_more_on_the_page_of_a_category_is_an_article_in_it(exchange: Exchange) -> None:
    more = page(2, "Category:Net", "First.\n\n* one\n* two\n[[Category:Top]]", 14)
    alone = page(3, "Category:Empty", "First.\n\nSecond.", 14)
    link = page(1, "A", "[[:Category:Net|nets]] [[Category:Net]]")
    exchange.write("wiki.xml", XML.format(pages=link + more + alone))
    exchange.run("mediawiki")
    assert exchange.body("en/top/net/net.md") == "First.\n\n- one\n- two"
    assert exchange.body("en/top/net/a.md") == "[nets](net.md)"
    assert exchange.body("en/empty/empty.md") == "First.\n\nSecond."
    assert exchange.run("mediawiki").counts["same"] == 3


def test_a_category_page_of_templates_alone_is_no_article(exchange: Exchange) -> None:
    about = page(2, "Category:Net", "{{Stub|{{Inner}}}}\n{{Other}} [[Category:Top]]", 14)
    exchange.write("wiki.xml", XML.format(pages=page(1, "A", "x [[Category:Net]]") + about))
    exchange.run("mediawiki")
    assert exchange.files == ["en/top/_index.md", "en/top/net/_index.md", "en/top/net/a.md"]


def test_what_the_wiki_makes_is_told_once_for_all_pages(exchange: Exchange) -> None:
    pages = [page(number, f"A{number}", f"{{{{cite web|{number}}}}} <math>x^2</math>") for number in range(1, 6)]
    pages += [page(6, "B", "{{Cite_web}} {{Box}}"), page(7, "Category:C", "{{Box}}", 14)]
    exchange.write("wiki.xml", XML.format(pages="".join(pages)))
    report = exchange.run("mediawiki")
    assert {(note.where, note.message.partition(". Articles: ")[2]) for note in report.notes} == {
        ("{{Cite web}}", "6, for example A1, A2, A3, …"),
        ("{{Box}}", "2, for example Category:C, B"),
        ("<math>", "5, for example A1, A2, A3, …"),
    }
    assert not any(version.text for version in report.versions)
    assert exchange.body("en/a1.md").endswith("cite web|1}} `x^2`")


def revision(day: str, parent: str = "") -> str:
    before = f"<parentid>{parent}</parentid>" if parent else ""
    return f"<revision><id>9</id>{before}<timestamp>{day}T00:00:00Z</timestamp><text>Text.</text></revision>"


@pytest.mark.parametrize(
    ("version", "revisions", "published"),
    [
        ("0.11", revision("2019-01-01") + revision("2020-01-01", "9"), "2019-01-01"),
        ("0.11", revision("2020-01-01", "9") + revision("2019-01-01"), "2019-01-01"),
        ("0.11", revision("2019-01-01"), "2019-01-01"),
        ("0.11", revision("2019-01-01", "7") + revision("2020-01-01", "9"), ""),
        ("0.11", revision("2020-01-01", "9"), ""),
        ("0.6", revision("2020-01-01"), ""),
    ],
)
def test_the_first_version_tells_since_when_a_page_is_there(
    exchange: Exchange, version: str, revisions: str, published: str
) -> None:
    wiki = XML.replace('version="0.11"', f'version="{version}"')
    exchange.write("wiki.xml", wiki.format(pages=f"<page><title>A</title><ns>0</ns><id>1</id>{revisions}</page>"))
    exchange.run("mediawiki")
    assert re.findall(r"published_on: (\S+)", exchange.text("en/a.md")) == ([published] if published else [])


def test_xml_of_something_else_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.xml", "<rss><channel/></rss>")
    with pytest.raises(ExportError, match="has no page of MediaWiki"):
        exchange.run("mediawiki")
