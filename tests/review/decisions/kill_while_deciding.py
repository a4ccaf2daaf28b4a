"""Marks every article of a collection reviewed in one act, for ``test_audit.py`` to kill on the way.

``kill_while_deciding.py ARTICLES DATABASE`` does so once for each line that it reads, in a fork: what is imported is
imported once. The line says before which file to die (0 for none). ``ready PID`` is answered when the act begins, and
``ended`` when the fork did.
"""

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


def decide(root: Path, database: str, dies_before: int) -> None:
    """Decide, having said so."""
    library = Library(root)
    decisions = Decisions(library, connect(database), lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    targets = [DecisionTarget(a.id, fingerprint((root / a.path).read_bytes())) for a in library.refresh().published]
    print("ready", os.getpid(), flush=True)  # noqa: T201 - tells the test when to count from, and whom to kill
    if dies_before:
        die_before_file(dies_before)
    decisions.decide(DecisionRequest(DecisionKind.REVIEWED), targets, Reviewer("Alice Owner"))


def main(root: Path, database: str) -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                decide(root, database, int(line))
            except BaseException:  # noqa: BLE001 - a fork must never return into the code of its parent
                sys.excepthook(*sys.exc_info())
            os._exit(0)
        os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201 - the test waits for it


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
