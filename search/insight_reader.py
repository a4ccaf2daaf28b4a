"""Reads what the insights are about, and keeps the last few answers as long as nothing new was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Engine

from kb.article import ArticleId
from kb.catalog import Catalog
from kb.feedback import votes_since
from kb.tables import Table
from kb.views import views_by_day
from search import insight_tables, insights
from search.gaps import Embed, Gap, find_gaps
from search.insights import Question
from search.search_log import Cover, Day, Search, covers, days, read, stamp

RANGES = (7, 30, 90)
USUAL_RANGE = 30
LONGEST = 400
LONG_AGO = date(2000, 1, 1)
KEPT = 8
MOST_LETTERS = 512


@dataclass(frozen=True)
class Scope:
    """Which searches are looked at: from the day ``first`` to the day ``last``, of a language and category or all."""

    first: date
    last: date
    language: str = ""
    category: str = ""

    @classmethod
    def of(cls, arguments: Any, today: date) -> Scope:
        """What an address asks for; what makes no sense is as if it were not there."""
        language, category = arguments.get("language", "")[:16], arguments.get("category", "")[:MOST_LETTERS]
        first, last = _day(arguments.get("from")), _day(arguments.get("to"))
        asked = arguments.get("days", "")
        is_new = bool(asked) and asked != arguments.get(
            "was", asked
        )  # chosen just now, over the dates that stood there
        if is_new or (first is None and last is None):
            length = int(asked) if asked in map(str, RANGES) else USUAL_RANGE
            return cls(today - timedelta(days=length - 1), today, language, category)
        last = min(last or today, today)
        first = min(max(first or LONG_AGO, last - timedelta(days=LONGEST - 1)), last)
        return cls(first, last, language, category)

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> datetime:
        """The moment in the middle, for trends."""
        return datetime.combine(self.first, time()) + timedelta(days=self.days) / 2

    def query(self, today: date) -> dict[str, str]:
        """The arguments of an address for the same."""
        is_usual = self.last == today and self.days in RANGES
        span = {"days": str(self.days)} if is_usual else {"from": f"{self.first}", "to": f"{self.last}"}
        filters = {"language": self.language, "category": self.category}
        return {**span, **{name: value for name, value in filters.items() if value}}


@dataclass(frozen=True)
class Figures:
    """Everything about one scope, computed where it is asked for."""

    scope: Scope
    searches: Sequence[Search]
    kept_days: Sequence[Day]
    catalog: Catalog
    read_articles: Callable[[], list[insights.ArticleFigures]]

    @cached_property
    def questions(self) -> list[Question]:
        """What was asked."""
        return insights.questions(self.searches, insights.refined(self.searches))

    @property
    def sums(self) -> insights.Sums:
        """Everything at once."""
        return insights.together(self.searches, self.kept_days)

    def table(self, name: str) -> Table:
        """One of ``insight_tables.REPORTS``."""
        match name:
            case "days":
                span = (self.scope.first, self.scope.last)
                return insight_tables.days_table(insights.by_day(self.searches, self.kept_days, *span))
            case "languages":
                return insight_tables.languages_table(insights.by_language(self.searches, self.kept_days))
            case "positions":
                return insight_tables.positions_table(insights.positions(self.searches))
            case "articles":
                return insight_tables.articles_table(self.read_articles(), self._title)
        return insight_tables.questions_table(name, self.questions)

    def _title(self, id_: ArticleId) -> str:
        article = self.catalog.articles.get(id_)
        return article.title if article else id_.key


class InsightReader:
    """Reads figures from the database."""

    def __init__(self, database: Engine, catalog: Callable[[], Catalog], embed: Embed) -> None:
        self._database, self._catalog, self._embed = database, catalog, embed
        self._kept: LRUCache[Scope, tuple[object, Figures]] = LRUCache(KEPT)

    def read(self, scope: Scope) -> Figures:
        """The figures of ``scope`` as they are now."""
        catalog = self._catalog()
        with self._database.connect() as connection:
            now = (catalog, stamp(connection, scope.first, scope.last))
            kept = self._kept.get(scope)
            if kept is not None and kept[0] == now:
                return kept[1]
            span, language = (scope.first, scope.last), scope.language
            searches = [one for one in read(connection, *span) if language in ("", one.language)]
            sums = [one for one in days(connection, *span) if language in ("", one.language)]
        if scope.category:
            searches, sums = insights.of_category(searches, scope.category, self._category_of(catalog)), []
        figures = Figures(scope, searches, sums, catalog, lambda: self._articles(scope, searches, catalog))
        self._kept[scope] = (now, figures)
        return figures

    def gaps(self, scope: Scope) -> list[Gap]:
        """The topics without a good answer that nobody has closed."""
        covered = {(one.language, one.folded) for one in self.covers()}
        return find_gaps(self.read(scope).searches, scope.middle, covered, self._embed)

    def covers(self) -> list[Cover]:
        """What was closed."""
        with self._database.connect() as connection:
            return covers(connection)

    @staticmethod
    def _category_of(catalog: Catalog) -> Callable[[ArticleId], str]:
        return lambda id_: catalog.articles[id_].category if id_ in catalog.articles else ""

    def _articles(self, scope: Scope, searches: Sequence[Search], catalog: Catalog) -> list[insights.ArticleFigures]:
        """Articles that there are; votes on the text as it is now."""
        wanted = {
            article.id
            for article in catalog.published
            if scope.language in ("", article.language) and (not scope.category or article.is_in(scope.category))
        }
        with self._database.connect() as connection:
            views: dict[ArticleId, int] = {}
            for language, key, day, count in views_by_day(connection, scope.first):
                id_ = ArticleId(language, key)
                if day <= scope.last and id_ in wanted:
                    views[id_] = views.get(id_, 0) + count
            scores = votes_since(connection, scope.first)
        votes = {}
        for id_ in wanted & set(scores):
            now = scores[id_].get(catalog.articles[id_].content_hash)
            if now is not None:
                votes[id_] = (now.helpful, sum(now))
        return [one for one in insights.articles(searches, views, votes) if one.article in wanted]


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day >= LONG_AGO else None
