"""Which weeks a channel was told of: rows of the database."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Connection, DateTime, String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base
from search.insights.monthly.claims import claimed

LEAST_DAYS = 8
"""A week that was told is known for longer than it is looked for, or it would be told again."""


class ChatSummary(Base):
    """The summary of one week, by its Monday (ISO); ``sent_at`` is None till it went. UTC without a zone."""

    __tablename__ = "chat_summaries"

    week: Mapped[str] = mapped_column(String(10), primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime)


def claim_week(connection: Connection, monday: date, now: datetime) -> bool:
    """Whether whoever asks is the one of several processes to send it now."""
    return claimed(connection, ChatSummary, {"week": monday.isoformat()}, now)


def note_week_sent(connection: Connection, monday: date, now: datetime) -> None:
    """It went."""
    connection.execute(update(ChatSummary).where(ChatSummary.week == monday.isoformat()).values(sent_at=now))


def forget_weeks_before(connection: Connection, day: date) -> int:
    """Forget those sent before ``day``; how many."""
    old = ChatSummary.claimed_at < datetime.combine(day, time())
    return connection.execute(delete(ChatSummary).where(old)).rowcount
