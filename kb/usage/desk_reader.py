"""What the notes of the desk tell: the share of tickets that got an article, and what was searched for in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, case, func, select

from kb.catalog.article import ArticleId
from kb.usage.desk_notes import SENT, DeskNoteRow, NoteKind

MOST_ROWS = 1_000
"""At most so many are listed; more than anybody reads."""


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
