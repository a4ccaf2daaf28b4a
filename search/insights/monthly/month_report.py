"""What the report of a month has in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from kb.catalog.article import Article
from search.insights.counts.figures import ArticleFigures
from search.insights.counts.gaps import Gap
from search.insights.counts.overview import Overview
from search.insights.counts.reader import InsightReader
from search.insights.counts.scope import InsightScope

MOST = 5
FEWEST_VOTES = 5
"""Of fewer votes on an article nothing is said."""


OverdueReview = tuple[Article, str, date | None]
"""An article whose review is overdue, who is to act (empty: nobody), and since when, where that is known."""
OverdueReviews = Callable[[], Sequence[OverdueReview]]
"""Tells what is overdue now, the most important first."""


class HasOverdue(Protocol):
    """The review, as far as the report knows it."""

    def overdue(self) -> Sequence[OverdueReview]:
        """What is overdue now, the most important first."""


@dataclass(frozen=True)
class MonthReport:
    """The figures of ``scope`` and what follows from them; ``gaps`` and ``overdue`` are all there are."""

    scope: InsightScope
    overview: Overview
    gaps: Sequence[Gap]
    helped_most: Sequence[ArticleFigures]
    helped_least: Sequence[ArticleFigures]
    overdue: Sequence[OverdueReview]


def month_of(day: date) -> InsightScope:
    """The whole month that ``day`` is in."""
    first = day.replace(day=1)
    return InsightScope(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def read_report(reader: InsightReader, month: date, overdue: OverdueReviews) -> MonthReport:
    """The report of the month that ``month`` is in; what is overdue is so now."""
    scope = month_of(month)
    most, least = by_votes(reader.read(scope).read_articles())
    return MonthReport(scope, reader.overview(scope), reader.gaps(scope), most, least, overdue())


def by_votes(articles: Sequence[ArticleFigures]) -> tuple[list[ArticleFigures], list[ArticleFigures]]:
    """The articles that surely helped most, and those that surely helped least: by the lower and the upper bound of the
    share of helped readers. None is in both.
    """
    judged = [(one, bounds) for one in articles if one.votes >= FEWEST_VOTES and (bounds := one.interval)]
    most = sorted((pair for pair in judged if 2 * pair[0].yes >= pair[0].votes), key=lambda pair: -pair[1][0])
    least = sorted((pair for pair in judged if 2 * pair[0].yes < pair[0].votes), key=lambda pair: pair[1][1])
    return [one for one, _ in most[:MOST]], [one for one, _ in least[:MOST]]
