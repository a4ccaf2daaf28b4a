"""What became of the last pull, for pages, programs and logs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class PullState(StrEnum):
    """How the articles folder stands to its remote; the words are those of ``/readyz``."""

    WAITING = "waiting"
    """It was not looked at yet."""
    OK = "ok"
    AHEAD = "ahead"
    """Everything of the remote is here, and commits of here are not there."""
    DIVERGED = "diverged"
    """Both have commits that the other lacks: nothing is brought until somebody joins them."""
    BLOCKED = "blocked"
    """Files were changed here, without a commit, that the remote changed as well: nothing is brought."""
    REFUSED = "refused"
    """It would need a program that the repository names."""
    UNREACHABLE = "unreachable"
    """Git could not ask the remote."""
    UNUSABLE = "unusable"
    """The folder is on no branch, or has no remote that can be asked."""


WORKING = frozenset({PullState.WAITING, PullState.OK, PullState.AHEAD})
"""Nobody has to look."""
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Pulled:
    """What the last look at the remote came to.

    ``said`` is git's own word of what is in the way, ``files`` are in conflict (from the top of the work tree);
    ``ahead`` and ``behind`` count commits, ``changed`` the files that were brought, ``uncommitted`` those that were
    changed here and are in no commit.
    """

    state: PullState
    at: datetime
    commit: str = ""
    said: str = ""
    files: tuple[str, ...] = ()
    ahead: int = 0
    behind: int = 0
    changed: int = 0
    uncommitted: int = 0

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "state": str(self.state),
            "at": self.at.isoformat(),
            "commit": self.commit,
            "said": self.said,
            "files": list(self.files[:MOST_NAMED]),
            "ahead": self.ahead,
            "behind": self.behind,
            "changed": self.changed,
            "uncommitted": self.uncommitted,
        }
