"""Versions of articles that somebody hands to others before readers see them: in review, approved, returned.

The article stays as it is meanwhile. A change of state and its entry in the audit log are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

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
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.audit_log import AuditEvent, record
from kb.approval.transitions import UNDECIDED, WITH_OTHERS, Stage, leading_to
from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.editor.drafts import is_program, owner_of, programs_of
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, naive_utc

MAX_NAME, MAX_COMMENT, MAX_QUOTE = 200, 4_000, 300
MOST_SHOWN, COMMENTS_EACH = 200, 100
SENT_TWICE = timedelta(seconds=10)
BY_CLOCK = Person(name="")
"""Nobody: the clock did it."""
_UNDECIDED = [str(one) for one in UNDECIDED]


class Proposal(Base):
    """One row a proposal; ``form`` is the editor's form as drafts keep it, ``approved_by`` the owners who approved it.

    All times are UTC.
    """

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
    approved_by: Mapped[list[str]] = mapped_column(JSON, nullable=False)
    changed_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    publish_at: Mapped[datetime | None] = mapped_column(DateTime, index=True)


class ProposalComment(Base):
    """One row a comment; ``author`` is whose it is, ``quote`` the place of the text that it is about."""

    __tablename__ = "proposal_comments"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    proposal: Mapped[int] = mapped_column(Integer, nullable=False, index=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    author: Mapped[str] = mapped_column(String(32), nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    quote: Mapped[str] = mapped_column(String(MAX_QUOTE), nullable=False)
    text: Mapped[str] = mapped_column(Text, nullable=False)
    settled_by: Mapped[str | None] = mapped_column(String(MAX_NAME))


@dataclass(frozen=True, slots=True)
class ReadProposal:
    """A proposal as pages read it; ``author`` is whose it is, as drafts have it, ``publish_at`` (UTC) when the clock
    publishes it.
    """

    id: int
    article: ArticleId
    author: str
    name: str
    email: str
    form: Mapping[str, str]
    state: Stage
    decided_by: str
    approved_by: tuple[str, ...]
    changed_at: datetime
    publish_at: datetime | None = None

    @property
    def is_by_program(self) -> bool:
        """Whether a program wrote it."""
        return is_program(self.author)


class ProposalMark(NamedTuple):
    """How a proposal stands, as ``ReadProposal`` has it."""

    id: int
    article: ArticleId
    state: Stage
    decided_by: str
    changed_at: datetime
    publish_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state in UNDECIDED


@dataclass(frozen=True, slots=True)
class ReadComment:
    """A comment as pages read it; ``settled_by`` is empty until it is settled."""

    id: int
    at: datetime
    author: str
    name: str
    quote: str
    text: str
    settled_by: str


def propose(
    connection: Connection, person: Person, author: str, id_: ArticleId, form: Mapping[str, str], now: datetime
) -> int:
    """Hand ``form`` to others, in place of what the same author proposed of the article before; its number."""
    at = naive_utc(now)
    values = {"name": person.signature[:MAX_NAME], "email": person.email[:320], "form": dict(form), "changed_at": at}
    values |= {"state": str(Stage.IN_REVIEW), "decided_by": "", "approved_by": [], "publish_at": None}
    mine = (*_about(id_), Proposal.author == author, Proposal.state.in_(_UNDECIDED))
    number = connection.scalar(select(Proposal.id).where(*mine).order_by(Proposal.id.desc()).limit(1))
    if number is None:
        names = {"language": kept_language(id_.language), "key": kept_key(id_.key), "author": author}
        number = connection.scalar(insert(Proposal).values(**names, **values).returning(Proposal.id)) or 0
    else:
        connection.execute(update(Proposal).where(Proposal.id == number).values(**values))
    by = {"program": person.program} if person.program else {}
    record(connection, at, AuditEvent.PROPOSED, person, id_.key, language=id_.language, proposal=number, **by)
    return number


def move(
    connection: Connection,
    number: int,
    to: Stage,
    person: Person,
    seen: datetime,
    now: datetime,
    approved_by: Sequence[str] = (),
) -> bool:
    """Bring a proposal into another state, with its entry in the audit log; ``approved_by`` are the owners who let it.
    By the clock, a ``person`` without a name, who decided stays.

    False where it is not any more as ``person`` saw it (``seen`` is its ``changed_at``), or cannot get there.
    """
    at = naive_utc(now)
    before = [str(one) for one in leading_to(to)]
    is_there = (Proposal.id == number, Proposal.state.in_(before), Proposal.changed_at == seen)
    values: dict[str, Any] = {"state": str(to), "changed_at": at, "publish_at": None}
    by_clock = person == BY_CLOCK
    values |= {} if by_clock else {"decided_by": person.name[:MAX_NAME], "approved_by": list(approved_by)}
    done = connection.execute(
        update(Proposal).where(*is_there).values(**values).returning(Proposal.language, Proposal.key)
    )
    row = done.first()
    if row is None:
        return False
    event = AuditEvent.PUBLISHED_BY_PLAN if by_clock and to is Stage.PUBLISHED else _EVENTS[to]
    record(connection, at, event, person, row.key, language=row.language, proposal=number)
    return True


def schedule(
    connection: Connection, found: ReadProposal, at: datetime, person: Person, seen: datetime, now: datetime
) -> bool:
    """Approve a proposal, by the owners it has, and have it published ``at`` a moment; False as for ``move``."""
    there = (
        Proposal.id == found.id,
        Proposal.state.in_([str(one) for one in WITH_OTHERS]),
        Proposal.changed_at == seen,
    )
    values = {"state": str(Stage.APPROVED), "decided_by": person.name[:MAX_NAME], "changed_at": naive_utc(now)}
    values |= {"approved_by": list(found.approved_by), "publish_at": naive_utc(at)}
    if connection.execute(update(Proposal).where(*there).values(**values)).rowcount == 0:
        return False
    planned = f"{naive_utc(at).isoformat(timespec='minutes')}Z"
    at_, key, language = naive_utc(now), found.article.key, found.article.language
    record(connection, at_, AuditEvent.APPROVED, person, key, language=language, proposal=found.id, planned=planned)
    return True


def due_proposals(connection: Connection, now: datetime) -> list[ReadProposal]:
    """Those that were to be published by ``now``."""
    return _listed(connection, Proposal.state == str(Stage.APPROVED), Proposal.publish_at <= naive_utc(now))


def scheduled_proposals(connection: Connection) -> list[ReadProposal]:
    """Those that will be published at their time, the next first."""
    found = _listed(connection, Proposal.state == str(Stage.APPROVED), Proposal.publish_at.is_not(None))
    return sorted(found, key=lambda one: one.publish_at or one.changed_at)


def proposal(connection: Connection, number: int) -> ReadProposal | None:
    """One by its number."""
    row = connection.execute(select(Proposal.__table__).where(Proposal.id == number)).first()
    return _read(row) if row else None


def open_proposals(connection: Connection) -> list[ReadProposal]:
    """Those that wait for somebody, the oldest first."""
    return _listed(connection, Proposal.state.in_([str(one) for one in WITH_OTHERS]))


def proposals_of(connection: Connection, person: Person) -> list[ReadProposal]:
    """What somebody or a program of theirs asked for and is not over, the oldest first."""
    theirs = or_(Proposal.author == owner_of(person), Proposal.author.like(programs_of(person)))
    return _listed(connection, theirs, Proposal.state.in_(_UNDECIDED))


def proposal_marks(connection: Connection, person: Person) -> list[ProposalMark]:
    """All that a person, or a program for itself, ever asked for and is still kept, without the texts, by number."""
    row = Proposal
    columns = (row.id, row.language, row.key, row.state, row.decided_by, row.changed_at, row.publish_at)
    found = connection.execute(select(*columns).where(row.author == owner_of(person)).order_by(row.id))
    return [ProposalMark(one.id, ArticleId(one.language, one.key), Stage(one.state), *one[4:]) for one in found]


def proposals_about(connection: Connection, id_: ArticleId) -> list[ReadProposal]:
    """What is proposed of an article and waits for others, the oldest first."""
    return _listed(connection, *_about(id_), Proposal.state.in_([str(one) for one in WITH_OTHERS]))


def comment(
    connection: Connection, number: int, person: Person, author: str, quote: str, text: str, now: datetime
) -> None:
    """Write beside the text, as ``author``; what they just wrote, sent once more by a second click, stands once."""
    said = {"quote": quote[:MAX_QUOTE], "text": text[:MAX_COMMENT]}
    same = (ProposalComment.proposal == number, ProposalComment.author == author)
    same += tuple(getattr(ProposalComment, name) == value for name, value in said.items())
    just_now = ProposalComment.at > naive_utc(now - SENT_TWICE)
    if connection.scalar(select(ProposalComment.id).where(*same, just_now).limit(1)) is not None:
        return
    values = {"proposal": number, "at": naive_utc(now), "author": author, "name": person.signature[:MAX_NAME]}
    connection.execute(insert(ProposalComment).values(**values, **said))


def settle_comment(connection: Connection, number: int, which: int, person: Person, author: str | None) -> None:
    """Say that a comment is settled; only one of ``author`` where that is given."""
    one = [ProposalComment.proposal == number, ProposalComment.id == which, ProposalComment.settled_by.is_(None)]
    if author is not None:
        one.append(ProposalComment.author == author)
    connection.execute(update(ProposalComment).where(*one).values(settled_by=person.name[:MAX_NAME]))


def count_comments(connection: Connection, number: int) -> int:
    """How many a proposal has."""
    query = select(func.count()).select_from(ProposalComment).where(ProposalComment.proposal == number)
    return connection.scalar(query) or 0


def comments_of(connection: Connection, number: int, page: int = 1) -> list[ReadComment]:
    """Those of a proposal on one page of ``COMMENTS_EACH``, from 1, in their order."""
    query = select(ProposalComment.__table__).where(ProposalComment.proposal == number).order_by(ProposalComment.id)
    return [
        ReadComment(row.id, row.at, row.author, row.name, row.quote, row.text, row.settled_by or "")
        for row in connection.execute(query.limit(COMMENTS_EACH).offset((page - 1) * COMMENTS_EACH))
    ]


def forget_closed_before(connection: Connection, day: date) -> int:
    """Delete proposals that were over before ``day`` with their comments; how many."""
    over = Proposal.state.in_([str(Stage.PUBLISHED), str(Stage.WITHDRAWN)])
    old = select(Proposal.id).where(over, Proposal.changed_at < datetime.combine(day, time.min))
    connection.execute(delete(ProposalComment).where(ProposalComment.proposal.in_(old)))
    return connection.execute(delete(Proposal).where(Proposal.id.in_(old))).rowcount


_EVENTS = {
    Stage.APPROVED: AuditEvent.APPROVED,
    Stage.RETURNED: AuditEvent.RETURNED,
    Stage.PUBLISHED: AuditEvent.PUBLISHED,
    Stage.WITHDRAWN: AuditEvent.WITHDRAWN,
}


def _listed(connection: Connection, *where: ColumnElement[bool]) -> list[ReadProposal]:
    query = select(Proposal.__table__).where(*where).order_by(Proposal.changed_at, Proposal.id).limit(MOST_SHOWN)
    return [_read(row) for row in connection.execute(query)]


def _read(row: Row[Any]) -> ReadProposal:
    id_, state = ArticleId(row.language, row.key), Stage(row.state)
    names = (row.id, id_, row.author, row.name, row.email, row.form, state, row.decided_by)
    return ReadProposal(*names, tuple(row.approved_by), row.changed_at, row.publish_at)


def _about(id_: ArticleId) -> tuple[ColumnElement[bool], ...]:
    return Proposal.language == kept_language(id_.language), Proposal.key == kept_key(id_.key)
