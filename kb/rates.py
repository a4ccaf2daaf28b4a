"""Keeps anonymous addresses that write from being flooded, without keeping who wrote."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime


class MinuteLimit:
    """Allows ``each`` a minute to one address and ``altogether`` a minute to all, which bounds the memory as well.

    Counts are kept in memory for the running minute only.
    """

    def __init__(self, each: int, altogether: int, clock: Callable[[], datetime]) -> None:
        self._each, self._altogether, self._clock = each, altogether, clock
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: Counter[str | None] = Counter()

    def allows(self, who: str | None) -> bool:
        """Whether ``who`` may once more; counts it if so. None: nobody knows which of many it is."""
        minute = int(self._clock().timestamp() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            if (who is not None and self._counts[who] >= self._each) or self._counts.total() >= self._altogether:
                return False
            self._counts[who] += 1
            return True
