"""Reads what the reports are about: three queries however many articles there are, and none for what nobody asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cachetools import TTLCache, cached

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.graphics.tables import Table
from kb.usage.views import views_by_day
from review.decisions.annotations import all_standings
from review.decisions.decision import Decision
from review.decisions.history import history
from review.queue.policy import Intervals
from review.queue.rows import Known, Row, Standing, make_queue
from review.reports.figures import (
    Week,
    ages,
    backlog,
    first_moment,
    first_week,
    fresh_spans,
    median_days_overdue,
    reviews_done,
    weekly_share,
)
from review.reports.tables import Number, age_table, backlog_table, freshness_table, reviews_table
from review.service import Review

VIEWS_KEPT_SECONDS = 300


@dataclass(frozen=True)
class Names:
    """How a table calls what it is about; by default as machines know it."""

    number: Number = str
    never: str = "never"
    owner: Callable[[str], str] = str
    category: Callable[[str], str] = str


class ReviewFigures:
    """The figures of one day, each read and worked out when it is first asked for."""

    def __init__(self, review: Review, today: date, weeks_of: Callable[[ReviewFigures], list[Week]]) -> None:
        self.today = today
        self.catalog: Catalog = review.catalog
        self._review = review
        self._weeks_of = weeks_of

    def table(self, name: str, names: Names | None = None) -> Table:
        """A report by its name in ``REPORTS``."""
        names = names or Names()
        match name:
            case "freshness":
                return freshness_table(self.weeks)
            case "age":
                return age_table(ages(self.rows, self.today), names.number, names.never)
            case "owners":
                return backlog_table("owner", backlog(self.rows, lambda row: row.owner or ""), names.owner)
            case "categories":
                return backlog_table("category", backlog(self.rows, _top_category), names.category)
            case _:
                return reviews_table(reviews_done(self.decisions, self.today))

    @property
    def weeks(self) -> list[Week]:
        """Views by week; kept for a few minutes, for there may be a million rows of them."""
        return self._weeks_of(self)

    @property
    def median_days_overdue(self) -> float | None:
        """For how long the overdue articles have been that."""
        return median_days_overdue(self.rows, self.today)

    @cached_property
    def rows(self) -> list[Row]:
        """The queue, without what readers did: no report is about its order."""
        known = Known(self._standings, complaints=self._review.complaints(self.today), left=self._review.left())
        return make_queue(self.catalog, self.today, self._review.rules, known)

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was decided in the weeks of the reports."""
        with self._review.database.connect() as connection:
            return history(connection, since=first_moment(self.today))

    def read_weeks(self) -> list[Week]:
        """Views by week, from the database."""
        flagged = {id_: standing.flagged_on for id_, standing in self._standings.items()}
        rules, catalog = self._review.rules, self.catalog

        def intervals(article: Article) -> Intervals:
            return rules.intervals(article, catalog.owner_of(article))

        spans = fresh_spans(catalog.articles.values(), self.decisions, intervals, flagged)
        with self._review.database.connect() as connection:
            return weekly_share(views_by_day(connection, first_week(self.today)), spans, self.today)

    @cached_property
    def _standings(self) -> Mapping[ArticleId, Standing]:
        with self._review.database.connect() as connection:
            return all_standings(connection)


class FigureReader:
    """Gives the figures of one site; a review that is written into a file is in them at once."""

    def __init__(self, review: Review) -> None:
        self._review = review
        kept: TTLCache[object, list[Week]] = TTLCache(1, VIEWS_KEPT_SECONDS)
        key = cached(kept, key=lambda figures: (figures.today, figures.catalog.version), lock=threading.Lock())
        self._weeks_of = key(ReviewFigures.read_weeks)

    def read(self) -> ReviewFigures:
        """The figures of today."""
        return ReviewFigures(self._review, self._review.today(), self._weeks_of)


def _top_category(row: Row) -> str:
    return row.article.category.partition("/")[0]
