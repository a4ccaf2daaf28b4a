"""Counts of entries, collected and written like everything that must not slow a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, inspect

from kb.storage.collecting import MAX_PENDING, BatchedWriter, LaterWrites
from kb.storage.database import Base, insert_into

Entry = TypeVar("Entry", bound=tuple[Any, ...])


class BatchedCounter(BatchedWriter[Counter[Entry]], Generic[Entry]):
    """Collects counts of entries; ``what`` names them in the log."""

    def __init__(self, what: str, database: Engine | None, later: LaterWrites | None = None, kept_as: str = "") -> None:
        super().__init__(what, database, later, kept_as)
        self._pending: Counter[Entry] = Counter()
        self._others: list[BatchedCounter[Any]] = []

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

    def flush(self, *, everything: bool = False) -> None:
        """Write what was collected; keep it where that fails."""
        for other in self._others:
            other.flush(everything=everything)
        super().flush(everything=everything)

    def _taken(self, *, everything: bool) -> Counter[Entry] | None:  # noqa: ARG002 - a count is always whole
        pending, self._pending = self._pending, Counter()
        return pending or None

    def _put_back(self, pending: Counter[Entry]) -> None:
        self._pending.update(pending)


def add_counts(connection: Connection, table: type[Base], column: str, rows: Iterable[dict[str, Any]]) -> None:
    """Add the counts in ``column`` of ``rows`` to those of ``table``, so that no process undoes what another counted.

    Give ``rows`` in a fixed order: two processes that lock rows in different orders wait for each other in vain.
    """
    statement = insert_into(connection, table)
    added = {column: getattr(table, column) + statement.excluded[column]}
    keys = [key.name for key in inspect(table).primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), list(rows))
