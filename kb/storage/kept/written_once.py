"""By which name something was written: whoever tries again, not knowing whether it was, writes nothing twice."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time

from sqlalchemy import Connection, DateTime, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base, insert_into
from kb.storage.retention import RetentionRule

DAYS = 30
"""So long a name is remembered: longer than a database is away."""


class WrittenOnce(Base):
    """One row a piece of work that was written; ``at`` is UTC without a zone."""

    __tablename__ = "written_once"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)


def new_name() -> str:
    """A name that nothing else has."""
    return secrets.token_hex(16)


def is_first(connection: Connection, name: str, now: datetime) -> bool:
    """Note that what ``name`` names is written in this transaction; False where it was written before."""
    note = insert_into(connection, WrittenOnce).values(name=name, at=now).on_conflict_do_nothing()
    return connection.execute(note.returning(WrittenOnce.name)).first() is not None


def forget(connection: Connection, name: str) -> None:
    """Remember ``name`` no more: it is known to be written, and nobody tries it again."""
    connection.execute(delete(WrittenOnce).where(WrittenOnce.name == name))


def _forget_before(connection: Connection, day: date) -> None:
    connection.execute(delete(WrittenOnce).where(WrittenOnce.at < datetime.combine(day, time.min)))


def retention() -> RetentionRule:
    """How long names are remembered; they tell nothing of anybody."""
    return RetentionRule("names of what was written", DAYS, _forget_before)
