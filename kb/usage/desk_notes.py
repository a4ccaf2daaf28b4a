"""What staff did at the desk for which ticket: one row a link, a quote, a reply, or an article that did not fit.

A ticket is known by the reference of the helpdesk alone. The question kept is what was found in the message, without
names, numbers and addresses as far as these were told apart. Times are UTC without a zone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    String,
    insert,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.text import MAX_QUERY_CHARACTERS
from kb.storage.collecting import LaterWrites
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, naive_utc, said_by

logger = logging.getLogger(__name__)

MAX_TICKET, MAX_COMMENT, MAX_NAME = 100, 2000, 200


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

    def __init__(self, database: Engine, clock: Callable[[], datetime], later: LaterWrites | None = None) -> None:
        self._database, self._clock, self._later = database, clock, later
        if later is not None:
            later.takes("desk", _write_kept)

    def add(self, *notes: Note) -> bool:
        """Keep ``notes``; False, with a line in the log, where neither the database takes them nor ``later`` does, what
        writes them when the database is back.
        """
        if not notes:
            return True
        at = naive_utc(self._clock())
        rows = [_row(note, at) for note in notes]
        try:
            if self._later is not None:
                self._later.write("desk", [row | {"at": at.isoformat()} for row in rows])
            else:
                with self._database.begin() as connection:
                    connection.execute(insert(DeskNoteRow), rows)
        except (SQLAlchemyError, OSError) as error:
            logger.warning("what was sent could not be noted: %s", said_by(error))
            return False
        return True


def _write_kept(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    read = [{**row, "at": datetime.fromisoformat(row["at"])} for row in rows]
    connection.execute(insert(DeskNoteRow), read)


def _row(note: Note, at: datetime) -> dict[str, object]:
    article = note.article
    return {
        "at": at,
        "kind": str(note.kind),
        "name": as_kept(note.name, MAX_NAME),
        "ticket": as_kept(note.ticket, MAX_TICKET),
        "question": as_kept(note.question, MAX_QUERY_CHARACTERS),
        "language": as_kept(note.language, 16),
        "article_language": kept_language(article.language) if article else None,
        "article_key": kept_key(article.key) if article else None,
        "anchor": as_kept(note.anchor, 200),
        "comment": _text(note.comment)[:MAX_COMMENT],
    }


def as_kept(text: str, longest: int) -> str:
    """A name or a reference as it is kept."""
    return " ".join(_text(text).split())[:longest]


def _text(text: str) -> str:
    """What every database takes: no NUL, no lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
