"""What is read from the database again only when it may have changed: somebody wrote, in whichever process, or a minute
passed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

from cachetools import TTLCache
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import SQLAlchemyError

SECONDS = 60
MOST = 16
Read = TypeVar("Read")
VERSIONS = {"postgresql": "SELECT pg_current_snapshot()::text", "sqlite": "PRAGMA data_version"}
"""What is the same for as long as nobody has committed anything. SQLite tells it of one connection alone."""


class KeptUntilWritten:
    """Reads of ``database``, each by a key; safe to use from many threads."""

    def __init__(self, database: Engine, *, others: bool = False) -> None:
        """``others``: other processes may write; else what they do is seen after a minute."""
        self._database, self._others = database, others
        # Whoever commits waits for the lock with a connection: nobody may wait for a connection with the lock.
        self._lock, self._asking = threading.Lock(), threading.Lock()
        self._kept: TTLCache[Hashable, object] = TTLCache(MOST, SECONDS)
        self._written = 0  # commits of this process
        self._version: tuple[object, int] = (None, 0)  # of the database, and of those
        self._looking: PoolProxiedConnection | None = None
        event.listen(database, "commit", self._forget)

    def __call__(self, key: Hashable, read: Callable[[Connection], Read]) -> Read:
        """What ``read`` gives; the same key must always come with the same ``read``."""
        told = self._asked()
        with self._lock:
            version = told, self._written
            if version != self._version:
                self._version = version
                self._kept.clear()
            if key in self._kept:
                return self._kept[key]  # type: ignore[return-value]
        with self._database.connect() as connection:
            found = read(connection)
        with self._lock:
            if version == self._version and version[1] == self._written:
                self._kept[key] = found
        return found

    def close(self) -> None:
        """Give the connection back by which SQLite is asked."""
        with self._asking:
            if self._looking is not None:
                self._looking.close()
                self._looking = None

    def _asked(self) -> object:
        """The version of the database; the one of before where it cannot be told."""
        kind = self._database.dialect.name
        if not self._others or kind not in VERSIONS:
            return None
        try:
            if kind == "sqlite":
                with self._asking:
                    self._looking = self._looking or self._database.raw_connection()
                    cursor = self._looking.cursor()
                    cursor.execute(VERSIONS[kind])
                    return tuple(cursor.fetchone() or ())
            with self._database.connect() as connection:
                return connection.exec_driver_sql(VERSIONS[kind]).scalar()
        except (SQLAlchemyError, sqlite3.Error):
            return self._version[0]

    def _forget(self, _: Connection) -> None:
        with self._lock:
            self._written += 1
