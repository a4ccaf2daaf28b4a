"""What people decided about articles that their files do not say: flags, snoozes, assignments, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, String, Text, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from kb.article import ArticleId
from kb.database import Base
from review.queue import NO_STANDING, Standing


class ReviewStanding(Base):
    """The standing of one article; no row where nobody decided anything."""

    __tablename__ = "review_standings"

    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(512), primary_key=True)
    flagged_on: Mapped[date | None] = mapped_column(Date)
    flagged_by: Mapped[str] = mapped_column(String(200), nullable=False)
    flag: Mapped[str] = mapped_column(Text, nullable=False)
    snoozed_until: Mapped[date | None] = mapped_column(Date)
    snooze: Mapped[str] = mapped_column(Text, nullable=False)
    assignee: Mapped[str] = mapped_column(String(200), nullable=False)
    task: Mapped[str] = mapped_column(Text, nullable=False)
    planned_on: Mapped[date | None] = mapped_column(Date)
    changed_on: Mapped[date | None] = mapped_column(Date)
    dismissed_on: Mapped[date | None] = mapped_column(Date)


_FIELDS = tuple(field.name for field in fields(Standing))
_COLUMNS = [getattr(ReviewStanding, name) for name in ("language", "key", *_FIELDS)]


def all_standings(connection: Connection) -> dict[ArticleId, Standing]:
    """The standing of every article that has one."""
    return {ArticleId(row[0], row[1]): Standing(*row[2:]) for row in connection.execute(select(*_COLUMNS))}


def put(connection: Connection, standings: Mapping[ArticleId, Standing]) -> None:
    """Write standings; an empty one is no row."""
    empty = [id_ for id_, standing in standings.items() if standing == NO_STANDING]
    if empty:
        connection.execute(delete(ReviewStanding).where(tuple_(ReviewStanding.language, ReviewStanding.key).in_(empty)))
    rows = [
        {"language": id_.language, "key": id_.key, **asdict(standing)}
        for id_, standing in standings.items()
        if standing != NO_STANDING
    ]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = insert(ReviewStanding)
        changed = {name: statement.excluded[name] for name in _FIELDS}
        connection.execute(statement.on_conflict_do_update(index_elements=["language", "key"], set_=changed), rows)


def as_plain(standing: Standing) -> dict[str, Any]:
    """A standing as JSON keeps it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(standing).items()
        if value not in (None, "")
    }


def from_plain(plain: Mapping[str, Any]) -> Standing:
    """What ``as_plain`` wrote."""
    days = ("flagged_on", "snoozed_until", "planned_on", "changed_on", "dismissed_on")
    known: dict[str, Any] = {name: value for name, value in plain.items() if name in _FIELDS}
    known |= {name: date.fromisoformat(known[name]) for name in days if name in known}
    return Standing(**known)
