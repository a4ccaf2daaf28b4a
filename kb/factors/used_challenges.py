"""Challenges that were answered: each counts once, though it is kept by the browser that it was made for.

A challenge itself stands in the signed cookie, with its time, so that asking for one writes nothing here and nobody can
fill the table by asking.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, DateTime, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.tokens import digest
from kb.storage.database import Base, insert_into

VALID = timedelta(minutes=5)
CLOCKS_APART = timedelta(minutes=15)
"""One that a machine drew whose clock is so far ahead is answered elsewhere all the same."""
KEPT = 2 * (VALID + CLOCKS_APART)
"""So long an answered one is known, whichever machine's clock says so: longer than it could be answered by any."""


class UsedChallenge(Base):
    """One row a challenge that was answered rightly, by its hash, until it is too old in any case."""

    __tablename__ = "used_challenges"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


def use(connection: Connection, now: datetime, challenge: str) -> bool:
    """Use a challenge up; False where it was answered before. Of two at the same time only one is told True."""
    connection.execute(delete(UsedChallenge).where(UsedChallenge.expires_at <= now))
    row = {"digest": digest(challenge), "expires_at": now + KEPT}
    added = insert_into(connection, UsedChallenge).values(**row).on_conflict_do_nothing()
    # The row says whether it is new: how many were inserted, PostgreSQL's driver does not tell here.
    return connection.scalar(added.returning(UsedChallenge.digest)) is not None
