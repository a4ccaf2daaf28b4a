"""The XML export of MediaWiki."""

from __future__ import annotations

import pytest

from kb.editing.check import check
from kb.exchange.bundle.packed import ExportError
from kb.library.library import Library
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.mediawiki_sample import XML, page, write


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
    for line in ("tags: [Money]", "updated_on: 2020-02-03", "author: Ann", "old_paths: [wiki/Return_it]"):
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


def test_xml_of_something_else_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.xml", "<rss><channel/></rss>")
    with pytest.raises(ExportError, match="has no page of MediaWiki"):
        exchange.run("mediawiki")
