"""When programs outside were last heard, by whichever process: one row for each, that is written over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import DateTime, Engine, String, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.clock import Clock
from kb.core.text import one_line
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


class Heard:
    """What is kept in ``database``; without one this process alone remembers, as long as it runs."""

    def __init__(self, database: Engine | None, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._here: dict[str, LastHeard] = {}
        self._asked_here: dict[str, datetime] = {}

    def note(self, name: str, said: str, *, asks: bool = False) -> None:
        """``name`` was heard now. A database that is away keeps nobody waiting."""
        now, said = self._clock(), one_line(said, MAX_SAID)
        self._here[name] = LastHeard(now, said)
        if asks:
            self._asked_here[name] = now
        if self._database is None:
            return
        values = {"at": naive_utc(now), "said": said} | ({"asked_at": naive_utc(now)} if asks else {})
        try:
            with self._database.begin() as connection:
                new = insert_into(connection, CallerHeard).values(name=name, **values)
                connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=values))
        except AWAY as error:
            logger.warning("that %s was heard could not be noted: %s", name, said_by(error))

    def last(self) -> Mapping[str, LastHeard]:
        """When each was last heard."""
        if self._database is None:
            return dict(self._here)
        row = CallerHeard
        with self._database.connect() as connection:
            found = connection.execute(select(row.name, row.at, row.said)).all()
        return {name: LastHeard(at.replace(tzinfo=UTC), said) for name, at, said in found}

    def asked(self, name: str) -> datetime | None:
        """When ``name`` last asked for something that every process does for itself."""
        if self._database is not None:
            try:
                with self._database.connect() as connection:
                    at = connection.scalar(select(CallerHeard.asked_at).where(CallerHeard.name == name))
                return at.replace(tzinfo=UTC) if at else None
            except AWAY as error:
                logger.warning("whether %s was heard could not be read: %s", name, said_by(error))
        return self._asked_here.get(name)
