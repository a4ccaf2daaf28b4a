"""What is written without slowing a page: collected in memory and written in one go every few seconds.

Where the database is away it waits, bounded by ``MAX_PENDING``; what does not fit any more is counted as dropped. What
can be kept on the disk waits there, where the site has such a place: an end of the process loses nothing of it.
"""

from __future__ import annotations

import logging
import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.storage.background import Repeating
from kb.storage.database import AWAY, said_by

logger = logging.getLogger(__name__)

MAX_PENDING = 10_000
Batch = TypeVar("Batch")


class LaterWrites(Protocol):
    """What keeps on the disk what the database cannot take (``kb.storage.kept``), and writes it once afterwards."""

    def takes(self, kind: str, write: Callable[[Connection, Any], object]) -> None:
        """Have what is kept as ``kind`` written by ``write``."""

    def write(self, kind: str, what: Any) -> None:
        """Write ``what`` now, or keep it where the database is away."""

    def keep(self, kind: str, what: Any, name: str, changed: str = "") -> None:
        """Keep ``what``, which may have been written already under its ``name`` and changes what is called
        ``changed``; ``OSError`` where that cannot be.
        """

    def note(self, connection: Connection, name: str, before: str = "") -> None:
        """Note in the transaction that writes it what it is called; ``before`` is known to be written."""

    def waits(self, name: str) -> bool:
        """Whether what has this name, or a change of it, is kept here still."""

    def waiting(self) -> int:
        """How much is kept here still."""


class BatchedWriter(ABC, Generic[Batch]):
    """Writes what was collected from a thread of its own; ``what`` names it in the log.

    Whoever looks at what waits or changes it holds ``_lock``. Without a ``database`` nothing is written, harmlessly.
    With ``kept_as`` and ``later``, which knows it by that name, a batch waits on the disk.
    """

    def __init__(self, what: str, database: Engine | None, later: LaterWrites | None = None, kept_as: str = "") -> None:
        self.dropped = 0
        self._later, self._kept_as, self._before = (later if kept_as else None), kept_as, ""
        if self._later is not None:
            self._later.takes(kept_as, lambda connection, kept: self._write(connection, self._of_kept(kept)))
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

    def _as_kept(self, batch: Batch) -> Any:
        """``batch`` as JSON knows it, for whoever is kept on the disk."""
        raise NotImplementedError

    def _of_kept(self, kept: Any) -> Batch:
        """What ``_as_kept`` made JSON of."""
        raise NotImplementedError

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
        name = secrets.token_hex(16)
        try:
            with self._database.begin() as connection:
                if self._later is not None:
                    self._later.note(connection, name, self._before)
                self._write(connection, batch)
            self._before = name
        except SQLAlchemyError as error:
            if isinstance(error, AWAY) and self._is_kept(batch, name):
                logger.warning("%s wait on the disk until the database takes them: %s", self._what, said_by(error))
                return
            logger.warning("%s could not be written and wait: %s", self._what, said_by(error))
            with self._lock:
                self._put_back(batch)

    def _is_kept(self, batch: Batch, name: str) -> bool:
        """Whether the disk has it: then it is written from there, and only if it was not."""
        if self._later is None:
            return False
        try:
            self._later.keep(self._kept_as, self._as_kept(batch), name)
        except OSError as error:
            logger.warning("%s cannot be kept on the disk: %s", self._what, error)
            return False
        return True
