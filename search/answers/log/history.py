"""Reads what was asked and answered; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from search.answers.log.asked_rows import SUMS, AnswerDays, AnswersAsked, AskedAnswer, as_asked


def read_asked(connection: Connection, first: date, last: date, language: str = "") -> list[AskedAnswer]:
    """The questions from the day ``first`` to the day ``last``, in the order in which they were asked."""
    start, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    query = select(AnswersAsked.__table__).where(AnswersAsked.at >= start, AnswersAsked.at < end)
    if language:
        query = query.where(AnswersAsked.language == language)
    return [
        as_asked(dict(row._mapping)) for row in connection.execute(query.order_by(AnswersAsked.at, AnswersAsked.id))
    ]


def sums_by_language(
    connection: Connection, asked: Sequence[AskedAnswer], first: date, last: date, language: str = ""
) -> dict[str, Counter[str]]:
    """The numbers of ``SUMS`` by language: those of ``asked``, and what is left of days whose questions are gone."""
    sums: dict[str, Counter[str]] = {}
    for one in asked:
        sums.setdefault(one.language, Counter()).update(one.sums)
    query = select(AnswerDays.__table__).where(AnswerDays.day.between(first, last))
    for row in connection.execute(query).mappings():
        if language in ("", row["language"]):
            sums.setdefault(row["language"], Counter()).update({name: row[name] for name in SUMS})
    return sums
