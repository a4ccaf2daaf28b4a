"""What can be decided, and what each decision changes: pure functions of the decision, the day and the reviewer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kb.catalog.article import ArticleId
from kb.files.saving import fingerprint
from review.decisions.decision import KEYS_SET, RESETS, DecisionKind, Reviewer
from review.queue.rows import Standing

CHECKLIST = ("steps_tried", "screenshots_current", "links_work", "wording")
WRITING = (*RESETS, DecisionKind.ARCHIVED, *KEYS_SET)
"""Decisions that are written into the article's file."""


@dataclass(frozen=True)
class DecisionTarget:
    """An article to decide on, as the reviewer saw it: ``seen`` is the fingerprint of its file, ``standing`` the mark
    of its standing; None where it may be whatever it is now.
    """

    article: ArticleId
    seen: str | None = None
    standing: str | None = None

    @classmethod
    def of(cls, article: ArticleId, seen: str) -> DecisionTarget:
        """The article as ``as_seen`` told of it."""
        file, _, standing = seen.partition(".")
        return cls(article, file, standing or None)


def as_seen(file: str, standing: Standing) -> str:
    """What a page keeps of an article until its form comes back: the fingerprint of the file and the standing."""
    return f"{file}.{mark(standing)}"


def mark(standing: Standing) -> str:
    """What tells one standing from another."""
    return fingerprint(repr(standing).encode())


@dataclass(frozen=True)
class DecisionRequest:
    """A decision with all that belongs to it.

    ``checklist`` is what was really checked; ``matters`` says of an original whether its change matters for
    translations; ``text`` is the new content of a file that was edited here; ``moved_to`` is the key that replaces an
    archived article; ``interval`` is what ``review_in`` shall say, empty for nothing.
    """

    kind: DecisionKind
    note: str = ""
    checklist: tuple[str, ...] = ()
    matters: bool | None = None
    until: date | None = None
    assignee: str = ""
    text: bytes | None = None
    moved_to: str = ""
    interval: str = ""

    def details(self) -> dict[str, Any]:
        """What the history keeps of it beside kind and note."""
        found = {
            "checklist": list(self.checklist) if self.kind in RESETS else None,
            "matters_for_translations": self.matters,
            "until": self.until.isoformat() if self.until else None,
            "assignee": self.assignee or None,
            "moved_to": self.moved_to or None,
            "review_in": self.interval if self.kind is DecisionKind.INTERVAL_SET else None,
        }
        return {name: value for name, value in found.items() if value is not None}


def values_of(order: DecisionRequest, today: date, person: Reviewer) -> dict[str, str | None]:
    """The front matter values that a decision writes."""
    if order.kind is DecisionKind.ARCHIVED:
        return {"status": "archived", **({"moved_to": order.moved_to} if order.moved_to else {})}
    if order.kind is DecisionKind.HANDED_OVER:
        return {"owner": order.assignee}
    if order.kind is DecisionKind.INTERVAL_SET:
        return {"review_in": order.interval or None}
    values: dict[str, str | None] = {"last_reviewed_on": today.isoformat(), "reviewed_by": person.name}
    if order.kind is DecisionKind.EDITED and order.matters is not False:
        values = {"updated_on": today.isoformat(), **values}
    return values


def standing_after(before: Standing, order: DecisionRequest, today: date, person: Reviewer) -> Standing:
    """What an article's standing becomes: a review settles flags, snoozes, tasks and plans."""
    match order.kind:
        case DecisionKind.REVIEWED | DecisionKind.EDITED:
            changed_on = today if order.matters else before.changed_on
            dismissed_on = today if order.matters is False else before.dismissed_on
            return Standing(changed_on=changed_on, dismissed_on=dismissed_on)
        case DecisionKind.NEEDS_UPDATE:
            return replace(before, assignee=order.assignee, task=order.note, snoozed_until=None, snooze="")
        case DecisionKind.ASSIGNED:
            return replace(before, assignee=order.assignee)
        case DecisionKind.SNOOZED:
            return replace(before, snoozed_until=order.until, snooze=order.note)
        case DecisionKind.FLAGGED:
            return replace(before, flagged_on=today, flagged_by=person.name, flag=order.note)
        case DecisionKind.UNFLAGGED:
            return replace(before, flagged_on=None, flagged_by="", flag="")
        case DecisionKind.PLANNED:
            return replace(before, planned_on=order.until)
        case _:
            return before
