"""When programs outside were last heard, by whichever process: one row for each, that is written over.

They wait for an answer, and a database may keep writers waiting: rows are written beside the requests.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, String, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.clock import Clock
from kb.core.text import one_line
from kb.storage.collecting import BatchedWriter
from kb.storage.database import AWAY, Base, insert_into, naive_utc, said_by

logger = logging.getLogger(__name__)
MAX_SAID = 200


class CallerHeard(Base):
    """One program; times are UTC without a zone. ``asked_at`` is when it last asked for something that every process
    does for itself.
    """

    __tablename__ = "callers_heard"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    said: Mapped[str] = mapped_column(String(MAX_SAID), nullable=False)
    asked_at: Mapped[datetime | None] = mapped_column(DateTime)


@dataclass(frozen=True, slots=True)
class LastHeard:
    """When a program was last heard, and what of."""

    at: datetime
    said: str


_Rows = dict[str, dict[str, Any]]
"""What is to be written of each program, by column."""


class Heard(BatchedWriter[_Rows]):
    """What is kept in ``database``; without one this process alone remembers, as long as it runs.

    A note is known here at once, and to other processes when it is written: every few seconds, the newest of each
    program, and what is left at the end.
    """

    def __init__(self, database: Engine | None, clock: Clock) -> None:
        super().__init__("programs that were heard", database)
        self._clock = clock
        self._here: dict[str, LastHeard] = {}
        self._asked_here: dict[str, datetime] = {}
        self._waiting: _Rows = {}
        self._leaving: _Rows = {}
        self._one_at_a_time = threading.Lock()

    def note(self, name: str, said: str, *, asks: bool = False) -> None:
        """``name`` was heard now. Nobody waits for the database."""
        now, said = self._clock(), one_line(said, MAX_SAID)
        values = {"at": naive_utc(now), "said": said} | ({"asked_at": naive_utc(now)} if asks else {})
        with self._lock:
            self._here[name] = LastHeard(now, said)
            if asks:
                self._asked_here[name] = now
            self._waiting[name] = self._waiting.get(name, {}) | values

    def last(self) -> Mapping[str, LastHeard]:
        """When each was last heard."""
        if self._database is None:
            return dict(self._here)
        unwritten = self._unwritten()  # before what is written is read: nothing is missed in between
        row = CallerHeard
        with self._database.connect() as connection:
            found = connection.execute(select(row.name, row.at, row.said)).all()
        written = {name: LastHeard(at.replace(tzinfo=UTC), said) for name, at, said in found}
        newer = {name: LastHeard(one["at"].replace(tzinfo=UTC), one["said"]) for name, one in unwritten.items()}
        return written | newer

    def asked(self, name: str) -> datetime | None:
        """When ``name`` last asked for something that every process does for itself."""
        if self._database is not None and "asked_at" not in self._unwritten().get(name, {}):
            try:
                with self._database.connect() as connection:
                    at = connection.scalar(select(CallerHeard.asked_at).where(CallerHeard.name == name))
                return at.replace(tzinfo=UTC) if at else None
            except AWAY as error:
                logger.warning("whether %s was heard could not be read: %s", name, said_by(error))
        return self._asked_here.get(name)

    def flush(self, *, everything: bool = False) -> None:
        """Write what was noted; keep it where that fails. What is older is never written over what is newer."""
        with self._one_at_a_time:
            super().flush(everything=everything)
            with self._lock:
                self._leaving = {}

    def _unwritten(self) -> _Rows:
        with self._lock:
            return _newest(self._leaving, self._waiting)

    def _taken(self, *, everything: bool) -> _Rows | None:  # noqa: ARG002 - a note is always whole
        self._leaving, self._waiting = self._waiting, {}
        return self._leaving or None

    def _write(self, connection: Connection, batch: _Rows) -> None:
        for name, values in sorted(batch.items()):  # in one order: two processes never wait for each other in vain
            new = insert_into(connection, CallerHeard).values(name=name, **values)
            connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=values))

    def _put_back(self, batch: _Rows) -> None:
        self._waiting = _newest(batch, self._waiting)


def _newest(older: _Rows, newer: _Rows) -> _Rows:
    return {name: older.get(name, {}) | newer.get(name, {}) for name in older.keys() | newer.keys()}
