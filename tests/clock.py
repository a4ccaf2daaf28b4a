"""A clock that stands still until a test sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Clock:
    """Tells the time that a test wants."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        """Set it forward."""
        self.now += timedelta(**time)
