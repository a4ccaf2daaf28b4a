"""When readers together flag an article: a pure function of the days on which they said that it is wrong.

The rule is published in docs/review.md; ``articles/review.yml`` may ask for more of them, or never flag.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 90
USUAL = 5
"""So many readers flag an article, where ``review.yml`` says nothing else."""


@dataclass(frozen=True, slots=True)
class ReadersFlag:
    """Readers said on ``on``, for the time that was enough, that the text is wrong; ``readers`` by now."""

    on: date
    readers: int


def readers_flag(
    said_on: Iterable[date], today: date, reviewed_on: date | None, enough: int | None = USUAL
) -> ReadersFlag | None:
    """The flag of readers who said on these days, each once, that the present text is wrong.

    Those of the last ``DAYS`` days count, and only from the day after the last review on: a reviewer has answered the
    others. None where they are fewer than ``enough``, or where that is None.
    """
    since = max(day for day in (today - timedelta(days=DAYS), reviewed_on) if day)
    days = sorted(day for day in said_on if since < day <= today + timedelta(days=1))
    if enough is None or len(days) < enough:
        return None
    return ReadersFlag(days[enough - 1], len(days))
