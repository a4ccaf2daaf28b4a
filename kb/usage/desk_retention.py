"""How long notes of the desk are kept, and what of them is forgotten before: a ticket, a name, words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from sqlalchemy import Connection, delete, select, update

from kb.core.setting_groups import RetentionSettings
from kb.storage.database import few_at_a_time
from kb.storage.retention import RetentionRule
from kb.usage.desk_notes import MAX_NAME, MAX_TICKET, DeskNoteRow, as_kept


def forget_before(connection: Connection, before: datetime) -> int:
    """Delete what was noted before ``before`` (UTC without a zone); how many rows."""
    return connection.execute(delete(DeskNoteRow).where(DeskNoteRow.at < before)).rowcount


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long notes are kept."""

    def forget(connection: Connection, day: date) -> None:
        forget_before(connection, datetime.combine(day, time()))

    return (RetentionRule("notes of the desk", settings.retention_days, forget),)


def forget_ticket(connection: Connection, ticket: str) -> int:
    """Delete what was noted for the ticket of this reference; how many rows."""
    return connection.execute(delete(DeskNoteRow).where(DeskNoteRow.ticket == as_kept(ticket, MAX_TICKET))).rowcount


def forget_name(connection: Connection, name: str) -> int:
    """Take the name of somebody on the staff out of what they did, which still counts; how many rows."""
    theirs = update(DeskNoteRow).where(DeskNoteRow.name == as_kept(name, MAX_NAME), DeskNoteRow.name != "")
    return connection.execute(theirs.values(name="")).rowcount


def forget_words(connection: Connection, are_in: Callable[[str], bool]) -> int:
    """Delete the notes with a text that ``are_in`` says yes to; how many rows."""
    query = select(DeskNoteRow.id, DeskNoteRow.ticket, DeskNoteRow.question, DeskNoteRow.comment)
    rows = connection.execute(query.execution_options(yield_per=1_000))
    found = [number for number, *texts in rows if any(map(are_in, texts))]
    for some in few_at_a_time(found):
        connection.execute(delete(DeskNoteRow).where(DeskNoteRow.id.in_(some)))
    return len(found)
