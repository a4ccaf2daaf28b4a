"""What is planned, in the database: that several processes see to it, and one of them says so in the audit log.

What readers see never depends on these rows: each process reads the times of the files by its own clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, DateTime, Row, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.audit_log import AuditEvent, record
from kb.catalog.article import Article, ArticleId, Status
from kb.catalog.catalog import Catalog
from kb.catalog.schedule import Presence
from kb.publishing.proposals import BY_CLOCK
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, insert_into, naive_utc


class PlannedAct(StrEnum):
    """What the clock does to an article."""

    PUBLISH = "publish"
    TAKE_AWAY = "take_away"


_EVENTS = {PlannedAct.PUBLISH: AuditEvent.PUBLISHED_BY_PLAN, PlannedAct.TAKE_AWAY: AuditEvent.TAKEN_AWAY_BY_PLAN}


class PlannedChange(Base):
    """One row an act that was planned; ``due_at`` and ``done_at`` are UTC."""

    __tablename__ = "planned_changes"

    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(DateTime, primary_key=True)
    done_at: Mapped[datetime | None] = mapped_column(DateTime, index=True)


class PlannedOne(NamedTuple):
    """One act on one article; ``due_at`` is UTC without a zone, as the tables keep it."""

    article: ArticleId
    act: PlannedAct
    due_at: datetime


def planned_in(catalog: Catalog) -> list[PlannedOne]:
    """Every act that the files of done articles name and that has not come, by its time."""
    zone = catalog.brand.zone
    found = [one for article in catalog.articles.values() for one in _planned_of(article, zone)]
    return sorted(found, key=lambda one: (one.due_at, one.article))


def keep_plan(connection: Connection, planned: Iterable[PlannedOne], now: datetime) -> None:
    """Let the rows that are still to come be those of ``planned``."""
    wanted, at = {_kept(one) for one in planned}, naive_utc(now)
    query = select(PlannedChange.__table__).where(PlannedChange.done_at.is_(None))
    there = {_of_row(row) for row in connection.execute(query)}
    for one in there - wanted:
        if one.due_at > at:  # others are carried out, or found to be void
            connection.execute(delete(PlannedChange).where(*_is(one)))
    rows = [{**one.article._asdict(), "act": one.act, "due_at": one.due_at} for one in wanted - there]
    if rows:
        connection.execute(insert_into(connection, PlannedChange).on_conflict_do_nothing(), rows)


def due(connection: Connection, now: datetime) -> list[PlannedOne]:
    """The acts whose time has come and that nobody noted yet, the oldest first."""
    waiting = (PlannedChange.done_at.is_(None), PlannedChange.due_at <= naive_utc(now))
    query = select(PlannedChange.__table__).where(*waiting).order_by(PlannedChange.due_at)
    return [_of_row(row) for row in connection.execute(query)]


def note_done(connection: Connection, one: PlannedOne, article: Article | None, now: datetime) -> bool:
    """Note in the audit log what the clock did to ``article``, unless another process has; whether this one did.

    What somebody planned otherwise while no process ran is void.
    """
    first = update(PlannedChange).where(*_is(one), PlannedChange.done_at.is_(None)).values(done_at=naive_utc(now))
    if connection.execute(first).rowcount == 0:
        return False
    if article is None or not _came_true(one, article):
        connection.execute(delete(PlannedChange).where(*_is(one)))
        return False
    details = {"language": one.article.language, "planned": f"{one.due_at.isoformat(timespec='minutes')}Z"}
    record(connection, naive_utc(now), _EVENTS[one.act], BY_CLOCK, one.article.key, **details)
    return True


def forget_done_before(connection: Connection, day: date) -> int:
    """Delete what was done before ``day``; how many rows."""
    old = PlannedChange.done_at < datetime.combine(day, time.min)
    return connection.execute(delete(PlannedChange).where(old)).rowcount


def _planned_of(article: Article, zone: ZoneInfo) -> list[PlannedOne]:
    if article.status is not Status.PUBLISHED or article.presence is Presence.OVER:
        return []
    found = []
    if article.goes_public and article.presence is Presence.LATER:
        found.append(PlannedOne(article.id, PlannedAct.PUBLISH, naive_utc(article.goes_public.moment(zone))))
    if article.taken_away:
        found.append(PlannedOne(article.id, PlannedAct.TAKE_AWAY, naive_utc(article.taken_away.moment(zone))))
    return found


def _came_true(one: PlannedOne, article: Article) -> bool:
    if article.status is not Status.PUBLISHED:
        return False
    return article.presence is (Presence.OVER if one.act is PlannedAct.TAKE_AWAY else Presence.NOW)


def _kept(one: PlannedOne) -> PlannedOne:
    return one._replace(article=ArticleId(kept_language(one.article.language), kept_key(one.article.key)))


def _of_row(row: Row[Any]) -> PlannedOne:
    return PlannedOne(ArticleId(row.language, row.key), PlannedAct(row.act), row.due_at)


def _is(one: PlannedOne) -> tuple[ColumnElement[bool], ...]:
    kept = _kept(one)
    article = (PlannedChange.language == kept.article.language, PlannedChange.key == kept.article.key)
    return (*article, PlannedChange.act == str(kept.act), PlannedChange.due_at == kept.due_at)
