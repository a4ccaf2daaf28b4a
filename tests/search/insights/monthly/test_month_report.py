"""Which articles helped most and least, and which month is reported."""

from __future__ import annotations

from datetime import date

import pytest

from kb.catalog.article import ArticleId
from search.insights.counts.figures import ArticleFigures
from search.insights.monthly.month_report import by_votes, month_of


def voted(key: str, yes: int, votes: int) -> ArticleFigures:
    return ArticleFigures(ArticleId("en", key), 100, 0, yes, votes)


def test_many_votes_count_more_than_a_better_share_of_few_and_four_say_nothing() -> None:
    numbers = {"few": (4, 4), "five": (5, 5), "many": (90, 100), "bad": (1, 20), "worse": (0, 40)}
    found = [voted(key, *counts) for key, counts in numbers.items()]
    most, least = by_votes(found)
    assert [one.article.key for one in most] == ["many", "five"]
    assert [one.article.key for one in least] == ["worse", "bad"]


@pytest.mark.parametrize(
    ("day", "last"), [(date(2026, 2, 3), date(2026, 2, 28)), (date(2026, 12, 31), date(2026, 12, 31))]
)
def test_a_month_is_whole(day: date, last: date) -> None:
    scope = month_of(day)
    assert (scope.first, scope.last) == (day.replace(day=1), last)
