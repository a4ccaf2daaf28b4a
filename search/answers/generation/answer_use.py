"""What the model has cost: questions of a day and tokens of a month, and why sentences were dropped, in the database.

Exact with several processes: tokens are reserved in one statement before a question is asked, as many as it can cost,
and what was not used is given back after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Connection, Integer, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.setting_groups import RetentionSettings
from kb.storage.counting import add_counts
from kb.storage.database import Base, insert_into, naive_utc
from kb.storage.retention import RetentionRule


class AnswerUseRow(Base):
    """A day (``2026-11-29``) or a month (``2026-11``) by UTC."""

    __tablename__ = "answer_use"
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    questions: Mapped[int] = mapped_column(Integer, nullable=False)
    tokens: Mapped[int] = mapped_column(BigInteger, nullable=False)


class DroppedSentenceRow(Base):
    """How many sentences were dropped on a day, by the ``DropReason``."""

    __tablename__ = "answer_drops"
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(String(16), primary_key=True)
    sentences: Mapped[int] = mapped_column(Integer, nullable=False)


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """What was used of a day's questions and of a month's tokens."""

    questions: int = 0
    tokens: int = 0


def day_of(now: datetime) -> str:
    """The name of a day."""
    return naive_utc(now).date().isoformat()


def month_of(now: datetime) -> str:
    """The name of a month."""
    return day_of(now)[:7]


def reserve(connection: Connection, now: datetime, tokens: int, most_tokens: int, most_questions: int) -> str:
    """Take one question of the day and ``tokens`` of the month; the name of what has not enough left, else empty.

    Give back what was taken where the answer is not empty: roll the transaction back.
    """
    day, month = day_of(now), month_of(now)
    for period, (asked, used), (most_asked, most_used), name in (
        (month, (0, tokens), (0, most_tokens), "month"),
        (day, (1, 0), (most_questions, 0), "day"),
    ):
        nothing = insert_into(connection, AnswerUseRow).values(period=period, questions=0, tokens=0)
        connection.execute(nothing.on_conflict_do_nothing(index_elements=["period"]))
        taken = (
            update(AnswerUseRow)
            .where(
                AnswerUseRow.period == period,
                AnswerUseRow.questions + asked <= most_asked,
                AnswerUseRow.tokens + used <= most_used,
            )
            .values(questions=AnswerUseRow.questions + asked, tokens=AnswerUseRow.tokens + used)
        )
        if connection.execute(taken).rowcount != 1:
            return name
    return ""


def settle(connection: Connection, month: str, unused: int, day: str, dropped: Mapping[str, int]) -> None:
    """Give back ``unused`` tokens, and count the sentences that were ``dropped``, by reason."""
    mine = AnswerUseRow.period == month
    connection.execute(update(AnswerUseRow).where(mine).values(tokens=AnswerUseRow.tokens - unused))
    rows = [{"day": day, "reason": reason, "sentences": count} for reason, count in sorted(dropped.items())]
    if rows:
        add_counts(connection, DroppedSentenceRow, "sentences", rows)


def used(connection: Connection, now: datetime) -> AnswerUse:
    """What was used today and this month."""
    rows = connection.execute(
        select(AnswerUseRow.period, AnswerUseRow.questions, AnswerUseRow.tokens).where(
            AnswerUseRow.period.in_([day_of(now), month_of(now)])
        )
    )
    by_period = {row.period: row for row in rows}
    day, month = by_period.get(day_of(now)), by_period.get(month_of(now))
    return AnswerUse(day.questions if day else 0, month.tokens if month else 0)


def dropped_since(connection: Connection, day: date) -> dict[str, int]:
    """How many sentences were dropped since ``day``, by reason, the most first."""
    rows = connection.execute(
        select(DroppedSentenceRow.reason, DroppedSentenceRow.sentences).where(DroppedSentenceRow.day >= day.isoformat())
    )
    found: dict[str, int] = {}
    for row in rows:
        found[row.reason] = found.get(row.reason, 0) + row.sentences
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def forget_older_than(connection: Connection, day: date) -> int:
    """Delete what is of before ``day``; how many rows there were. A month stays as long as any of its days."""
    old = connection.execute(delete(DroppedSentenceRow).where(DroppedSentenceRow.day < day.isoformat())).rowcount
    return old + connection.execute(delete(AnswerUseRow).where(AnswerUseRow.period < day.isoformat()[:7])).rowcount


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long it is kept."""
    return (RetentionRule("counts of answers by a model", settings.retention_days, forget_older_than),)
