"""What a decision of the review is: its kind, who made it, about which article, how far it got."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from kb.catalog.article import ArticleId


class DecisionKind(StrEnum):
    """What was decided."""

    REVIEWED = "reviewed"
    EDITED = "edited"
    NEEDS_UPDATE = "needs_update"
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    INTERVAL_SET = "interval_set"
    SNOOZED = "snoozed"
    ARCHIVED = "archived"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    PLANNED = "planned"
    UNDONE = "undone"
    OUTSIDE = "outside"


RESETS = (DecisionKind.REVIEWED, DecisionKind.EDITED)
"""Decisions that are reviews: they alone reset the clock."""


KEYS_SET = (DecisionKind.HANDED_OVER, DecisionKind.INTERVAL_SET)
"""Decisions that set a key of the file and nothing else: of many articles they are one commit."""


class DecisionStatus(StrEnum):
    """How far a decision got."""

    INTENDED = "intended"
    DONE = "done"
    VOID = "void"
    UNDONE = "undone"


@dataclass(frozen=True)
class Reviewer:
    """Who decides."""

    name: str
    email: str = ""


@dataclass(frozen=True)
class Decision:
    """One decision about one article. Those of one ``batch`` were made in one act and are undone together.

    ``before`` and ``after`` are fingerprints of the file, None where it was not written; ``at`` is UTC without a zone.
    """

    batch: str
    at: datetime
    article: ArticleId
    path: str
    kind: DecisionKind
    person: Reviewer
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    before: str | None = None
    after: str | None = None
    status: DecisionStatus = DecisionStatus.DONE
    id: int = 0

    def as_json(self) -> dict[str, Any]:
        """The decision as exports tell it; what only undoing needs is left out."""
        details = {name: value for name, value in self.details.items() if not name.startswith("_")}
        return {
            "at": f"{self.at.isoformat(timespec='seconds')}Z",
            "key": self.article.key,
            "language": self.article.language,
            "path": self.path,
            "decision": str(self.kind),
            "status": str(self.status),
            "by": self.person.name,
            "email": self.person.email,
            "note": self.note,
            "details": details,
        }
