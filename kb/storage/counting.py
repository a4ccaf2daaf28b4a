"""Counts without slowing a page: collected in memory and written in one go every few seconds.

Where the database is away counts wait, bounded; what does not fit any more is counted as dropped and reported.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from kb.storage.background import Repeating
from kb.storage.database import Base, insert_into

logger = logging.getLogger(__name__)

MAX_PENDING = 10_000
Entry = TypeVar("Entry", bound=tuple[Any, ...])


class BatchedCounter(ABC, Generic[Entry]):
    """Collects counts of entries and writes them from a thread of its own; ``what`` names them in the log.

    Without an ``engine`` it does nothing, harmlessly.
    """

    def __init__(self, what: str, engine: Engine | None) -> None:
        self.dropped = 0
        self._what = what
        self._engine = engine
        self._lock = threading.Lock()
        self._pending: Counter[Entry] = Counter()
        self._others: list[BatchedCounter[Any]] = []
        self._writing = Repeating(f"counter of {what}", self.flush)

    @abstractmethod
    def _write(self, connection: Connection, pending: Counter[Entry]) -> None:
        """Add what was counted to the database."""

    def start(self) -> None:
        """Write every few seconds from now on."""
        self._writing.start()

    def close(self) -> None:
        """Write what is left and stop."""
        self._writing.close()
        self.flush()

    def writes_too(self, other: BatchedCounter[Any]) -> None:
        """Write ``other`` whenever this one is written: one thread is enough for both."""
        self._others.append(other)

    def add(self, entry: Entry) -> None:
        """Count one of ``entry``."""
        with self._lock:
            if entry in self._pending or len(self._pending) < MAX_PENDING:
                self._pending[entry] += 1
            else:
                self.dropped += 1

    def flush(self) -> None:
        """Write what was collected; keep it where that fails."""
        for other in self._others:
            other.flush()
        with self._lock:
            pending, self._pending = self._pending, Counter()
        if not pending or self._engine is None:
            return
        try:
            with self._engine.begin() as connection:
                self._write(connection, pending)
        except SQLAlchemyError as error:
            logger.warning("%s could not be written and wait: %s", self._what, error)
            with self._lock:
                self._pending.update(pending)


def add_counts(connection: Connection, table: type[Base], column: str, rows: Iterable[dict[str, Any]]) -> None:
    """Add the counts in ``column`` of ``rows`` to those of ``table``, so that no process undoes what another counted.

    Give ``rows`` in a fixed order: two processes that lock rows in different orders wait for each other in vain.
    """
    statement = insert_into(connection, table)
    added = {column: getattr(table, column) + statement.excluded[column]}
    keys = [key.name for key in inspect(table).primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), list(rows))
