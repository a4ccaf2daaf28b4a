"""Values that are made once, however many threads ask for one at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Once(Generic[Key, Value]):
    """Keeps values by key, at most ``most`` of them; the making of one holds nobody up who wants another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: dict[Key, Value] = {}
        self._making: dict[Key, Future[Value]] = {}

    def get(self, key: Key, make: Callable[[], Value], is_kept: Callable[[Value], bool]) -> Value:
        """The value of ``key``; who comes while somebody makes it waits for the same, or for the same error."""
        with self._lock:
            if key in self._kept:
                return self._kept[key]
            made = self._making.get(key)
            if made is None:
                mine = self._making[key] = Future[Value]()
        if made is not None:
            return made.result()
        try:
            value = make()
        except BaseException as error:
            self._done(key, {})
            mine.set_exception(error)
            raise
        self._done(key, {key: value} if is_kept(value) else {})
        mine.set_result(value)
        return value

    def _done(self, key: Key, new: dict[Key, Value]) -> None:
        with self._lock:
            del self._making[key]
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept |= new
