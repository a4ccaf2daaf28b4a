"""Marks every article of a collection reviewed in one act, for ``test_audit.py`` to kill on the way."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from kb.files.saving import fingerprint
from kb.library.library import Library
from kb.storage.database import connect
from review.decisions.decide import Decisions
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget


def die_before_file(number: int) -> None:
    """Kill this process (SIGKILL) when it is about to put the new version of its ``number``-th file in place."""
    left = number

    def watch(event: str, _: object) -> None:
        nonlocal left
        left -= event == "os.rename"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main(root: Path, database: str, dies_before: int) -> None:
    """Decide, having said so; ``dies_before`` is the file before which to die, 0 for none."""
    library = Library(root)
    decisions = Decisions(library, connect(database), lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    targets = [DecisionTarget(a.id, fingerprint((root / a.path).read_bytes())) for a in library.refresh().published]
    print("ready", flush=True)  # noqa: T201 - tells the test when to count from
    if dies_before:
        die_before_file(dies_before)
    decisions.decide(DecisionRequest(DecisionKind.REVIEWED), targets, Reviewer("Alice Owner"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
