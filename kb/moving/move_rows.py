"""What was moved, in the database: noted before the first file changes, and settled behind the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, Integer, String, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.roles import Person
from kb.storage.database import Base
from kb.storage.relocation import NewAddress

MAX_NAME, MAX_EMAIL, MAX_NOTE = 200, 320, 500


class MoveState(StrEnum):
    """How far a move got. Of what was moved ``outside`` of the site only the addresses are known."""

    INTENDED = "intended"
    DONE = "done"
    VOID = "void"
    OUTSIDE = "outside"


class ArticleMoves(Base):
    """One row an act; ``steps`` as ``MoveSteps`` has them. ``at`` is UTC."""

    __tablename__ = "article_moves"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    email: Mapped[str] = mapped_column(String(MAX_EMAIL), nullable=False)
    note: Mapped[str] = mapped_column(String(MAX_NOTE), nullable=False)
    title: Mapped[str] = mapped_column(String(1200), nullable=False)
    state: Mapped[str] = mapped_column(String(12), nullable=False, index=True)
    steps: Mapped[dict[str, Any]] = mapped_column(JSON, nullable=False)


@dataclass(frozen=True)
class MoveSteps:
    """The files of one act. ``beside`` tells for each file that goes along its new path, its fingerprint there and
    before.
    """

    articles: Sequence[NewAddress]
    beside: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

    def as_plain(self) -> dict[str, Any]:
        """As JSON keeps them."""
        beside = {path: list(to) for path, to in self.beside.items()}
        return {"articles": [asdict(one) for one in self.articles], "beside": beside, "categories": {**self.categories}}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> MoveSteps:
        """What ``as_plain`` made."""
        beside = {path: (to[0], to[1], to[2]) for path, to in plain["beside"].items()}
        return cls([NewAddress(**one) for one in plain["articles"]], beside, plain["categories"])


@dataclass(frozen=True, slots=True)
class NotedMove:
    """One act as it is read; ``at`` is UTC without a zone."""

    id: int
    at: datetime
    person: Person
    note: str
    title: str
    steps: MoveSteps


def note_move(
    connection: Connection, at: datetime, person: Person, note: str, title: str, steps: MoveSteps, state: MoveState
) -> int:
    """Add an act; its number."""
    names = {"name": person.name[:MAX_NAME], "email": person.email[:MAX_EMAIL], "note": note[:MAX_NOTE]}
    row = {**names, "at": at, "title": title[:1200], "state": str(state), "steps": steps.as_plain()}
    return connection.scalar(insert(ArticleMoves).values(row).returning(ArticleMoves.id)) or 0


def set_state(connection: Connection, number: int, state: MoveState) -> None:
    """Say how far an act got."""
    connection.execute(update(ArticleMoves).where(ArticleMoves.id == number).values(state=str(state)))


def moves_in(connection: Connection, *states: MoveState) -> list[NotedMove]:
    """The acts in one of ``states``, the oldest first."""
    wanted = ArticleMoves.state.in_([str(one) for one in states])
    rows = connection.execute(select(ArticleMoves.__table__).where(wanted).order_by(ArticleMoves.id))
    return [
        NotedMove(
            row.id, row.at, Person(name=row.name, email=row.email), row.note, row.title, MoveSteps.from_plain(row.steps)
        )
        for row in rows
    ]
