"""The tables of what was asked and what became of it, how they are written and forgotten. Times are UTC without a zone.

Nothing here tells who asked, nor which questions are of one conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Float, Integer, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.setting_groups import RetentionSettings
from kb.storage.columns import LanguageColumn
from kb.storage.database import Base, insert_into
from kb.storage.retention import RetentionRule

MAX_ASKED = 200
MAX_REASON = 40
SUMS = ("asked", "answered", "asked_back", "refused", "handed_over", "solved", "unsolved", "unrecorded")
"""What is counted by day and language."""


class AnswersAsked(Base):
    """One question and what was answered; ``cited`` and ``nearest`` are articles as [language, key]."""

    __tablename__ = "answers_asked"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, index=True)
    question: Mapped[str] = mapped_column(String(MAX_ASKED))
    folded: Mapped[str] = mapped_column(String(MAX_ASKED))
    language: Mapped[LanguageColumn]
    outcome: Mapped[str] = mapped_column(String(16))
    request: Mapped[str] = mapped_column(String(16))
    composed_by: Mapped[str] = mapped_column(String(16))
    declined: Mapped[str] = mapped_column(String(MAX_REASON))
    confidence: Mapped[float] = mapped_column(Float)
    cited: Mapped[list[list[str]]] = mapped_column(JSON)
    nearest: Mapped[list[list[str]]] = mapped_column(JSON)
    solved: Mapped[bool | None] = mapped_column(Boolean)
    handed_over: Mapped[bool] = mapped_column(Boolean)


class AnswerDays(Base):
    """What is left of days whose questions were deleted, and how many were not recorded at all."""

    __tablename__ = "answer_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    asked: Mapped[int] = mapped_column(Integer, default=0)
    answered: Mapped[int] = mapped_column(Integer, default=0)
    asked_back: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)
    handed_over: Mapped[int] = mapped_column(Integer, default=0)
    solved: Mapped[int] = mapped_column(Integer, default=0)
    unsolved: Mapped[int] = mapped_column(Integer, default=0)
    unrecorded: Mapped[int] = mapped_column(Integer, default=0)


@dataclass(slots=True)
class AskedAnswer:
    """One question and what became of it; ``solved`` is what the asker said, None where they said nothing."""

    id: str
    at: datetime
    question: str
    folded: str
    language: str
    outcome: str
    request: str
    composed_by: str
    declined: str
    confidence: float
    cited: tuple[ArticleId, ...] = ()
    nearest: tuple[ArticleId, ...] = ()
    solved: bool | None = None
    handed_over: bool = False

    @property
    def sums(self) -> Counter[str]:
        """What it counts as, by the names of ``SUMS``."""
        counted = {
            "asked": True,
            self.outcome: self.outcome in SUMS,
            "handed_over": self.handed_over,
            "solved": self.solved is True,
            "unsolved": self.solved is False,
        }
        return Counter(name for name, is_so in counted.items() if is_so)


def write_asked(
    connection: Connection,
    asked: Sequence[AskedAnswer],
    marks: Iterable[tuple[str, Mapping[str, bool]]],
    unrecorded: Mapping[tuple[date, str], int],
) -> tuple[list[str], set[str]]:
    """Add questions, what was said of some that were written before, and how many were not recorded; the ids of those
    whose asker is handed over to a person by that, and of those of which something was said and that are not written.
    """
    handed_over = [one.id for one in asked if one.handed_over]
    if asked:
        connection.execute(insert(AnswersAsked), [_row(one) for one in asked])
    unknown = set()
    for id_, values in marks:
        if values.get("handed_over") and id_ not in handed_over:
            before = connection.scalar(select(AnswersAsked.handed_over).where(AnswersAsked.id == id_))
            handed_over += [id_] if before is False else []
        if not connection.execute(update(AnswersAsked).where(AnswersAsked.id == id_).values(**values)).rowcount:
            unknown.add(id_)
    add_days(connection, {place: Counter(unrecorded=count) for place, count in unrecorded.items()})
    return handed_over, unknown


def add_days(connection: Connection, sums: Mapping[tuple[date, str], Counter[str]]) -> None:
    """Add to the sums of days and languages."""
    if not sums:
        return
    statement = insert_into(connection, AnswerDays)
    added = {name: getattr(AnswerDays, name) + statement.excluded[name] for name in SUMS}
    rows = [
        {"day": day, "language": language, **{name: counts[name] for name in SUMS}}
        for (day, language), counts in sorted(sums.items())
    ]
    connection.execute(statement.on_conflict_do_update(index_elements=["day", "language"], set_=added), rows)


def tidy(connection: Connection, before: date) -> int:
    """Delete the questions of days before ``before``, and keep sums by day and language; how many there were."""
    old = AnswersAsked.at < datetime.combine(before, time())
    table = AnswersAsked.__table__
    rows = connection.execute(delete(AnswersAsked).where(old).returning(*table.columns)).all()
    sums: dict[tuple[date, str], Counter[str]] = {}
    for row in rows:
        one = as_asked(dict(row._mapping))
        sums.setdefault((one.at.date(), one.language), Counter()).update(one.sums)
    add_days(connection, sums)
    return len(rows)


def forget_asked(connection: Connection, folded: str) -> int:
    """Delete every question whose folded text contains ``folded``; returns how many."""
    found = delete(AnswersAsked).where(AnswersAsked.folded.contains(folded, autoescape=True))
    return connection.execute(found).rowcount


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long questions are kept one by one."""
    return (RetentionRule("questions that were answered", settings.retention_days, tidy),)


def as_asked(row: dict[str, Any]) -> AskedAnswer:
    """A row as it was written."""
    articles = {name: tuple(ArticleId(*pair) for pair in row[name]) for name in ("cited", "nearest")}
    return AskedAnswer(**{**row, **articles})


def _row(one: AskedAnswer) -> dict[str, Any]:
    names = (name for name in AskedAnswer.__slots__ if name not in ("cited", "nearest"))
    plain = {name: getattr(one, name) for name in names}
    return {**plain, "cited": [list(id_) for id_ in one.cited], "nearest": [list(id_) for id_ in one.nearest]}
