"""What staff did about a reader's comment: it is new, somebody has taken it, it is settled; and back, step by step.

It is kept beside the vote, of which the comment is a part, and goes with it. A reader may change their vote for a day:
``vote_at`` is the vote that was looked at, so what was done about other words counts no more, and the comment is new.
Every change has a number of its own: whoever acts on what a page showed, while somebody else did, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, DateTime, Integer, Row, String, and_, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.text import one_line
from kb.feedback.vote_rows import FeedbackVote
from kb.storage.database import Base, few_at_a_time, insert_into, naive_utc

MAX_NAME, MAX_NOTE = 200, 500
_VOTE = re.compile("[0-9a-f]{32}")
_MARK = re.compile(rf"({_VOTE.pattern})\.([0-9]{{1,16}})\.([0-9]{{1,9}})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)


class CommentState(StrEnum):
    """How far a comment is."""

    NEW = "new"
    TAKEN = "taken"
    SETTLED = "settled"


class CommentAct(StrEnum):
    """What is done about it; ``BACK`` goes one step back: from settled to whoever had taken it, else to new."""

    TAKE = "take"
    SETTLE = "settle"
    BACK = "back"


class CommentHandling(Base):
    """One row a comment that somebody did something about; both names are empty where it was put back to new."""

    __tablename__ = "comment_handling"

    vote: Mapped[str] = mapped_column(String(32), primary_key=True)
    vote_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    revision: Mapped[int] = mapped_column(Integer, nullable=False)
    taken_by: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    settled_by: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    note: Mapped[str] = mapped_column(String(MAX_NOTE), nullable=False)
    changed_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


@dataclass(frozen=True, slots=True)
class SeenComment:
    """A comment as a page showed it: the ``vote`` it came with, as it was at ``at``, and the ``revision`` of what was
    done about it; 0 for nothing.
    """

    vote: str
    at: datetime
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.vote}.{self.moment}.{self.revision}"

    @property
    def moment(self) -> int:
        """``at`` in microseconds since 1970."""
        return (self.at - _EPOCH) // _MICROSECOND

    @classmethod
    def of(cls, text: str) -> SeenComment | None:
        """What a form says was seen; None where it is nothing that a page of ours wrote."""
        match = _MARK.fullmatch(text)
        try:
            return cls(match[1], _EPOCH + int(match[2]) * _MICROSECOND, int(match[3])) if match else None
        except OverflowError:
            return None


class Handled(NamedTuple):
    """How far a comment is: who took it, who settled it, with which line, and when that was (UTC)."""

    seen: SeenComment
    taken_by: str = ""
    settled_by: str = ""
    note: str = ""
    changed_at: datetime | None = None

    @property
    def state(self) -> CommentState:
        """Its state."""
        if self.settled_by:
            return CommentState.SETTLED
        return CommentState.TAKEN if self.taken_by else CommentState.NEW


COLUMNS = tuple(
    getattr(CommentHandling, name) for name in ("vote_at", "revision", "taken_by", "settled_by", "note", "changed_at")
)
OF_VOTE = and_(CommentHandling.vote == FeedbackVote.id)


def read_handled(vote: str, at: datetime, columns: Sequence[Any]) -> Handled:
    """What was done about a comment, by ``COLUMNS``, all None where nothing was."""
    vote_at, revision, taken_by, settled_by, note, changed_at = columns
    seen = SeenComment(vote, at, revision or 0)
    return Handled(seen, taken_by, settled_by, note, changed_at) if vote_at == at else Handled(seen)


def handled(connection: Connection, votes: Iterable[str]) -> dict[str, Handled]:
    """How far the comments of these ``votes`` are, by the name of the vote; those that are gone are left out,
    and what is no name of a vote, of which PostgreSQL does not take every sign.
    """
    found: dict[str, Handled] = {}
    for some in few_at_a_time(sorted({vote for vote in votes if _VOTE.fullmatch(vote)})):
        query = select(FeedbackVote.id, FeedbackVote.at, *COLUMNS).outerjoin(CommentHandling, OF_VOTE)
        for vote, at, *columns in connection.execute(
            query.where(FeedbackVote.id.in_(some), FeedbackVote.comment != "")
        ):
            found[vote] = read_handled(vote, at, columns)
    return found


def act_on(
    connection: Connection, seen: Sequence[SeenComment], act: CommentAct, name: str, note: str, now: datetime
) -> list[SeenComment]:
    """Do the same about all that were ``seen``; gives those that are not any more as they were, which are left alone.

    ``name`` is who does it; ``note`` goes with what is settled.
    """
    left = []
    for one in sorted(seen, key=lambda one: one.vote):  # in one order, so that two who do it never wait for each other
        before = _row(connection, one.vote) if one.revision else None
        if not _write(connection, one, _after(act, before, one, name, note), naive_utc(now)):
            left.append(one)
    return left


def forget_without_vote(connection: Connection, _: date) -> int:
    """Delete what was done about comments that are gone with their votes; how many."""
    gone = CommentHandling.vote.not_in(select(FeedbackVote.id))
    return connection.execute(delete(CommentHandling).where(gone)).rowcount


def _after(
    act: CommentAct, row: Row[datetime, str, str] | None, seen: SeenComment, name: str, note: str
) -> dict[str, str]:
    name = one_line(name, MAX_NAME)
    taken_by = row.taken_by if row and row.vote_at == seen.at else ""
    settled_by = row.settled_by if row and row.vote_at == seen.at else ""
    if act is CommentAct.TAKE:
        return {"taken_by": name, "settled_by": "", "note": ""}
    if act is CommentAct.SETTLE:
        return {"taken_by": taken_by, "settled_by": name, "note": one_line(note, MAX_NOTE)}
    return {"taken_by": taken_by if settled_by else "", "settled_by": "", "note": ""}


def _write(connection: Connection, seen: SeenComment, values: dict[str, str], now: datetime) -> bool:
    """Write one change where the comment is still as it was seen; whether it was."""
    made: dict[str, Any] = {**values, "vote_at": seen.at, "changed_at": now, "revision": seen.revision + 1}
    is_there = select(FeedbackVote.id).where(FeedbackVote.id == seen.vote, FeedbackVote.at == seen.at)
    if seen.revision:
        row = CommentHandling
        where = (row.vote == seen.vote, row.revision == seen.revision, is_there.exists())
        return connection.execute(update(row).where(*where).values(made)).rowcount == 1
    if connection.execute(is_there).first() is None:
        return False
    new = insert_into(connection, CommentHandling).values(vote=seen.vote, **made).on_conflict_do_nothing()
    return connection.execute(new.returning(CommentHandling.vote)).first() is not None


def _row(connection: Connection, vote: str) -> Row[datetime, str, str] | None:
    row = CommentHandling
    return connection.execute(select(row.vote_at, row.taken_by, row.settled_by).where(row.vote == vote)).first()
