"""Marks every article of a collection reviewed in one act, for ``test_audit.py`` to kill on the way."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from kb.database import connect
from kb.library import Library
from kb.saving import fingerprint
from review.actions import Decisions
from review.history import Kind, Person
from review.orders import Order, Target


def main(root: Path, database: str) -> None:
    """Decide, having said so."""
    library = Library(root)
    decisions = Decisions(library, connect(database), lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    targets = [Target(a.id, fingerprint((root / a.path).read_bytes())) for a in library.refresh().published]
    print("ready", flush=True)  # noqa: T201 - tells the test when to count from
    decisions.decide(Order(Kind.REVIEWED), targets, Person("Alice Owner"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
