"""Which article first: one published formula (docs/review.md), and what it saw in words that people can check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from review.queue.policy import ReviewState, Verdict

SIGNAL_DAYS = 90
MOST_STALENESS = 4.0
UNDATED = 2.0
FLAGGED = 100.0
SEARCH_WEIGHT = 3
LINK_WEIGHT = 5


@dataclass(frozen=True, slots=True)
class Signals:
    """What readers and staff did with an article in the last ``SIGNAL_DAYS`` days."""

    views: int = 0
    helpful: int = 0
    unhelpful: int = 0
    failed_searches: int = 0
    links: int = 0


NO_SIGNALS = Signals()


def staleness(verdict: Verdict, since: date | None, today: date) -> float:
    """How old the last review is, in intervals: 1 on the day it is due, 2 where nothing is known, at most 4.

    ``since`` is the day of the last review, else of publication; 0 where no review is needed.
    """
    if verdict.state is ReviewState.EXEMPT:
        return 0.0
    if since is None or verdict.due_on is None:
        return UNDATED
    return min(max((today - since).days, 0) / max((verdict.due_on - since).days, 1), MOST_STALENESS)


def priority(stale: float, signals: Signals, state: ReviewState) -> float:
    """Staleness x (1 + log10(1 + views + 5 links + 3 failed searches)) x (1 + 2 unhelpful / (votes + 4)), and 100 more
    for what is flagged.

    Without readers, votes, searches and links it is the staleness alone. The 4 keeps one unhappy vote from being all.
    """
    read = signals.views + LINK_WEIGHT * signals.links + SEARCH_WEIGHT * signals.failed_searches
    unhappy = signals.unhelpful / (signals.helpful + signals.unhelpful + 4)
    value = stale * (1 + math.log10(1 + read)) * (1 + 2 * unhappy)
    return round(value + (FLAGGED if state is ReviewState.FLAGGED else 0.0), 2)
