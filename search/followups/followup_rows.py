"""The table of links that ask; ``search.followups.answers`` and ``search.followups.figures`` read and write it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import Connection, DateTime, Index, Integer, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.setting_groups import RetentionSettings
from kb.storage.columns import KeyColumn, LanguageColumn
from kb.storage.database import Base, few_at_a_time
from kb.storage.retention import RetentionRule
from kb.usage.desk_notes import MAX_NAME, MAX_TICKET, as_kept

MAX_WORDS = 500


class Solved(StrEnum):
    """What a customer says of an article that was sent to them."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class TicketFollowup(Base):
    """One link that was sent for one ticket. Of its code only a hash is kept; all times are UTC.

    ``account`` sent it, None at the machine itself; ``solved`` is empty until its reader answers;
    ``told_at`` tells when that was mailed to whoever sent
    it, ``seen_at`` when somebody here has read it.
    """

    __tablename__ = "ticket_followups"
    __table_args__ = (Index("ix_ticket_followups_answered", "answered_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(64), nullable=False, unique=True)
    sent_at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    ticket: Mapped[str] = mapped_column(String(MAX_TICKET), nullable=False, index=True)
    account: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    language: Mapped[LanguageColumn]
    key: Mapped[KeyColumn]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime)
    solved: Mapped[str] = mapped_column(String(8), nullable=False)
    satisfaction: Mapped[int | None] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(MAX_WORDS), nullable=False)
    told_at: Mapped[datetime | None] = mapped_column(DateTime)
    seen_at: Mapped[datetime | None] = mapped_column(DateTime)
    seen_by: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long they are kept, answered or not."""
    return (RetentionRule("links that ask", settings.retention_days, forget_sent_before),)


def forget_sent_before(connection: Connection, day: date) -> int:
    """Delete what was sent before ``day``; how many."""
    old = TicketFollowup.sent_at < datetime.combine(day, time.min)
    return connection.execute(delete(TicketFollowup).where(old)).rowcount


def forget_ticket(connection: Connection, ticket: str) -> int:
    """Delete what belongs to the ticket of this reference; how many."""
    its = TicketFollowup.ticket == as_kept(ticket, MAX_TICKET)
    return connection.execute(delete(TicketFollowup).where(its)).rowcount


def forget_name(connection: Connection, name: str) -> int:
    """Take the name of somebody on the staff out of what they sent and read, which still counts; how many rows."""
    gone = as_kept(name, MAX_NAME)
    columns = (TicketFollowup.name, TicketFollowup.seen_by) if gone else ()
    return sum(
        connection.execute(update(TicketFollowup).where(column == gone).values({column: ""})).rowcount
        for column in columns
    )


def forget_words(connection: Connection, are_in: Callable[[str], bool]) -> int:
    """Delete what has words or a ticket that ``are_in`` says yes to; how many."""
    query = select(TicketFollowup.id, TicketFollowup.ticket, TicketFollowup.words)
    rows = connection.execute(query.execution_options(yield_per=1_000))
    found = [number for number, *texts in rows if any(map(are_in, texts))]
    for some in few_at_a_time(found):
        connection.execute(delete(TicketFollowup).where(TicketFollowup.id.in_(some)))
    return len(found)
