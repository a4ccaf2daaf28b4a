"""When an article must be looked at again: a pure function of its dates, the intervals and the day.

Only an explicit review resets the clock. Months are calendar months: six after 31 August is the
last day of February.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from kb.core.intervals import ReviewInterval

SOON = timedelta(days=30)
# An editor east of Greenwich writes tomorrow's date; what lies further ahead is a slip and proves no review.
AHEAD = timedelta(days=1)


class ReviewState(StrEnum):
    """What an article's review is in, in the words of the JSON."""

    FLAGGED = "flagged"
    OVERDUE = "overdue"
    NEVER_REVIEWED = "never_reviewed"
    DUE = "due"
    DUE_SOON = "due_soon"
    SNOOZED = "snoozed"
    FRESH = "fresh"
    EXEMPT = "exempt"


WAITING = (ReviewState.FLAGGED, ReviewState.OVERDUE, ReviewState.NEVER_REVIEWED, ReviewState.DUE)
"""The states in which somebody should act now; the others can wait."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """How long after a review an article is due, and how long after it overdue."""

    due: ReviewInterval
    overdue: ReviewInterval

    @classmethod
    def of(cls, review_in: ReviewInterval) -> Intervals:
        """Due after ``review_in``, overdue after twice that."""
        twice = ReviewInterval(review_in.months * 2, review_in.days * 2, never=review_in.never)
        return cls(review_in, twice)


SITE = Intervals(ReviewInterval(months=6), ReviewInterval(months=12))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of an article on one day; the days are None where nothing is known to count from, or never."""

    state: ReviewState
    due_on: date | None
    overdue_on: date | None


_verdict = lru_cache(maxsize=8192)(Verdict)  # thousands of articles share few


def judge(
    today: date,
    last_reviewed_on: date | None,
    intervals: Intervals = SITE,
    *,
    published_on: date | None = None,
    flagged: bool = False,
    snoozed_until: date | None = None,
) -> Verdict:
    """The state on ``today``. ``flagged`` outranks all; one that needs no review cannot be put off.

    An article that was never reviewed is counted from ``published_on``, which does not make it fresh.
    """
    last_reviewed_on = proven(last_reviewed_on, today)
    due_on, overdue_on = days_of(last_reviewed_on or published_on, intervals)
    if flagged:
        state = ReviewState.FLAGGED
    elif intervals.due.never:
        state = ReviewState.EXEMPT
    elif snoozed_until is not None and today < snoozed_until:
        state = ReviewState.SNOOZED
    elif last_reviewed_on is None or due_on is None:
        state = ReviewState.NEVER_REVIEWED
    elif overdue_on is not None and today >= overdue_on:
        state = ReviewState.OVERDUE
    elif today >= due_on:
        state = ReviewState.DUE
    else:
        state = ReviewState.DUE_SOON if today >= due_on - SOON else ReviewState.FRESH
    return _verdict(state, due_on, overdue_on)


def proven(last_reviewed_on: date | None, today: date) -> date | None:
    """The day of the last review, None where what is written lies too far ahead to be one."""
    slip = last_reviewed_on is not None and last_reviewed_on - today > AHEAD
    return None if slip else last_reviewed_on


@lru_cache(maxsize=8192)  # thousands of articles share few dates
def days_of(since: date | None, intervals: Intervals) -> tuple[date | None, date | None]:
    """The days on which an article reviewed on ``since`` is due and overdue; None where that is never."""
    if since is None or intervals.due.never:
        return None, None
    return later(since, intervals.due), None if intervals.overdue.never else later(since, intervals.overdue)


def later(day: date, interval: ReviewInterval) -> date:
    """``day`` plus the interval; the last day of the month where the month is too short.

    A day beyond the calendar is its last day.
    """
    months = day.year * 12 + day.month - 1 + interval.months
    year, month = divmod(months, 12)
    try:
        in_month = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return in_month + timedelta(days=interval.days)
    except (OverflowError, ValueError):
        return date.max


def is_outdated(
    last_reviewed_on: date | None, changed_on: date | None, original_changed_on: date | None, dismissed_on: date | None
) -> bool:
    """Whether a translation is behind its original: that changed in substance after the translation was last reviewed
    (or, never reviewed, last changed), and no one said since (``dismissed_on``) that the change does not matter.
    """
    if original_changed_on is None or (dismissed_on is not None and original_changed_on <= dismissed_on):
        return False
    seen = last_reviewed_on or changed_on
    return seen is None or original_changed_on > seen
