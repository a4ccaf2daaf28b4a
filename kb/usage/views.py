"""Counts which articles are read, without slowing a page or keeping anything about the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Engine,
    Index,
    Integer,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.clock import Clock, utc_now
from kb.storage.collecting import LaterWrites
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key
from kb.storage.counting import BatchedCounter, add_counts
from kb.storage.database import Base, few_at_a_time
from kb.storage.in_time import InTime
from kb.storage.servers.engine import reading_engine


class ArticleViews(Base):
    """How often readers opened an article on one day; nothing is kept of who they were."""

    __tablename__ = "article_views"
    __table_args__ = (Index("ix_article_views_sums", "language", "key", "day", "views"),)  # sums read nothing else

    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int] = mapped_column(Integer, nullable=False, default=0)


POPULAR_DAYS = 90
ROWS_AT_ONCE = 5_000


def views_since(connection: Connection, since: date) -> dict[ArticleId, int]:
    """How often each article was read from the day ``since`` on."""
    columns = (ArticleViews.language, ArticleViews.key)
    query = select(*columns, func.sum(ArticleViews.views)).where(ArticleViews.day >= since).group_by(*columns)
    return {ArticleId(language, key): int(views) for language, key, views in connection.execute(query)}


def views_by_day(connection: Connection, since: date) -> Iterator[tuple[str, str, date, int]]:
    """Language, key, day and how often that article was read on it, from ``since`` on and in no order.

    There may be a million: they are read a few at a time, while ``connection`` is open.
    """
    query = select(ArticleViews.language, ArticleViews.key, ArticleViews.day, ArticleViews.views)
    rows = connection.execute(query.where(ArticleViews.day >= since).execution_options(yield_per=ROWS_AT_ONCE))
    return iter(rows)


def views_of_days(
    connection: Connection, first: date, last: date, without: Sequence[ArticleId] = ()
) -> dict[date, int]:
    """How often anything was read on each day from ``first`` to ``last``, the articles of ``without`` left out."""
    row = ArticleViews
    query = select(row.day, func.sum(row.views)).where(row.day.between(first, last)).group_by(row.day)
    found = {day: int(views) for day, views in connection.execute(query)}
    for some in few_at_a_time(without):
        these = tuple_(row.language, row.key).in_(some)
        for day, views in connection.execute(query.where(these)):
            found[day] -= int(views)
    return found


class ViewCounter(BatchedCounter[tuple[ArticleId, date]]):
    """Counts who read what, and tells what is read most."""

    def __init__(self, engine: Engine | None, clock: Clock = utc_now, later: LaterWrites | None = None) -> None:
        super().__init__("views", engine, later, "views")
        self._clock = clock
        self._popular: InTime[list[str]] = InTime("popular articles", self._read_popular, [])

    def count(self, article: ArticleId) -> None:
        """One reader opened ``article``."""
        self.add((article, self._clock().date()))

    def popular(self, language: str, limit: int) -> list[str]:
        """The keys read most in the last ``POPULAR_DAYS`` days, most first; empty where nothing is known. Where the
        database is slow or away it is what was read there before.
        """
        return [] if self._database is None else self._popular(language, limit)

    def _read_popular(self, language: str, limit: int) -> list[str]:
        assert self._database is not None
        since = self._clock().date() - timedelta(days=POPULAR_DAYS)
        total = func.sum(ArticleViews.views)
        query = (
            select(ArticleViews.key)
            .where(ArticleViews.language == language, ArticleViews.day >= since)
            .group_by(ArticleViews.key)
            .order_by(total.desc(), ArticleViews.key)
            .limit(limit)
        )
        with reading_engine(self._database).connect() as connection:
            return list(connection.scalars(query))

    def _as_kept(self, batch: Counter[tuple[ArticleId, date]]) -> Any:
        return [[*id_, day.isoformat(), views] for (id_, day), views in batch.items()]

    def _of_kept(self, kept: Any) -> Counter[tuple[ArticleId, date]]:
        return Counter({(ArticleId(*id_), date.fromisoformat(day)): views for *id_, day, views in kept})

    def _write(self, connection: Connection, pending: Counter[tuple[ArticleId, date]]) -> None:
        rows = (
            {"language": id_.language, "key": kept_key(id_.key), "day": day, "views": views}
            for (id_, day), views in sorted(pending.items())
        )
        add_counts(connection, ArticleViews, "views", rows)
