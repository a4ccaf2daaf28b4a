"""Counts which articles are read, without slowing a page or keeping anything about the reader.

Views are collected in memory and written in one go every few seconds. Where the database is away they wait,
bounded; what does not fit any more is counted as dropped and reported.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from kb.article import ArticleId
from kb.database import ArticleViews

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
MAX_PENDING = 10_000
POPULAR_DAYS = 90
ROWS_AT_ONCE = 5_000
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


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


class ViewCounter:
    """Collects views and writes them from a thread of its own."""

    def __init__(self, engine: Engine | None, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()
        self._pending: Counter[tuple[ArticleId, date]] = Counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="view-counter", daemon=True)
        self.dropped = 0

    def start(self) -> None:
        """Write every few seconds from now on."""
        self._thread.start()

    def close(self) -> None:
        """Write what is left and stop."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self.flush()

    def count(self, article: ArticleId) -> None:
        """One reader opened ``article``."""
        entry = (article, self._clock().date())
        with self._lock:
            if entry in self._pending or len(self._pending) < MAX_PENDING:
                self._pending[entry] += 1
            else:
                self.dropped += 1

    def flush(self) -> None:
        """Write what was collected; keep it where that fails."""
        with self._lock:
            pending, self._pending = self._pending, Counter()
        if not pending or self._engine is None:
            return
        try:
            self._write(self._engine, pending)
        except SQLAlchemyError as error:
            logger.warning("views could not be written and wait: %s", error)
            with self._lock:
                self._pending.update(pending)

    def popular(self, language: str, limit: int) -> list[str]:
        """The keys read most in the last ``POPULAR_DAYS`` days, most first; empty where nothing is known."""
        if self._engine is None:
            return []
        since = self._clock().date() - timedelta(days=POPULAR_DAYS)
        total = func.sum(ArticleViews.views)
        query = (
            select(ArticleViews.key)
            .where(ArticleViews.language == language, ArticleViews.day >= since)
            .group_by(ArticleViews.key)
            .order_by(total.desc(), ArticleViews.key)
            .limit(limit)
        )
        try:
            with self._engine.connect() as connection:
                return list(connection.scalars(query))
        except SQLAlchemyError as error:
            logger.warning("popular articles could not be read: %s", error)
            return []

    def _run(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            self.flush()

    @staticmethod
    def _write(engine: Engine, pending: Counter[tuple[ArticleId, date]]) -> None:
        insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        rows = [
            {"language": id_.language, "key": id_.key[:512], "day": day, "views": views}
            for (id_, day), views in sorted(pending.items())
        ]
        statement = insert(ArticleViews)
        added = ArticleViews.views + statement.excluded.views
        keys = ["language", "key", "day"]
        with engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"views": added}), rows)
