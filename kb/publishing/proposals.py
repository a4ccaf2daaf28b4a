"""Versions of articles that somebody hands to others before readers see them: in review, approved, returned.

The article stays as it is meanwhile. A change of state and its entry in the audit log are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Index,
    Integer,
    Row,
    String,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.audit_log import AuditEvent, record
from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, naive_utc

MAX_NAME, MAX_COMMENT, MAX_QUOTE = 200, 4_000, 300
MOST_SHOWN, MOST_COMMENTS = 200, 500


class ProposalState(StrEnum):
    """How far a proposal got."""

    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


OPEN = (ProposalState.IN_REVIEW, ProposalState.APPROVED)
"""States in which it waits for somebody else than its author."""
_UNDECIDED = [str(one) for one in (*OPEN, ProposalState.RETURNED)]
_FROM: Mapping[ProposalState, tuple[ProposalState, ...]] = {
    ProposalState.APPROVED: (ProposalState.IN_REVIEW,),
    ProposalState.RETURNED: OPEN,
    ProposalState.PUBLISHED: OPEN,
    ProposalState.WITHDRAWN: (*OPEN, ProposalState.RETURNED),
}


class Proposal(Base):
    """One row a proposal; ``form`` is the editor's form as drafts keep it. All times are UTC."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_article", "language", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    language: Mapped[LanguageColumn]
    key: Mapped[KeyColumn]
    author: Mapped[str] = mapped_column(String(32), nullable=False, index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    email: Mapped[str] = mapped_column(String(320), nullable=False)
    form: Mapped[dict[str, str]] = mapped_column(JSON, nullable=False)
    state: Mapped[str] = mapped_column(String(16), nullable=False, index=True)
    decided_by: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    changed_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class ProposalComment(Base):
    """One row a comment; ``quote`` is the place of the text that it is about."""

    __tablename__ = "proposal_comments"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    proposal: Mapped[int] = mapped_column(Integer, nullable=False, index=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    quote: Mapped[str] = mapped_column(String(MAX_QUOTE), nullable=False)
    text: Mapped[str] = mapped_column(Text, nullable=False)
    settled_by: Mapped[str | None] = mapped_column(String(MAX_NAME))


@dataclass(frozen=True, slots=True)
class ReadProposal:
    """A proposal as pages read it; ``author`` is whose it is, as drafts have it."""

    id: int
    article: ArticleId
    author: str
    name: str
    email: str
    form: Mapping[str, str]
    state: ProposalState
    decided_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ReadComment:
    """A comment as pages read it; ``settled_by`` is empty until it is settled."""

    id: int
    at: datetime
    name: str
    quote: str
    text: str
    settled_by: str


def propose(
    connection: Connection, person: Person, author: str, id_: ArticleId, form: Mapping[str, str], now: datetime
) -> int:
    """Hand ``form`` to others, in place of what the same author proposed of the article before; its number."""
    at = naive_utc(now)
    values = {"name": person.name[:MAX_NAME], "email": person.email[:320], "form": dict(form), "changed_at": at}
    values |= {"state": str(ProposalState.IN_REVIEW), "decided_by": ""}
    mine = (*_about(id_), Proposal.author == author, Proposal.state.in_(_UNDECIDED))
    number = connection.scalar(select(Proposal.id).where(*mine).order_by(Proposal.id.desc()).limit(1))
    if number is None:
        names = {"language": kept_language(id_.language), "key": kept_key(id_.key), "author": author}
        number = connection.scalar(insert(Proposal).values(**names, **values).returning(Proposal.id)) or 0
    else:
        connection.execute(update(Proposal).where(Proposal.id == number).values(**values))
    record(connection, at, AuditEvent.PROPOSED, person, id_.key, language=id_.language, proposal=number)
    return number


def move(connection: Connection, number: int, to: ProposalState, person: Person, seen: datetime, now: datetime) -> bool:
    """Bring a proposal into another state, with its entry in the audit log.

    False where it is not any more as ``person`` saw it (``seen`` is its ``changed_at``), or cannot get there.
    """
    at = naive_utc(now)
    is_there = (Proposal.id == number, Proposal.state.in_([str(one) for one in _FROM[to]]), Proposal.changed_at == seen)
    values = {"state": str(to), "decided_by": person.name[:MAX_NAME], "changed_at": at}
    done = connection.execute(
        update(Proposal).where(*is_there).values(**values).returning(Proposal.language, Proposal.key)
    )
    row = done.first()
    if row is None:
        return False
    record(connection, at, _EVENTS[to], person, row.key, language=row.language, proposal=number)
    return True


def proposal(connection: Connection, number: int) -> ReadProposal | None:
    """One by its number."""
    row = connection.execute(select(Proposal.__table__).where(Proposal.id == number)).first()
    return _read(row) if row else None


def open_proposals(connection: Connection) -> list[ReadProposal]:
    """Those that wait for somebody, the oldest first."""
    return _listed(connection, Proposal.state.in_([str(one) for one in OPEN]))


def proposals_of(connection: Connection, author: str) -> list[ReadProposal]:
    """What an author asked for and is not over, the oldest first."""
    return _listed(connection, Proposal.author == author, Proposal.state.in_(_UNDECIDED))


def comment(connection: Connection, number: int, person: Person, quote: str, text: str, now: datetime) -> None:
    """Write beside the text."""
    values = {"proposal": number, "at": naive_utc(now), "name": person.name[:MAX_NAME]}
    connection.execute(insert(ProposalComment).values(**values, quote=quote[:MAX_QUOTE], text=text[:MAX_COMMENT]))


def settle_comment(connection: Connection, number: int, which: int, person: Person) -> None:
    """Say that a comment is settled."""
    one = (ProposalComment.proposal == number, ProposalComment.id == which, ProposalComment.settled_by.is_(None))
    connection.execute(update(ProposalComment).where(*one).values(settled_by=person.name[:MAX_NAME]))


def comments_of(connection: Connection, number: int) -> list[ReadComment]:
    """Those of a proposal, in their order."""
    query = select(ProposalComment.__table__).where(ProposalComment.proposal == number).order_by(ProposalComment.id)
    return [
        ReadComment(row.id, row.at, row.name, row.quote, row.text, row.settled_by or "")
        for row in connection.execute(query.limit(MOST_COMMENTS))
    ]


def forget_closed_before(connection: Connection, day: date) -> int:
    """Delete proposals that were over before ``day`` with their comments; how many."""
    over = Proposal.state.in_([str(ProposalState.PUBLISHED), str(ProposalState.WITHDRAWN)])
    old = select(Proposal.id).where(over, Proposal.changed_at < datetime.combine(day, time.min))
    connection.execute(delete(ProposalComment).where(ProposalComment.proposal.in_(old)))
    return connection.execute(delete(Proposal).where(Proposal.id.in_(old))).rowcount


_EVENTS = {
    ProposalState.APPROVED: AuditEvent.APPROVED,
    ProposalState.RETURNED: AuditEvent.RETURNED,
    ProposalState.PUBLISHED: AuditEvent.PUBLISHED,
    ProposalState.WITHDRAWN: AuditEvent.WITHDRAWN,
}


def _listed(connection: Connection, *where: ColumnElement[bool]) -> list[ReadProposal]:
    query = select(Proposal.__table__).where(*where).order_by(Proposal.changed_at, Proposal.id).limit(MOST_SHOWN)
    return [_read(row) for row in connection.execute(query)]


def _read(row: Row[Any]) -> ReadProposal:
    id_, state = ArticleId(row.language, row.key), ProposalState(row.state)
    return ReadProposal(row.id, id_, row.author, row.name, row.email, row.form, state, row.decided_by, row.changed_at)


def _about(id_: ArticleId) -> tuple[ColumnElement[bool], ...]:
    return Proposal.language == kept_language(id_.language), Proposal.key == kept_key(id_.key)
