"""Secrets that are another every day, so that what was made with one leads to nobody the day after."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import date, timedelta

SECRET_BYTES = 32


def draw_secret(_: date) -> bytes:
    """A secret for a day, known to nobody else."""
    return secrets.token_bytes(SECRET_BYTES)


class SecretChain:
    """Secrets of days from one that begins the chain, the same in every process that has it: whoever knows that of a
    day can find those of the days after, and of none before. Nothing of it is kept but in memory.
    """

    LONGEST = 400
    """After so many days at once, or of a day that is over, a secret is drawn."""

    def __init__(self, day: date) -> None:
        self._lock = threading.Lock()
        self._day, self._link = day, draw_secret(day)

    def of(self, day: date) -> bytes:
        """The secret of ``day``; those before cannot be told any more."""
        with self._lock:
            if not 0 <= (day - self._day).days <= self.LONGEST:
                return draw_secret(day)
            while self._day < day:
                self._day, self._link = self._day + timedelta(days=1), hashlib.sha256(b"on" + self._link).digest()
            return hashlib.sha256(b"of" + self._link).digest()


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
