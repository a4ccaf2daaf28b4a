"""The history: who decided what and when, for each article and each reviewer.

A decision that writes a file is noted before (``intended``) and confirmed after (``done``), so that whatever instant a
crash chooses, ``review.decisions.audit`` can tell which of the two the file is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Index,
    Integer,
    Select,
    String,
    Text,
    and_,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.storage.columns import KeyColumn, LanguageColumn
from kb.storage.database import Base
from review.decisions.decision import RESETS, Decision, DecisionKind, DecisionStatus, Reviewer


class ReviewDecision(Base):
    """One row a decision; nothing is ever deleted."""

    __tablename__ = "review_decisions"
    __table_args__ = (Index("ix_review_decisions_article", "language", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    batch: Mapped[str] = mapped_column(String(32), nullable=False, index=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    language: Mapped[LanguageColumn]
    key: Mapped[KeyColumn]
    path: Mapped[str] = mapped_column(String(1024), nullable=False)
    kind: Mapped[str] = mapped_column(String(16), nullable=False)
    name: Mapped[str] = mapped_column(String(200), nullable=False, index=True)
    email: Mapped[str] = mapped_column(String(320), nullable=False)
    note: Mapped[str] = mapped_column(Text, nullable=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False)
    before: Mapped[str | None] = mapped_column(String(32))
    after: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(12), nullable=False, index=True)


def note(connection: Connection, decisions: Iterable[Decision]) -> list[int]:
    """Write decisions and tell their numbers, in their order."""
    rows = [
        {
            "batch": d.batch,
            "at": d.at,
            "language": d.article.language,
            "key": d.article.key,
            "path": d.path,
            "kind": str(d.kind),
            "name": d.person.name,
            "email": d.person.email,
            "note": d.note,
            "details": d.details,
            "before": d.before,
            "after": d.after,
            "status": str(d.status),
        }
        for d in decisions
    ]
    if not rows:
        return []
    statement = insert(ReviewDecision).returning(ReviewDecision.id, sort_by_parameter_order=True)
    return list(connection.scalars(statement, rows))


def set_status(connection: Connection, ids: Sequence[int], status: DecisionStatus) -> None:
    """Say how far decisions got."""
    connection.execute(update(ReviewDecision).where(ReviewDecision.id.in_(ids)).values(status=str(status)))


def of_article(connection: Connection, id_: ArticleId, limit: int = 100) -> list[Decision]:
    """What was decided about one article, newest first."""
    where = (ReviewDecision.language == id_.language, ReviewDecision.key == id_.key)
    return _read(connection, _newest().where(*where).limit(limit))


def of_batch(connection: Connection, batch: str) -> list[Decision]:
    """What was decided in one act, in its order."""
    return _read(connection, select(ReviewDecision).where(ReviewDecision.batch == batch).order_by(ReviewDecision.id))


def after_batch(connection: Connection, batch: str) -> list[Decision]:
    """What was decided after one act about the articles of that act, newest first."""
    of_act = select(ReviewDecision).where(ReviewDecision.batch == batch).subquery()
    same = (ReviewDecision.language == of_act.c.language, ReviewDecision.key == of_act.c.key)
    later = select(ReviewDecision.id).join(of_act, and_(*same, ReviewDecision.id > of_act.c.id))
    return _read(connection, _newest().where(ReviewDecision.id.in_(later)))


def in_status(connection: Connection, status: DecisionStatus) -> list[Decision]:
    """The decisions that got so far, oldest first."""
    query = select(ReviewDecision).where(ReviewDecision.status == str(status)).order_by(ReviewDecision.id)
    return _read(connection, query)


def latest_by_article(connection: Connection) -> list[Decision]:
    """The last confirmed decision of every article that says when it was reviewed."""
    newest = (
        select(func.max(ReviewDecision.id))
        .where(ReviewDecision.kind.in_([str(kind) for kind in (*RESETS, DecisionKind.OUTSIDE)]))
        .where(ReviewDecision.status == str(DecisionStatus.DONE))
        .group_by(ReviewDecision.language, ReviewDecision.key)
    )
    return _read(connection, select(ReviewDecision).where(ReviewDecision.id.in_(newest)).order_by(ReviewDecision.id))


def history(
    connection: Connection,
    *,
    article: ArticleId | None = None,
    person: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Decision]:
    """All decisions, newest first: about one article, of one person, from one time on."""
    query = _newest().where(*_where(article, person, since))
    return _read(connection, query.limit(limit).offset(offset) if limit else query)


def count(connection: Connection, *, article: ArticleId | None = None, person: str | None = None) -> int:
    """How many decisions ``history`` has."""
    query = select(func.count()).select_from(ReviewDecision).where(*_where(article, person))
    return connection.scalar(query) or 0


def _where(
    article: ArticleId | None, person: str | None, since: datetime | None = None
) -> Iterator[ColumnElement[bool]]:
    if article is not None:
        yield ReviewDecision.language == article.language
        yield ReviewDecision.key == article.key
    if person is not None:
        yield ReviewDecision.name == person
    if since is not None:
        yield ReviewDecision.at >= since


def people(connection: Connection) -> list[str]:
    """The names of everybody who ever decided."""
    return list(connection.scalars(select(ReviewDecision.name).distinct().order_by(ReviewDecision.name)))


def _newest() -> Select[Any]:
    return select(ReviewDecision).order_by(ReviewDecision.at.desc(), ReviewDecision.id.desc())


def _read(connection: Connection, query: Select[Any]) -> list[Decision]:
    return [
        Decision(
            row.batch,
            row.at,
            ArticleId(row.language, row.key),
            row.path,
            DecisionKind(row.kind),
            Reviewer(row.name, row.email),
            row.note,
            row.details,
            row.before,
            row.after,
            DecisionStatus(row.status),
            row.id,
        )
        for row in connection.execute(query)
    ]
