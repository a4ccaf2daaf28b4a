"""Casts a thousand votes, each of another reader, for ``test_feedback.py`` to run twice at the same time."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from kb.feedback.votes import Opinion, cast
from kb.storage.database import connect
from tests.kb.conftest import an_article

VOTES = 1_000


def main(database: str, name: str) -> None:
    """Cast them, each in a transaction of its own."""
    engine, article = connect(database), an_article()
    for number in range(VOTES):
        with engine.begin() as connection:
            opinion = Opinion(helpful=number % 2 == 0)
            cast(connection, article, opinion, datetime(2026, 11, 22, 12, tzinfo=UTC), reader=f"{name}-{number}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
