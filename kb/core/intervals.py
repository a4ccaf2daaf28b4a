"""Review intervals: '6 months', 'never'."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewInterval:
    """How long an article stays true after a review; ``never`` means it needs none."""

    months: int = 0
    days: int = 0
    never: bool = False

    def __str__(self) -> str:
        """As it is written in front matter and settings."""
        if self.never:
            return "never"
        count, unit = (self.months, "month") if self.months else (self.days, "day")
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

    def is_longer_than(self, other: ReviewInterval) -> bool:
        """Whether it ends later, a month being 30.4 days; nothing ends after what never ends, but another such."""
        return self.never or (not other.never and self._length > other._length)

    @property
    def _length(self) -> float:
        return self.months * 30.44 + self.days


_INTERVAL = re.compile(r"^(\d{1,4})\s*(day|week|month|year)s?$", re.IGNORECASE)


def parse_interval(text: str) -> ReviewInterval:
    """Read ``6 months``, ``52 weeks``, ``30 days``, ``1 year`` or ``never``.

    Raises:
        ValueError: it is none of these, or the interval is zero.

    """
    if text.strip().lower() == "never":
        return ReviewInterval(never=True)
    match = _INTERVAL.match(text.strip())
    if not match or not int(match[1]):
        raise ValueError(text)
    count, unit = int(match[1]), match[2].lower()
    months = {"month": 1, "year": 12}.get(unit, 0) * count
    return ReviewInterval(months=months, days={"day": 1, "week": 7}.get(unit, 0) * count)
