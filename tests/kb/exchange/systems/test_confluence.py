"""The HTML export of a space of Confluence."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.confluence import read
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.confluence_sample import write


def test_pages_boxes_code_and_attachments_come_in(exchange: Exchange) -> None:
    write(exchange)
    report = exchange.run("confluence", language="en")
    assert [note.kind for note in report.notes] == ["audience"]
    assert exchange.body("en/orders.md") == (
        "x [y](orders/pay.md)\n\n> [!WARNING]\n> Care\n\n```bash\nls\n```\n\n![Box](images/1.png)\n\n- [manual.pdf](files/manual.pdf)"
    )
    assert exchange.body("en/orders/pay.md") == "z"
    assert "old_paths: [" in exchange.text("en/orders.md")
    assert "title: Orders" in exchange.text("en/orders/_index.md")


def test_author_and_day_are_read(exchange: Exchange) -> None:
    write(exchange)
    found = next(iter(read(Packed(exchange.export), ImportNotes(), "en").articles()))
    assert (found.id, found.title, found.author, found.updated_on) == ("678", "Orders", "Ann A.", date(2020, 1, 2))


def test_html_of_something_else_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.html", "<html><body><p>x</p></body></html>")
    with pytest.raises(ExportError, match="has no page of Confluence"):
        exchange.run("confluence")
