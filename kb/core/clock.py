"""What time it is; handed in everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def at_utc(moment: datetime) -> str:
    """A moment of the database (UTC without a zone) as programs get it."""
    return f"{moment.isoformat(timespec='seconds')}Z"


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)
