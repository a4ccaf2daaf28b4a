"""Which requests with a key of their own were carried out, and what they were answered: one row each, for a day.

Neither keys nor tokens are kept, only hashes of both; an answer is one that its sender had already.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    String,
    and_,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base, insert_into
from kb.storage.retention import RetentionRule

KEPT = timedelta(hours=24)
LONGEST = timedelta(minutes=5)
"""No request is at work for so long: one that seems to be was ended with its process."""
MOST_KEYS = 10_000
"""So many keys of one account are kept at a time."""
MAX_ANSWER = 256 * 1024
"""The longest answer that is kept, in bytes."""
MOST_BYTES = 32 * 1024 * 1024
"""So much of the answers of one account is kept at a time; of what is beyond it, the status alone."""


class ApiRepeat(Base):
    """A request with a key. ``mark`` is a hash of key and sender, ``request`` one of what was sent and what its sender
    may do; ``claim`` names who is at it. ``status`` is empty until it is answered, ``body`` where the answer is not
    kept. ``sender`` is a hash of the account, whose tokens are bounded together. UTC without a zone.
    """

    __tablename__ = "api_repeats"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    sender: Mapped[str] = mapped_column(String(64), nullable=False, index=True)
    request: Mapped[str] = mapped_column(String(64), nullable=False)
    claim: Mapped[str] = mapped_column(String(32), nullable=False)
    begun_at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    status: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(100), nullable=False)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class KeyedRequest:
    """A request with a key, as hashes: of key and token, of the account alone, of what was sent and may be done."""

    mark: str
    sender: str
    request: str


@dataclass(frozen=True)
class RepeatClaim:
    """Leave to carry out a request of ``sender``, which nobody else has."""

    mark: str
    claim: str
    sender: str


@dataclass(frozen=True)
class KeptAnswer:
    """What the same request was answered; no ``body`` where that is not kept. ``kind`` is its type."""

    status: int
    kind: str
    body: bytes | None


class RepeatRefusal(Enum):
    """Why a request is neither carried out nor answered as before."""

    OTHER_REQUEST = "other request"
    AT_WORK = "at work"
    TOO_MANY = "too many"


def begin(connection: Connection, asked: KeyedRequest, now: datetime) -> RepeatClaim | KeptAnswer | RepeatRefusal:
    """Claim ``asked`` where it is new; else tell what became of it. Of many at the same time one gets the claim."""
    row = ApiRepeat
    is_over = or_(row.begun_at <= now - KEPT, and_(row.status.is_(None), row.begun_at <= now - LONGEST))
    connection.execute(delete(row).where(row.mark == asked.mark, is_over))
    known = connection.execute(select(row).where(row.mark == asked.mark)).first()
    if known is None:
        many = connection.scalar(select(func.count()).where(row.sender == asked.sender, row.begun_at > now - KEPT))
        if (many or 0) >= MOST_KEYS:
            return RepeatRefusal.TOO_MANY
        claim = secrets.token_hex(16)
        values = {"mark": asked.mark, "sender": asked.sender, "request": asked.request, "claim": claim}
        new = insert_into(connection, row).values(**values, begun_at=now, kind="").on_conflict_do_nothing()
        if connection.scalar(new.returning(row.claim)) is not None:
            return RepeatClaim(asked.mark, claim, asked.sender)
        known = connection.execute(select(row).where(row.mark == asked.mark)).first()
    if known is None:
        return RepeatRefusal.AT_WORK  # it was given up at this very moment
    if known.request != asked.request:
        return RepeatRefusal.OTHER_REQUEST
    return RepeatRefusal.AT_WORK if known.status is None else KeptAnswer(known.status, known.kind, known.body)


def keep(connection: Connection, claim: RepeatClaim, answer: KeptAnswer) -> None:
    """Note what a claimed request was answered; harmless where somebody else has claimed it since."""
    lengths = select(func.sum(func.length(ApiRepeat.body))).where(ApiRepeat.sender == claim.sender)
    room = MOST_BYTES - int(connection.scalar(lengths) or 0)
    body = answer.body if answer.body is not None and len(answer.body) <= min(MAX_ANSWER, room) else None
    connection.execute(
        update(ApiRepeat).where(*_is(claim)).values(status=answer.status, kind=answer.kind[:100], body=body)
    )


def give_up(connection: Connection, claim: RepeatClaim) -> None:
    """Forget a claimed request that was not carried out: it may be sent again."""
    connection.execute(delete(ApiRepeat).where(*_is(claim)))


def empty_answers(connection: Connection, before: date | None = None) -> int:
    """Delete what answers say, those to requests that came before a day or all; returns of how many. That the requests
    were carried out is still known, so that none of them is carried out again.
    """
    came = ApiRepeat.begun_at < datetime.combine(before, time.min) if before else true()
    return connection.execute(update(ApiRepeat).where(ApiRepeat.body.is_not(None), came).values(body=None)).rowcount


def retention() -> RetentionRule:
    """A day after the day on which it came nothing is left of a request."""
    return RetentionRule("answers to requests with a key", 1, forget_before)


def forget_before(connection: Connection, first: date) -> None:
    """Delete what came before the day ``first``."""
    connection.execute(delete(ApiRepeat).where(ApiRepeat.begun_at < datetime.combine(first, time.min)))


def _is(claim: RepeatClaim) -> tuple[ColumnElement[bool], ...]:
    return ApiRepeat.mark == claim.mark, ApiRepeat.claim == claim.claim
