"""What people decided about articles that their files do not say: flags, snoozes, assignments, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.storage.columns import KeyColumn, LanguageColumn
from kb.storage.database import Base, insert_into
from review.queue.rows import NO_STANDING, Standing


class ReviewStanding(Base):
    """The standing of one article; no row where nobody decided anything."""

    __tablename__ = "review_standings"

    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
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


def change(connection: Connection, changes: Mapping[ArticleId, tuple[Standing, Standing]]) -> set[ArticleId]:
    """Write standings, each from what it was to what it becomes, where it still is what it was; an empty one is no row.

    Gives the articles of which it is not: another process decided about them meanwhile, and that stands.
    """
    others: set[ArticleId] = set()
    first = {}
    for id_, (before, after) in sorted(changes.items()):
        if before == NO_STANDING != after:
            first[id_] = {**id_._asdict(), **asdict(after)}
        elif before != after:
            statement = delete(ReviewStanding) if after == NO_STANDING else update(ReviewStanding).values(asdict(after))
            if not connection.execute(statement.where(*_is(id_, before))).rowcount:
                others.add(id_)
    if first:
        made = insert_into(connection, ReviewStanding).on_conflict_do_nothing().returning(*_COLUMNS[:2])
        others |= first.keys() - {ArticleId(*row) for row in connection.execute(made, list(first.values()))}
    return others


def _is(id_: ArticleId, standing: Standing) -> list[ColumnElement[bool]]:
    named = {**id_._asdict(), **asdict(standing)}
    return [getattr(ReviewStanding, name).is_not_distinct_from(value) for name, value in named.items()]


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
