"""Keeps anonymous addresses that write from being flooded, without keeping who wrote.

``MinuteLimit`` is for one address and all together: everybody begins anew with the minute. ``OwnWindowLimit`` is for
keys of many kinds, where twice as much around the end of a minute would count: each has its window from its first.
Tries to sign in are bounded elsewhere (``kb.accounts.sign_in_limit``): by ever longer waits that all processes share.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime

from cachetools import TTLCache


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


class OwnWindowLimit:
    """At most ``most`` in the ``seconds`` from the first of a key; knows the ``MOST_KEYS`` it met last.

    ``timer`` gives seconds that never go back.
    """

    MOST_KEYS = 10_000

    def __init__(self, most: int, seconds: int, timer: Callable[[], float]) -> None:
        self._most = most
        self._counts: TTLCache[Hashable, list[int]] = TTLCache(self.MOST_KEYS, seconds, timer)
        self._lock = threading.Lock()

    def count(self, key: Hashable) -> int | None:
        """One more for ``key``: how many there are now, None where it had as many as it may."""
        with self._lock:
            count = self._counts.setdefault(key, [0])
            count[0] += 1
            return count[0] if count[0] <= self._most else None


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
