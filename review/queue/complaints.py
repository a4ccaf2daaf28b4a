"""When readers together flag an article: a pure function of what they said of its present text, day by day.

The rule is published in docs/review.md; ``articles/review.yml`` may set other figures, or that readers never flag.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 365
"""Votes that are older are not looked at."""
_Z = 1.96
"""Of the normal distribution, for 95 of 100."""
DayOfVotes = tuple[date, int, int]
"""A day, how many distinct readers said on it that something is wrong, and how many voted at all."""


@dataclass(frozen=True, slots=True)
class FlagRule:
    """At least so many ``readers`` within ``days`` days, and surely more than ``share`` percent of all who voted."""

    readers: int = 4
    share: int = 10
    days: int = 30


USUAL = FlagRule()


@dataclass(frozen=True, slots=True)
class ReadersFlag:
    """Readers flagged it on ``on``; ``wrong`` of the ``votes`` in ``days`` days said so when that was last enough."""

    on: date
    wrong: int
    votes: int
    days: int


def surely(wrong: int, votes: int) -> float:
    """The share, 0 to 1, that is surely reached where ``wrong`` of ``votes`` said so: the lower end of the score
    interval for 95 of 100 (Wilson, "Probable Inference", 1927). Two of four prove less than forty of eighty.
    """
    if not votes:
        return 0.0
    share, z = wrong / votes, _Z**2 / votes
    return max((share + z / 2 - math.sqrt(z * share * (1 - share) + z * z / 4)) / (1 + z), 0.0)


def readers_flag(
    said: Iterable[DayOfVotes], today: date, reviewed_on: date | None, rule: FlagRule | None = USUAL
) -> ReadersFlag | None:
    """The flag of readers who ``said`` something of the present text; None where it was never enough.

    What was said counts from the day after the last review on: a reviewer has answered the rest. Once it was enough it
    stays, however many vote later, until somebody reviews or changes the article. Without a ``rule`` nobody flags.
    """
    if rule is None:
        return None
    days = sorted(
        one for one in said if one[0] <= today + timedelta(days=1) and not (reviewed_on and one[0] <= reviewed_on)
    )
    found, first, wrong, votes = None, 0, 0, 0
    for day, more_wrong, more_votes in days:
        wrong, votes = wrong + more_wrong, votes + more_votes
        while days[first][0] <= day - timedelta(days=rule.days):
            wrong, votes, first = wrong - days[first][1], votes - days[first][2], first + 1
        if wrong >= rule.readers and surely(wrong, votes) > rule.share / 100:
            found = ReadersFlag(found.on if found else day, wrong, votes, rule.days)
    return found
