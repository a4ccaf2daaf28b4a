"""What the forms of the review, that on many articles and that on one, read in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kb.core.intervals import ReviewInterval
from kb.core.text import as_read
from review.decisions.decision_request import CHECKLIST
from review.queue.policy import later

MAX_NAME, MAX_NOTE = 200, 2_000
LONGEST_SNOOZE = ReviewInterval(months=12)


def read_note(text: str, longest: int = MAX_NOTE) -> str:
    """A text as the database, pages and feeds take it: no control characters, line ends as ``\\n``, cut at its end."""
    return as_read(text)[:longest].strip()


def read_name(text: str) -> str:
    """A name, which is one line."""
    return " ".join(read_note(text).split())[:MAX_NAME]


def read_checklist(ticked: Sequence[str]) -> tuple[str, ...]:
    """What was ticked of the checklist, in its order."""
    return tuple(name for name in CHECKLIST if name in ticked)


def snooze_days(today: date) -> tuple[date, date]:
    """The first and the last day until which an article can be put off."""
    return today + timedelta(days=1), later(today, LONGEST_SNOOZE)


def read_snooze_day(text: str, today: date) -> date | None:
    """The day until which to put off; None where it is no day or not one of ``snooze_days``."""
    try:
        until = date.fromisoformat(text)
    except ValueError:
        return None
    first, last = snooze_days(today)
    return until if first <= until <= last else None
