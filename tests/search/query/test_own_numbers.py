"""Numbers of a customer's own in a question."""

from __future__ import annotations

import pytest

from search.query.own_numbers import without_own_numbers
from tests.search.query.conftest import part

PARTS = [part("en", "Model 40512 of the kettle CB200 shows E4 since 2024")]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("cancel SF-4471902", "cancel"),
        ("where is order 48213975, please", "where is order , please"),
        ("سفارش SF-5208836 کجاست", "سفارش کجاست"),
        ("заказ №48213975 не пришёл", "заказ № не пришёл"),
        ("طلب رقم ٤٨٢١٣٩٧٥", "طلب رقم"),
    ],
)
def test_a_long_number_that_no_article_has_is_no_word_of_the_question(question: str, left: str) -> None:
    assert without_own_numbers(question, PARTS) == left


@pytest.mark.parametrize("question", ["CB200 shows E4", "model 40512 leaks", "bought in 2025", "since 2024"])
def test_what_articles_have_and_what_is_short_stays(question: str) -> None:
    assert without_own_numbers(question, PARTS) == question


@pytest.mark.parametrize("question", ["SF-4471902", "48213975 ?", ""])
def test_where_nothing_else_is_left_the_number_is_the_question(question: str) -> None:
    assert without_own_numbers(question, PARTS) == question
