"""The tables of what readers searched for, how they are written and forgotten. Times are UTC without a zone.

``search.log.history`` reads them.

Nothing here tells who searched: ``session`` is a hash whose salt is thrown away every day (``search.log.recorder``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Float, Integer, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.setting_groups import RetentionSettings
from kb.storage.columns import KeyColumn, LanguageColumn
from kb.storage.database import Base, few_at_a_time, insert_into
from kb.storage.retention import RetentionRule

MAX_QUERY = 200
FIRST_KEPT = 3
MOST_POSITIONS = 100


class Searches(Base):
    """One search of one reader; ``first`` are the first articles shown as [language, key]."""

    __tablename__ = "searches"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, index=True)
    session: Mapped[str] = mapped_column(String(32))
    query: Mapped[str] = mapped_column(String(MAX_QUERY))
    folded: Mapped[str] = mapped_column(String(MAX_QUERY))
    language: Mapped[LanguageColumn]
    category: Mapped[KeyColumn]
    total: Mapped[int] = mapped_column(Integer)
    fits: Mapped[bool] = mapped_column(Boolean)
    confidence: Mapped[float] = mapped_column(Float)
    mode: Mapped[str] = mapped_column(String(16))
    first: Mapped[list[list[str]]] = mapped_column(JSON)


class SearchClicks(Base):
    """An article that was opened from the results of a search, and its position there, from 1 on."""

    __tablename__ = "search_clicks"

    search: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime)


class SearchDays(Base):
    """What is left of days whose searches were deleted, and how many readers' searches were not recorded at all."""

    __tablename__ = "search_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    searches: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    clicked: Mapped[int] = mapped_column(Integer, default=0)
    unrecorded: Mapped[int] = mapped_column(Integer, default=0)


class SearchCovers(Base):
    """A question that somebody said an article answers; ``name`` is who said so."""

    __tablename__ = "search_covers"

    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    folded: Mapped[str] = mapped_column(String(MAX_QUERY), primary_key=True)
    article_language: Mapped[LanguageColumn]
    article_key: Mapped[KeyColumn]
    at: Mapped[datetime] = mapped_column(DateTime)
    name: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class Click:
    """An article opened from the results, at ``position`` from 1 on."""

    article: ArticleId
    position: int
    at: datetime


@dataclass(slots=True)
class Search:
    """One search: what was asked, how it was answered, what was opened.

    ``category`` is the one it was narrowed to; ``first`` are the first articles shown.
    """

    id: str
    at: datetime
    session: str
    query: str
    folded: str
    language: str
    category: str
    total: int
    fits: bool
    confidence: float
    mode: str
    first: tuple[ArticleId, ...] = ()
    clicks: list[Click] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether nothing was found, or nothing that fits."""
        return not (self.total and self.fits)


@dataclass(frozen=True, slots=True)
class Day:
    """Sums of one day and language."""

    day: date
    language: str
    searches: int = 0
    failed: int = 0
    clicked: int = 0
    unrecorded: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """The article that is said to answer a question."""

    language: str
    folded: str
    article: ArticleId
    at: datetime
    name: str


def write(
    connection: Connection,
    searches: Sequence[Search],
    clicks: Sequence[tuple[str, Click]],
    unrecorded: dict[tuple[date, str], int],
) -> set[str]:
    """Add searches with their clicks, ``clicks`` on searches written before, and the counts by day and language; which
    searches that somebody clicked on are not written.
    """
    if searches:
        connection.execute(insert(Searches), [_row(search) for search in searches])
    pairs = [(search.id, click) for search in searches for click in search.clicks]
    wanted = {id_ for id_, _ in clicks}
    known = _known(connection, wanted)
    rows = [_click_row(id_, click) for id_, click in [*pairs, *(pair for pair in clicks if pair[0] in known)]]
    if rows:
        connection.execute(insert_into(connection, SearchClicks).on_conflict_do_nothing(), rows)
    _add_days(connection, [Day(day, language, unrecorded=count) for (day, language), count in unrecorded.items()])
    return wanted - known


def _row(search: Search) -> dict[str, Any]:
    names = ("id", "at", "session", "query", "folded", "language", "category", "total", "fits", "confidence", "mode")
    return {**{name: getattr(search, name) for name in names}, "first": [list(id_) for id_ in search.first]}


def _click_row(id_: str, click: Click) -> dict[str, Any]:
    return {"search": id_, **click.article._asdict(), "position": click.position, "at": click.at}


def _known(connection: Connection, ids: set[str]) -> set[str]:
    """Those of ``ids`` that were recorded: anybody may post a click on anything."""
    return set(connection.scalars(select(Searches.id).where(Searches.id.in_(ids)))) if ids else set()


def _add_days(connection: Connection, days: Sequence[Day]) -> None:
    """Add to the sums; each must be of another day or language."""
    if not days:
        return
    statement = insert_into(connection, SearchDays)
    names = ("searches", "failed", "clicked", "unrecorded")
    added = {name: getattr(SearchDays, name) + statement.excluded[name] for name in names}
    rows = [{"day": day.day, "language": day.language, **{n: getattr(day, n) for n in names}} for day in days]
    connection.execute(statement.on_conflict_do_update(index_elements=["day", "language"], set_=added), rows)


def tidy(connection: Connection, before: date) -> int:
    """Delete the searches of days before ``before``, and keep sums by day and language; returns how many there were."""
    moment = datetime.combine(before, time())
    old = select(Searches.id).where(Searches.at < moment)
    clicked = set(
        connection.scalars(delete(SearchClicks).where(SearchClicks.search.in_(old)).returning(SearchClicks.search))
    )
    columns = (Searches.id, Searches.at, Searches.language, Searches.total, Searches.fits)
    rows = connection.execute(delete(Searches).where(Searches.at < moment).returning(*columns)).all()
    sums: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for id_, at, language, total, fits in rows:
        entry = sums[at.date(), language]
        entry[0] += 1
        entry[1] += not (total and fits)
        entry[2] += id_ in clicked
    _add_days(connection, [Day(day, language, *counts) for (day, language), counts in sorted(sums.items())])
    return len(rows)


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long searches are kept one by one."""
    return (RetentionRule("searches", settings.retention_days, tidy),)


def forget(connection: Connection, folded: str) -> int:
    """Delete every search whose folded query contains ``folded``, and what was said of it; returns how many."""
    found = list(connection.scalars(select(Searches.id).where(Searches.folded.contains(folded, autoescape=True))))
    for some in few_at_a_time(found):
        connection.execute(delete(SearchClicks).where(SearchClicks.search.in_(some)))
        connection.execute(delete(Searches).where(Searches.id.in_(some)))
    connection.execute(delete(SearchCovers).where(SearchCovers.folded.contains(folded, autoescape=True)))
    return len(found)


def cover(connection: Connection, made: Sequence[Cover]) -> None:
    """Remember which article answers a question; the last word holds."""
    statement = insert_into(connection, SearchCovers)
    names = ("article_language", "article_key", "at", "name")
    rows = [
        {
            "language": one.language,
            "folded": one.folded,
            "article_language": one.article.language,
            "article_key": one.article.key,
            "at": one.at,
            "name": one.name,
        }
        for one in made
    ]
    kept = {name: statement.excluded[name] for name in names}
    if rows:
        connection.execute(
            statement.on_conflict_do_update(index_elements=["language", "folded"], set_=kept),
            rows,
        )


def uncover(connection: Connection, article: ArticleId) -> None:
    """Take back that ``article`` answers anything."""
    here = (SearchCovers.article_language == article.language, SearchCovers.article_key == article.key)
    connection.execute(delete(SearchCovers).where(*here))
