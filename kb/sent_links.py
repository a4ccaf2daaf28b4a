"""What staff sent for which ticket: the articles that answered, those that did not fit, tickets that found none.

A ticket is known by the reference of the helpdesk alone. The question kept is what was found in the message, without
names, numbers and addresses as far as these were told apart; ``forget_before`` deletes what is too old.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, DateTime, Engine, Index, Integer, String, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.article import ArticleId
from kb.database import Base

logger = logging.getLogger(__name__)

MAX_TICKET, MAX_QUESTION, MAX_COMMENT = 100, 500, 2000


class Kind(StrEnum):
    """What was done at the desk."""

    ASKED = "asked"
    NOTHING = "nothing"
    LINK = "link"
    QUOTE = "quote"
    REPLY = "reply"
    NOT_THIS = "not_this"
    WRONG = "wrong"


SENT = (Kind.LINK, Kind.QUOTE, Kind.REPLY)
"""What put an article into a reply."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing done. ``language`` is the customer's, ``name`` who did it; a note without an article has none."""

    kind: Kind
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


class SentLink(Base):
    """One row a ``Note``; ``at`` is UTC without a zone."""

    __tablename__ = "sent_links"
    __table_args__ = (Index("ix_sent_links_article", "article_language", "article_key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    name: Mapped[str] = mapped_column(String(200), nullable=False)
    ticket: Mapped[str] = mapped_column(String(MAX_TICKET), nullable=False, index=True)
    question: Mapped[str] = mapped_column(String(MAX_QUESTION), nullable=False)
    language: Mapped[str] = mapped_column(String(16), nullable=False)
    article_language: Mapped[str | None] = mapped_column(String(16), nullable=True)
    article_key: Mapped[str | None] = mapped_column(String(512), nullable=True)
    anchor: Mapped[str] = mapped_column(String(200), nullable=False)
    comment: Mapped[str] = mapped_column(String(MAX_COMMENT), nullable=False)


class SentLinks:
    """Keeps notes; a desk whose database is away still answers."""

    def __init__(self, database: Engine, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def add(self, *notes: Note) -> bool:
        """Keep ``notes``; False, with a line in the log, where the database does not take them."""
        if not notes:
            return True
        at = self._clock().astimezone(UTC).replace(tzinfo=None)
        try:
            with self._database.begin() as connection:
                connection.execute(insert(SentLink), [_row(note, at) for note in notes])
        except SQLAlchemyError as error:
            logger.warning("what was sent could not be noted: %s", error)
            return False
        return True


def links_since(connection: Connection, since: datetime) -> dict[ArticleId, int]:
    """How often each article was put into a reply from ``since`` (UTC without a zone) on."""
    columns = (SentLink.article_language, SentLink.article_key)
    query = select(*columns, func.count()).where(SentLink.kind.in_(SENT), SentLink.at >= since).group_by(*columns)
    return {ArticleId(language, key): count for language, key, count in connection.execute(query) if language and key}


def link_rate(connection: Connection, since: datetime) -> LinkRate:
    """The tickets of the desk from ``since`` on; what was asked without a reference counts as none."""
    tickets = select(func.count(SentLink.ticket.distinct())).where(SentLink.ticket != "", SentLink.at >= since)
    answered = tickets.where(SentLink.kind.in_(SENT))
    return LinkRate(connection.scalar(tickets) or 0, connection.scalar(answered) or 0)


def found_nothing(connection: Connection, since: datetime, limit: int = 100) -> list[tuple[datetime, str, str, str]]:
    """When, ticket, language and question of what no article answered, newest first.

    A ticket that got an article after all is left out.
    """
    answered = select(SentLink.ticket).where(SentLink.kind.in_(SENT), SentLink.ticket != "", SentLink.at >= since)
    query = (
        select(SentLink.at, SentLink.ticket, SentLink.language, SentLink.question)
        .where(SentLink.kind == Kind.NOTHING, SentLink.at >= since, SentLink.ticket.not_in(answered))
        .order_by(SentLink.at.desc(), SentLink.id.desc())
        .limit(limit)
    )
    return [(at, ticket, language, question) for at, ticket, language, question in connection.execute(query)]


def did_not_fit(connection: Connection, since: datetime) -> list[tuple[str, ArticleId]]:
    """Questions with an article that staff said does not answer them; for those who mend the ranking."""
    query = (
        select(SentLink.question, SentLink.article_language, SentLink.article_key)
        .where(SentLink.kind == Kind.NOT_THIS, SentLink.at >= since)
        .order_by(SentLink.id)
    )
    rows = connection.execute(query)
    return [(question, ArticleId(language, key)) for question, language, key in rows if language and key]


def forget_before(connection: Connection, before: datetime) -> int:
    """Delete what was noted before ``before`` (UTC without a zone); how many rows."""
    return connection.execute(delete(SentLink).where(SentLink.at < before)).rowcount


def _row(note: Note, at: datetime) -> dict[str, object]:
    article = note.article
    return {
        "at": at,
        "kind": str(note.kind),
        "name": _line(note.name, 200),
        "ticket": _line(note.ticket, MAX_TICKET),
        "question": _line(note.question, MAX_QUESTION),
        "language": _line(note.language, 16),
        "article_language": article.language[:16] if article else None,
        "article_key": article.key[:512] if article else None,
        "anchor": _line(note.anchor, 200),
        "comment": _text(note.comment)[:MAX_COMMENT],
    }


def _line(text: str, longest: int) -> str:
    return " ".join(_text(text).split())[:longest]


def _text(text: str) -> str:
    """What every database takes: no NUL, no lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
