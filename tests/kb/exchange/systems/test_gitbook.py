"""A space that GitBook keeps in git."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

import pytest

from kb.editing.check import check
from kb.exchange.bundle.packed import ExportError
from kb.library.library import Library
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.gitbook_sample import write


def test_pages_order_pictures_and_redirects_come_in(exchange: Exchange) -> None:
    write(exchange, "docs/")
    exchange.write(
        ".gitbook.yaml",
        "root: ./docs/\n\nredirects:\n  old/way: orders/return.md\n  'older': orders/README.md\n  lost: nothing.md\n",
    )
    report = exchange.run("gitbook", language="en")
    text = exchange.text("en/orders/return.md")
    assert "old/way" in text
    assert "![Box](images/box-1.png)" in text
    assert '{% hint style="info" %}' in text
    assert "[back](orders/return.md#within-30-days)" in exchange.text("en/welcome.md")
    assert "description: All about orders" in exchange.text("en/orders/your-orders.md")
    assert "title: Your orders" in exchange.text("en/orders/_index.md")
    assert "status: draft" in exchange.text("en/orders/hidden.md")
    assert {note.where for note in report.notes} == {"docs/orders/hidden.md", "orders/gone.md", "lost"}
    assert [str(one) for one in check(Library(exchange.target).catalog) if one.severity == "error"] == []


def test_a_space_without_a_table_of_contents_is_read_too(exchange: Exchange) -> None:
    exchange.write("a.md", "# A\n\nText.\n")
    report = exchange.run("gitbook", language="en")
    assert (exchange.files, [note.where for note in report.notes]) == (["en/a.md"], ["SUMMARY.md"])


def test_redirects_in_a_circle_end(exchange: Exchange) -> None:
    write(exchange)
    exchange.write(".gitbook.yaml", "redirects:\n  a: b\n  b: a\n")
    report = exchange.run("gitbook", language="en")
    assert sorted(note.where for note in report.notes if note.kind == "redirect") == ["a", "b"]


def test_a_folder_without_pages_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.txt", "x")
    with pytest.raises(ExportError, match="has no page of GitBook"):
        exchange.run("gitbook")
