"""Writes views and clicks for ``test_db_commands.py``: as many of one as of the other, each pair in one transaction."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from kb.short_links.links import LinkClicks
from kb.storage.counting import add_counts
from kb.storage.database import connect
from kb.usage.views import ArticleViews


def main(database: str, wanted: int) -> None:
    """Write ``wanted`` pairs, each of its own article and link; says so after the first."""
    engine = connect(database)
    day = datetime(2026, 11, 22, tzinfo=UTC).date()
    for number in range(wanted):
        with engine.begin() as connection:
            view = {"language": "en", "key": f"k{number}", "day": day, "views": 1}
            add_counts(connection, ArticleViews, "views", [view])
            click = {"code": f"{number:08}", "day": day, "source": "", "clicks": 1}
            add_counts(connection, LinkClicks, "clicks", [click])
        if number == 0:
            print("writing", flush=True)  # noqa: T201 - the test waits for it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
