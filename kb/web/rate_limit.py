"""Keeps anonymous addresses that write from being flooded, without keeping who wrote."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import datetime


class MinuteLimit:
    """Allows ``each`` a minute to one address and ``altogether`` a minute to all, which bounds the memory as well.

    Counts are kept in memory for the running minute only, or for another time in ``seconds``.
    """

    def __init__(self, each: int, altogether: int, clock: Callable[[], datetime], seconds: int = 60) -> None:
        self._each, self._altogether, self._clock, self._seconds = each, altogether, clock, seconds
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: Counter[str | None] = Counter()

    def allows(self, who: str | None) -> bool:
        """Whether ``who`` may once more; counts it if so. None: nobody knows which of many it is."""
        minute = int(self._clock().timestamp() // self._seconds)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            if (who is not None and self._counts[who] >= self._each) or self._counts.total() >= self._altogether:
                return False
            self._counts[who] += 1
            return True


class KnownNames:
    """Up to ``MOST`` names for each place: whoever invents more than that is not as many people.

    The oldest places are forgotten beyond ``MOST_PLACES``. Give places that change every day: nothing stays longer.
    """

    MOST, MOST_PLACES = 20, 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: OrderedDict[str, set[int]] = OrderedDict()

    def has_room(self, place: str, name: str) -> bool:
        """Whether ``name`` is one of those of ``place``, now if not before; an empty place has room for all."""
        if not place:
            return True
        with self._lock:
            known = self._names.setdefault(place, set())
            if len(known) < self.MOST:
                known.add(hash(name))
            if len(self._names) > self.MOST_PLACES:
                self._names.popitem(last=False)
            return hash(name) in known
