"""What staff sent for which ticket: the articles that answered, those that did not fit, tickets that found none.

A ticket is known by the reference of the helpdesk alone. The question kept is what was found in the message, without
names, numbers and addresses as far as these were told apart; ``forget_before`` deletes what is too old. Times are UTC
without a zone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    String,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.setting_groups import RetentionSettings
from kb.core.text import MAX_QUERY_CHARACTERS
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, few_at_a_time, naive_utc
from kb.storage.retention import RetentionRule

logger = logging.getLogger(__name__)

MAX_TICKET, MAX_COMMENT, MAX_NAME = 100, 2000, 200
MOST_ROWS = 1_000
"""At most so many are listed; more than anybody reads."""


class NoteKind(StrEnum):
    """What was done at the desk."""

    ASKED = "asked"
    NOTHING = "nothing"
    LINK = "link"
    QUOTE = "quote"
    REPLY = "reply"
    NOT_THIS = "not_this"
    WRONG = "wrong"


SENT = (NoteKind.LINK, NoteKind.QUOTE, NoteKind.REPLY)
"""What put an article into a reply."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing done. ``language`` is the customer's, ``name`` who did it; a note without an article has none."""

    kind: NoteKind
    name: str = ""
    ticket: str = ""
    question: str = ""
    language: str = ""
    article: ArticleId | None = None
    anchor: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class LinkRate:
    """How many tickets were asked about, and how many of them got an article."""

    tickets: int
    answered: int

    @property
    def share(self) -> float | None:
        """The link rate, 0 to 1; None where there was no ticket."""
        return self.answered / self.tickets if self.tickets else None


class Unanswered(NamedTuple):
    """When, for which ticket, in which language and what was asked, to which no article was the answer."""

    at: datetime
    ticket: str
    language: str
    question: str


class Misfit(NamedTuple):
    """A question, its language, and an article that does not answer it."""

    question: str
    language: str
    article: ArticleId


class DeskNoteRow(Base):
    """One row a ``Note``; ``at`` is UTC without a zone."""

    __tablename__ = "sent_links"
    __table_args__ = (Index("ix_sent_links_article", "article_language", "article_key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    ticket: Mapped[str] = mapped_column(String(MAX_TICKET), nullable=False, index=True)
    question: Mapped[str] = mapped_column(String(MAX_QUERY_CHARACTERS), nullable=False)
    language: Mapped[LanguageColumn]
    article_language: Mapped[LanguageColumn | None]
    article_key: Mapped[KeyColumn | None]
    anchor: Mapped[str] = mapped_column(String(200), nullable=False)
    comment: Mapped[str] = mapped_column(String(MAX_COMMENT), nullable=False)


class DeskNotes:
    """Keeps notes; a desk whose database is away still answers."""

    def __init__(self, database: Engine, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def add(self, *notes: Note) -> bool:
        """Keep ``notes``; False, with a line in the log, where the database does not take them."""
        if not notes:
            return True
        at = naive_utc(self._clock())
        try:
            with self._database.begin() as connection:
                connection.execute(insert(DeskNoteRow), [_row(note, at) for note in notes])
        except SQLAlchemyError as error:
            logger.warning("what was sent could not be noted: %s", error)
            return False
        return True


def links_since(connection: Connection, since: datetime, until: datetime | None = None) -> dict[ArticleId, int]:
    """How often each article was put into a reply from ``since`` on and before ``until``."""
    columns = (DeskNoteRow.article_language, DeskNoteRow.article_key)
    query = select(*columns, func.count()).where(DeskNoteRow.kind.in_(SENT), *_within(since, until)).group_by(*columns)
    return {ArticleId(language, key): count for language, key, count in connection.execute(query) if language and key}


def link_rates(connection: Connection, since: datetime, until: datetime | None = None) -> dict[str, LinkRate]:
    """The tickets of the desk by the customer's language, each of them once.

    What was asked without a reference is of no ticket. Not every note of a ticket has its language: one counts.
    """
    sent = func.max(case((DeskNoteRow.kind.in_(SENT), 1), else_=0)).label("answered")
    tickets = (
        select(func.max(DeskNoteRow.language).label("language"), sent)
        .where(DeskNoteRow.ticket != "", *_within(since, until))
        .group_by(DeskNoteRow.ticket)
        .subquery()
    )
    query = select(tickets.c.language, func.count(), func.sum(tickets.c.answered)).group_by(tickets.c.language)
    return {language: LinkRate(count, int(answered)) for language, count, answered in connection.execute(query)}


def found_nothing(
    connection: Connection, since: datetime, until: datetime | None = None, limit: int = MOST_ROWS
) -> list[Unanswered]:
    """What no article answered, newest first. A ticket that got an article after all is left out, also if later."""
    answered = select(DeskNoteRow.ticket).where(
        DeskNoteRow.kind.in_(SENT), DeskNoteRow.ticket != "", DeskNoteRow.at >= since
    )
    query = (
        select(DeskNoteRow.at, DeskNoteRow.ticket, DeskNoteRow.language, DeskNoteRow.question)
        .where(DeskNoteRow.kind == NoteKind.NOTHING, *_within(since, until), DeskNoteRow.ticket.not_in(answered))
        .order_by(DeskNoteRow.at.desc(), DeskNoteRow.id.desc())
        .limit(limit)
    )
    return [Unanswered(*row) for row in connection.execute(query)]


def did_not_fit(connection: Connection, since: datetime, until: datetime | None = None) -> dict[Misfit, int]:
    """Questions with an article that staff said does not answer them, and how often; for those who mend the ranking."""
    columns = (DeskNoteRow.question, DeskNoteRow.language, DeskNoteRow.article_language, DeskNoteRow.article_key)
    query = (
        select(*columns, func.count())
        .where(DeskNoteRow.kind == NoteKind.NOT_THIS, *_within(since, until))
        .group_by(*columns)
        .order_by(func.count().desc(), func.max(DeskNoteRow.id).desc())
        .limit(MOST_ROWS)
    )
    return {
        Misfit(question, language, ArticleId(of or "", key or "")): count
        for question, language, of, key, count in connection.execute(query)
    }


def _within(since: datetime, until: datetime | None) -> list[ColumnElement[bool]]:
    """Both are UTC without a zone."""
    return [DeskNoteRow.at >= since] + ([DeskNoteRow.at < until] if until else [])


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
    return connection.execute(delete(DeskNoteRow).where(DeskNoteRow.ticket == _line(ticket, MAX_TICKET))).rowcount


def forget_name(connection: Connection, name: str) -> int:
    """Take the name of somebody on the staff out of what they did, which still counts; how many rows."""
    theirs = update(DeskNoteRow).where(DeskNoteRow.name == _line(name, MAX_NAME), DeskNoteRow.name != "")
    return connection.execute(theirs.values(name="")).rowcount


def forget_words(connection: Connection, are_in: Callable[[str], bool]) -> int:
    """Delete the notes with a text that ``are_in`` says yes to; how many rows."""
    query = select(DeskNoteRow.id, DeskNoteRow.ticket, DeskNoteRow.question, DeskNoteRow.comment)
    rows = connection.execute(query.execution_options(yield_per=1_000))
    found = [number for number, *texts in rows if any(map(are_in, texts))]
    for some in few_at_a_time(found):
        connection.execute(delete(DeskNoteRow).where(DeskNoteRow.id.in_(some)))
    return len(found)


def _row(note: Note, at: datetime) -> dict[str, object]:
    article = note.article
    return {
        "at": at,
        "kind": str(note.kind),
        "name": _line(note.name, MAX_NAME),
        "ticket": _line(note.ticket, MAX_TICKET),
        "question": _line(note.question, MAX_QUERY_CHARACTERS),
        "language": _line(note.language, 16),
        "article_language": kept_language(article.language) if article else None,
        "article_key": kept_key(article.key) if article else None,
        "anchor": _line(note.anchor, 200),
        "comment": _text(note.comment)[:MAX_COMMENT],
    }


def _line(text: str, longest: int) -> str:
    return " ".join(_text(text).split())[:longest]


def _text(text: str) -> str:
    """What every database takes: no NUL, no lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
