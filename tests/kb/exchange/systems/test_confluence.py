"""The HTML export of a space of Confluence."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.confluence import read
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.confluence_sample import ABOVE, page, write


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


@pytest.mark.parametrize(
    ("about", "created", "changed"),
    [
        ("Created by <span class='author'> Ann</span> on Feb 03, 2019", date(2019, 2, 3), date(2019, 2, 3)),
        ("Created by Ann on Feb 03, 2019, last modified by Bob on Jan 02, 2020", date(2019, 2, 3), date(2020, 1, 2)),
        ("Created by Ann, last modified on 2 January 2020", None, date(2020, 1, 2)),
    ],
)
def test_the_day_of_creation_is_that_before_the_last_change(
    exchange: Exchange, about: str, created: date | None, changed: date
) -> None:
    exchange.write("Orders_678.html", page("Orders", "<p>x</p>", about=about))
    found = next(iter(read(Packed(exchange.export), ImportNotes(), "en").articles()))
    assert (found.published_on, found.updated_on) == (created, changed)


def test_pages_stand_in_the_order_of_the_list_of_all(exchange: Exchange) -> None:
    write(exchange)
    exchange.write("Zoo_999.html", page("Zoo", "<p>z</p>"))
    listed = '<ul><li><a href="Zoo_999.html">Zoo</a></li><li><a href="Orders_678.html">Orders</a><ul><li><a href="Pay_12345.html">Pay</a></li></ul></li></ul>'
    exchange.write("index.html", f'<html><body><a href="https://x.example">x</a>{listed}</body></html>')
    bundle = read(Packed(exchange.export), ImportNotes(), "en")
    assert {one.id: one.position for one in bundle.articles()} == {"999": 1, "678": 2, "12345": 3}
    assert [(one.id, one.position) for one in bundle.categories] == [("678", 2)]


def test_pages_below_the_home_page_stand_at_the_top(exchange: Exchange) -> None:
    exchange.write("Orders_678.html", page("Orders", "<p>x</p>"))
    exchange.write("Pay_12345.html", page("Pay", "<p>z</p>", ABOVE))
    icon = '<img src="images/icons/contenttypes/home_page_16.png">'
    exchange.write(
        "index.html",
        f'<ul><li><a href="Orders_678.html">Orders</a> {icon}<ul><li><a href="Pay_12345.html">Pay</a></li></ul></li></ul>',
    )
    bundle = read(Packed(exchange.export), ImportNotes(), "en")
    assert [one.category for one in bundle.articles()] == ["", ""]
    assert bundle.categories == ()


def test_html_of_something_else_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.html", "<html><body><p>x</p></body></html>")
    with pytest.raises(ExportError, match="has no page of Confluence"):
        exchange.run("confluence")
