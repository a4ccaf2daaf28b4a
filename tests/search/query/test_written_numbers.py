"""Numbers and codes as the articles write them."""

from __future__ import annotations

import pytest

from search.query.written_numbers import as_articles_write
from tests.search.query.conftest import part

PARTS = [
    part(
        "en", "return it within 30 days", "the display shows E4", "a kettle of 500ml", "code F07", "a 2-year warranty"
    ),
    part("ar", "خلال ١٤ يوما"),
    part("fa", "تا ۱۴ روز"),
]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("return after 30days?", "return after 30 days?"),
        ("30-day return", "30 day return"),
        ("بعد 14يوم", "بعد 14 يوم"),
        ("۱۴روز", "۱۴ روز"),
        ("error E04", "error E4"),
        ("E-004.", "E-4."),
        ("Е04", "Е4"),
        ("F7", "F07"),
    ],
)
def test_a_number_is_read_in_the_way_in_which_an_article_has_it(question: str, read: str) -> None:
    assert as_articles_write(question, PARTS) == read


@pytest.mark.parametrize(
    "question", ["E4 F07", "500ml", "2-year", "E05", "30zloty", "CB-200", "2026-11-22", "x 30", ""]
)
def test_what_articles_have_so_and_what_they_have_in_no_way_stays(question: str) -> None:
    assert as_articles_write(question, PARTS) == question
