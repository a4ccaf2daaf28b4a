"""Remembers what was told to whom, so that nobody is told twice of the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, DateTime, String, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.storage.columns import KeyColumn, LanguageColumn
from kb.storage.database import Base, insert_into

_CHANNEL_CHARACTERS = 200


class ReviewNotice(Base):
    """One thing that was told on one channel."""

    __tablename__ = "review_notices"

    channel: Mapped[str] = mapped_column(String(_CHANNEL_CHARACTERS), primary_key=True)
    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[str] = mapped_column(String(10), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class Fact(NamedTuple):
    """A thing to tell: the article is in ``state`` since a day (ISO; empty where none is known)."""

    article: ArticleId
    state: str
    since: str


def told(connection: Connection, channel: str) -> set[Fact]:
    """Everything that was ever told on ``channel``."""
    columns = (ReviewNotice.language, ReviewNotice.key, ReviewNotice.state, ReviewNotice.since)
    query = select(*columns).where(ReviewNotice.channel == _name(channel))
    return {Fact(ArticleId(row[0], row[1]), row[2], row[3]) for row in connection.execute(query)}


def record(connection: Connection, channel: str, facts: Iterable[Fact], sent_at: datetime) -> None:
    """Remember that ``facts`` were told. ``sent_at`` is UTC without a zone."""
    rows = [
        {"channel": _name(channel), **fact.article._asdict(), "state": fact.state, "since": fact.since}
        for fact in facts
    ]
    if rows:
        new = insert_into(connection, ReviewNotice).on_conflict_do_nothing()
        connection.execute(new, [{**row, "sent_at": sent_at} for row in rows])


def record_new(connection: Connection, channel: str, fact: Fact, sent_at: datetime) -> bool:
    """Remember that ``fact`` is told; whether nobody did before."""
    row = {"channel": _name(channel), **fact.article._asdict(), "state": fact.state, "since": fact.since}
    new = insert_into(connection, ReviewNotice).values(**row, sent_at=sent_at).on_conflict_do_nothing()
    return connection.scalar(new.returning(ReviewNotice.key)) is not None


def _name(channel: str) -> str:
    return channel[:_CHANNEL_CHARACTERS]  # PostgreSQL refuses what is longer
