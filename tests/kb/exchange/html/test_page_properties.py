"""The properties above a page of a database."""

from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.html.page_properties import PageProperties, page_properties


def test_each_property_that_is_plain_goes_where_it_is_meant() -> None:
    text = (
        "Created: January 5, 2024 3:14 PM\nLast edited time: February 6, 2024\nCreated by: Ann A.\n"
        "Status: In progress\n"
        "Tags: Money, Card\nPriority: High\n\nBody\n"
    )
    found, rest = page_properties(text)
    assert found == PageProperties(("Money", "Card"), "Ann A.", "draft", date(2024, 1, 5), date(2024, 2, 6))
    assert rest == "Priority: High  \n\nBody\n"


@pytest.mark.parametrize(
    "line",
    ["Status: Waiting for Bob", "Created: 05/01/2024", "Created: soon", "Status note: Done", "Created by: " + "x" * 90],
)
def test_what_is_not_plain_stays_in_the_text(line: str) -> None:
    assert page_properties(f"{line}\n\nBody") == (PageProperties(), f"{line}  \n\nBody")


@pytest.mark.parametrize("text", ["Status: Done\nand more\n", "Body\n\nStatus: Done\n", "", "\n"])
def test_lines_within_a_text_are_no_properties(text: str) -> None:
    assert page_properties(text) == (PageProperties(), text)


@pytest.mark.parametrize("day", ["2024/01/05", "2024-01-05 10:00", "@January 5, 2024", "Jan 5, 2024 15:14 (GMT+2)"])
def test_days_are_read_as_exports_write_them(day: str) -> None:
    assert page_properties(f"Created time: {day}\n\nx")[0].created == date(2024, 1, 5)
