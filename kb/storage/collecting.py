"""What is written without slowing a page: collected in memory and written in one go every few seconds.

Where the database is away it waits, bounded by ``MAX_PENDING``; what does not fit any more is counted as dropped.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.storage.background import Repeating
from kb.storage.database import said_by

logger = logging.getLogger(__name__)

MAX_PENDING = 10_000
Batch = TypeVar("Batch")


class BatchedWriter(ABC, Generic[Batch]):
    """Writes what was collected from a thread of its own; ``what`` names it in the log.

    Whoever looks at what waits or changes it holds ``_lock``. Without a ``database`` nothing is written, harmlessly.
    """

    def __init__(self, what: str, database: Engine | None) -> None:
        self.dropped = 0
        self._what, self._database = what, database
        self._lock = threading.Lock()
        self._writing = Repeating(f"writer of {what}", self.flush)

    @abstractmethod
    def _taken(self, *, everything: bool) -> Batch | None:
        """What is to be written, which waits no longer; None where there is nothing. ``_lock`` is held."""

    @abstractmethod
    def _write(self, connection: Connection, batch: Batch) -> None:
        """Add it to the database."""

    @abstractmethod
    def _put_back(self, batch: Batch) -> None:
        """Let it wait again, before what came meanwhile. ``_lock`` is held."""

    def start(self) -> None:
        """Write every few seconds from now on."""
        self._writing.start()

    def close(self) -> None:
        """Write what is left and stop."""
        self._writing.close()
        self.flush(everything=True)

    def flush(self, *, everything: bool = False) -> None:
        """Write what was collected, with ``everything`` also what may still change; keep it where that fails."""
        with self._lock:
            batch = self._taken(everything=everything)
        if batch is None or self._database is None:
            return
        try:
            with self._database.begin() as connection:
                self._write(connection, batch)
        except SQLAlchemyError as error:
            logger.warning("%s could not be written and wait: %s", self._what, said_by(error))
            with self._lock:
                self._put_back(batch)
