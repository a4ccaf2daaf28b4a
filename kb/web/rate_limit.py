"""Keeps anonymous addresses that write from being flooded, without keeping who wrote.

``MinuteLimit`` is for one address and all together: everybody begins anew with the minute. ``OwnWindowLimit`` is for
keys of many kinds, where twice as much around the end of a minute would count: each has its window from its first.
Tries to sign in are bounded elsewhere (``kb.accounts.sign_in_limit``): by ever longer waits that all processes share.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cachetools import TTLCache


class CountedByAll(Protocol):
    """Counts for all processes together (``kb.storage.shared_counts``)."""

    def count(self, name: str, who: str, until: datetime) -> int | None:
        """One more for ``who``, who begins anew at ``until``: how many there are; None where that cannot be told."""


class MinuteLimit:
    """Allows ``each`` a minute to one address and ``altogether`` a minute to all, which bounds the memory as well.

    Counts are kept in memory for the running minute only, or for another time in ``seconds``. Where there are other
    processes ``shared`` counts for all of them too, by the limit's ``name``; while that cannot, each is for itself.
    """

    def __init__(
        self,
        each: int,
        altogether: int,
        clock: Callable[[], datetime],
        seconds: int = 60,
        *,
        shared: CountedByAll | None = None,
        name: str = "",
    ) -> None:
        self._each, self._altogether, self._clock, self._seconds = each, altogether, clock, seconds
        self._shared, self._name = shared, name
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
        return self._shared is None or self._all_allow(self._shared, who, minute)

    def _all_allow(self, shared: CountedByAll, who: str | None, minute: int) -> bool:
        """The same, of what all processes have allowed. Who had enough does not count for all together."""
        until = datetime.fromtimestamp((minute + 1) * self._seconds, UTC)
        for one, most in ((who, self._each), ("", self._altogether)):
            if one is not None:
                count = shared.count(self._name, f"of {one}" if one else "", until)
                if count is not None and count > most:
                    return False
        return True


class OwnWindowLimit:
    """At most ``most`` in the ``seconds`` from the first of a key; knows the ``MOST_KEYS`` it met last.

    ``timer`` gives seconds that never go back.
    """

    MOST_KEYS = 10_000

    def __init__(
        self,
        most: int,
        seconds: int,
        timer: Callable[[], float],
        shared: Callable[[str, timedelta], int | None] | None = None,
    ) -> None:
        """``shared`` tells how many there are of a key in all processes, one more counted, in a window of so long."""
        self._most, self._seconds, self._shared = most, seconds, shared
        self._counts: TTLCache[Hashable, list[int]] = TTLCache(self.MOST_KEYS, seconds, timer)
        self._lock = threading.Lock()

    def count(self, key: Hashable) -> int | None:
        """One more for ``key``: how many there are now, None where it had as many as it may."""
        with self._lock:
            count = self._counts.setdefault(key, [0])
            count[0] += 1
            here = count[0]
        everywhere = None
        if here <= self._most and self._shared is not None:
            everywhere = self._shared(repr(key), timedelta(seconds=self._seconds))
        most = here if everywhere is None else max(here, everywhere)
        return most if most <= self._most else None


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
