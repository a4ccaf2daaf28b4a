"""What an address may say of a page, and what is no page."""

from __future__ import annotations

import pytest

from kb.core.paging import page_among, page_number


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("7", 7), ("007", 7), ("999", 999)])
def test_a_number_in_digits_is_that_page(text: str, number: int) -> None:
    assert page_number(text, 999) == number


@pytest.mark.parametrize("text", [None, "", "0", "-1", "+2", "1.5", "1000", "0001", " 2", "two", "٢", "²"])
def test_what_is_no_page_is_the_first(text: str | None) -> None:
    assert page_number(text, 999) == 1


@pytest.mark.parametrize(
    ("asked", "total", "page"),
    [(1, 0, (1, 1, 0)), (2, 100, (2, 2, 50)), (3, 100, (2, 2, 50)), (3, 101, (3, 3, 100)), (9, 50, (1, 1, 0))],
)
def test_beyond_the_end_is_the_last_page_and_an_empty_list_has_one(
    asked: int, total: int, page: tuple[int, int, int]
) -> None:
    assert page_among(asked, total, 50) == page
