"""What an address may say of a page, and what is no page."""

from __future__ import annotations

import pytest

from kb.core.paging import page_number


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("7", 7), ("007", 7), ("999", 999)])
def test_a_number_in_digits_is_that_page(text: str, number: int) -> None:
    assert page_number(text, 999) == number


@pytest.mark.parametrize("text", [None, "", "0", "-1", "+2", "1.5", "1000", "0001", " 2", "two", "٢", "²"])
def test_what_is_no_page_is_the_first(text: str | None) -> None:
    assert page_number(text, 999) == 1
