"""Secrets that are another every day, so that what was made with one leads to nobody the day after."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import date

SECRET_BYTES = 32


def draw_secret(_: date) -> bytes:
    """A secret for a day, known to nobody else."""
    return secrets.token_bytes(SECRET_BYTES)


class DailySecret:
    """The secret of the day, which ``make`` gives; that of another day is forgotten. Safe to use from many threads."""

    def __init__(self, make: Callable[[date], bytes] = draw_secret) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._last: tuple[date | None, bytes] = (None, b"")

    def of(self, day: date) -> bytes:
        """The secret of ``day``, the same until another day is asked for."""
        with self._lock:
            if self._last[0] != day:
                self._last = (day, self._make(day))
            return self._last[1]
