"""What is read from the database again only when it may have changed: this process wrote, or a minute passed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

from cachetools import TTLCache
from sqlalchemy import Connection, Engine, event

SECONDS = 60
MOST = 16
Read = TypeVar("Read")


class KeptUntilWritten:
    """Reads of ``database``, each by a key; safe to use from many threads."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._kept: TTLCache[Hashable, object] = TTLCache(MOST, SECONDS)
        event.listen(database, "commit", self._forget)

    def __call__(self, key: Hashable, read: Callable[[Connection], Read]) -> Read:
        """What ``read`` gives; the same key must always come with the same ``read``."""
        with self._lock:
            if key in self._kept:
                return self._kept[key]  # type: ignore[return-value]
        with self._database.connect() as connection:
            found = read(connection)
        with self._lock:
            self._kept[key] = found
        return found

    def _forget(self, _: Connection) -> None:
        with self._lock:
            self._kept.clear()
