"""Counts 1,000 views and 1,000 clicks of the same article and link, for tests that start several of these at once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from kb.catalog.article import ArticleId
from kb.short_links.links import ClickCounter
from kb.storage.database import connect
from kb.usage.views import ViewCounter

TIMES = 1_000


def clock() -> datetime:
    """Noon of 22 November 2026."""
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


def main(database: str) -> None:
    """Write after each count: as many transactions as there are counts."""
    engine = connect(database)
    views, clicks = ViewCounter(engine, clock), ClickCounter(engine, clock)
    views.writes_too(clicks)
    for _ in range(TIMES):
        views.count(ArticleId("en", "account/reset"))
        clicks.count("bcd2345", "box")
        views.flush()


if __name__ == "__main__":
    main(sys.argv[1])
