"""Reads what readers searched for: all SQL over the tables of ``search.log.searches`` that changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from kb.catalog.article import ArticleId
from kb.storage.columns import kept_language
from search.log.searches import Click, Cover, Day, Search, SearchClicks, SearchCovers, SearchDays, Searches


def read(connection: Connection, first: date, last: date) -> Iterator[Search]:
    """The searches from the day ``first`` to the day ``last``, in the order they were made."""
    clicks: dict[str, list[Click]] = defaultdict(list)
    inside = Searches.at.between(*_span(first, last))
    opened = select(SearchClicks.__table__).join(Searches, Searches.id == SearchClicks.search).where(inside)
    for id_, language, key, position, at in connection.execute(opened.order_by(SearchClicks.at)):
        clicks[id_].append(Click(ArticleId(language, key), position, at))
    table = Searches.__table__
    query = select(table).where(inside).order_by(Searches.at, Searches.id).execution_options(yield_per=5_000)
    for row in connection.execute(query):
        told: dict[str, Any] = dict(row._mapping)
        told["first"] = tuple(ArticleId(*pair) for pair in told["first"])
        yield Search(**told, clicks=clicks.get(row.id, []))


def stamp(connection: Connection, first: date, last: date) -> tuple[int, int, int]:
    """Changes whenever the answer of ``read`` or ``days`` does."""
    inside = Searches.at.between(*_span(first, last))
    searches = connection.scalar(select(func.count()).select_from(Searches).where(inside)) or 0
    clicks = connection.scalar(select(func.count()).select_from(SearchClicks)) or 0
    total = func.sum(SearchDays.searches + SearchDays.unrecorded)
    return searches, clicks, int(connection.scalar(select(total)) or 0)


def days(connection: Connection, first: date, last: date) -> list[Day]:
    """The sums that are kept of the days from ``first`` to ``last``."""
    query = select(SearchDays.__table__).where(SearchDays.day.between(first, last)).order_by(SearchDays.day)
    return [Day(*row) for row in connection.execute(query)]


def covers(connection: Connection) -> list[Cover]:
    """What articles are said to answer, the newest first."""
    query = select(SearchCovers.__table__).order_by(SearchCovers.at.desc(), SearchCovers.folded)
    return [
        Cover(language, folded, ArticleId(in_language, key), at, name)
        for language, folded, in_language, key, at, name in connection.execute(query)
    ]


def failed_searches_since(connection: Connection, since: date) -> dict[ArticleId, int]:
    """How many searches without a good answer ended at each article: it was opened after one, or shown first by one."""
    failed = _failed_since(since)
    ended: dict[str, set[ArticleId]] = defaultdict(set)
    for id_, shown in connection.execute(select(Searches.id, Searches.first).where(failed)):
        ended[id_].update(ArticleId(*pair) for pair in shown[:1])
    opened = select(SearchClicks.search, SearchClicks.language, SearchClicks.key)
    for id_, language, key in connection.execute(
        opened.join(Searches, Searches.id == SearchClicks.search).where(failed)
    ):
        ended[id_].add(ArticleId(language, key))
    counts: dict[ArticleId, int] = defaultdict(int)
    for articles in ended.values():
        for article in articles:
            counts[article] += 1
    return dict(counts)


@dataclass(frozen=True, slots=True)
class FailedQuestion:
    """A question without a good answer, as it was last written, and how often it was asked."""

    query: str
    count: int


def failed_questions_since(connection: Connection, since: date, language: str, most: int = 500) -> list[FailedQuestion]:
    """What was asked in ``language`` since a day, found nothing that fits, and that nobody has closed; the most asked
    first.
    """
    of_language = Searches.language == kept_language(language)
    covered = select(SearchCovers.folded).where(SearchCovers.language == kept_language(language))
    count = func.count()
    query = (
        select(func.max(Searches.query), count)
        .where(_failed_since(since), of_language, Searches.folded.not_in(covered))
        .group_by(Searches.folded)
        .order_by(count.desc(), Searches.folded)
        .limit(most)
    )
    return [FailedQuestion(*row) for row in connection.execute(query)]


def _failed_since(since: date) -> ColumnElement[bool]:
    """Whether a search since a day found nothing, or nothing that fits."""
    nothing_fits = or_(Searches.total == 0, Searches.fits.is_(False))
    return and_(Searches.at >= datetime.combine(since, time()), nothing_fits)


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()) - timedelta.resolution
