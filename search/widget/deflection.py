"""What became of messages while articles were suggested: whether they were written all the same, or not any more.

A visit is one form on one page that somebody opened; its number is made anew each time by the widget and kept nowhere
else, so that nothing leads to the person. Two kinds of success are told apart: somebody said that an article solved it
(explicit), or saw articles and never sent the form (implicit, which is also what losing patience looks like).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, ColumnElement, Connection, DateTime, String, and_, case, delete, func, not_, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.setting_groups import RetentionSettings
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key
from kb.storage.database import Base, insert_into
from kb.storage.retention import RetentionRule


class WidgetEvent(StrEnum):
    """What the widget reports."""

    SHOWN = "shown"
    OPENED = "opened"
    SOLVED = "solved"
    SENT = "sent"


class DeflectionVisit(Base):
    """One form that somebody opened, and what happened there."""

    __tablename__ = "deflection_visits"

    visit: Mapped[str] = mapped_column(String(32), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    language: Mapped[LanguageColumn]
    shown: Mapped[bool] = mapped_column(Boolean, nullable=False)
    opened: Mapped[bool] = mapped_column(Boolean, nullable=False)
    solved: Mapped[bool] = mapped_column(Boolean, nullable=False)
    sent: Mapped[bool] = mapped_column(Boolean, nullable=False)


class DeflectionArticle(Base):
    """An article that was opened from the suggestions of one visit, and whether it was said to solve it."""

    __tablename__ = "deflection_articles"

    visit: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    solved: Mapped[bool] = mapped_column(Boolean, nullable=False)


@dataclass(frozen=True, slots=True)
class Deflection:
    """Visits counted. ``shown``: articles were suggested; of those ``solved`` said so and sent nothing (explicit),
    ``left`` said nothing and sent nothing (implicit), the rest wrote all the same. ``unhelped``: wrote, and nothing
    had been found to suggest.
    """

    shown: int = 0
    opened: int = 0
    solved: int = 0
    left: int = 0
    unhelped: int = 0

    @property
    def sent(self) -> int:
        """How many were shown articles and wrote all the same."""
        return self.shown - self.solved - self.left


@dataclass(frozen=True, slots=True)
class ArticleDeflection:
    """In how many visits an article was opened, after how many of those it was said to solve it, and after how many
    nothing was sent, whatever was said.
    """

    opened: int = 0
    solved: int = 0
    unsent: int = 0


def record(
    connection: Connection,
    now: datetime,
    visit: str,
    event: WidgetEvent,
    language: str,
    article: ArticleId | None = None,
) -> None:
    """Keep that ``event`` happened; the same event again changes nothing. ``now`` is UTC."""
    happened = {name.value: name is event for name in WidgetEvent}
    row = {"visit": visit, "begun_at": now.replace(tzinfo=None), "language": language, **happened}
    seen = insert_into(connection, DeflectionVisit).values(row)
    connection.execute(seen.on_conflict_do_update(index_elements=["visit"], set_={event.value: True}))
    if article is None or event not in (WidgetEvent.OPENED, WidgetEvent.SOLVED):
        return
    solved = event is WidgetEvent.SOLVED
    opened = insert_into(connection, DeflectionArticle).values(
        visit=visit, language=article.language, key=kept_key(article.key), solved=solved
    )
    keys = ["visit", "language", "key"]
    change = opened.on_conflict_do_update(index_elements=keys, set_={"solved": True})
    connection.execute(change if solved else opened.on_conflict_do_nothing(index_elements=keys))


def deflection(
    connection: Connection, since: datetime, until: datetime | None = None, language: str = ""
) -> Deflection:
    """The figures of visits that began from ``since`` on and before ``until``, both UTC, on pages in ``language``.

    Whoever is still writing counts as having left: pass an ``until`` of an hour ago to leave them out.
    """
    row = DeflectionVisit
    unsent = and_(row.shown, not_(row.sent))
    counted = (
        row.shown,
        and_(row.shown, row.opened),
        and_(unsent, row.solved),
        and_(unsent, not_(row.solved)),
        and_(row.sent, not_(row.shown)),
    )
    query = select(*(func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in counted))
    query = query.where(*_begun(since, until), *([row.language == language] if language else []))
    return Deflection(*map(int, connection.execute(query).one()))


def deflection_by_article(
    connection: Connection, since: datetime, until: datetime | None = None
) -> Mapping[ArticleId, ArticleDeflection]:
    """The figures of each article that was opened in visits that began from ``since`` on and before ``until``, UTC."""
    row, visit = DeflectionArticle, DeflectionVisit
    unsent = not_(visit.sent)
    sums = (func.sum(case((which, 1), else_=0)) for which in (and_(row.solved, unsent), unsent))
    query = (
        select(row.language, row.key, func.count(), *sums)
        .join(visit, visit.visit == row.visit)
        .where(*_begun(since, until))
        .group_by(row.language, row.key)
    )
    return {
        ArticleId(language, key): ArticleDeflection(int(opened), int(solved), int(unsent))
        for language, key, opened, solved, unsent in connection.execute(query)
    }


def _begun(since: datetime, until: datetime | None) -> list[ColumnElement[bool]]:
    at = DeflectionVisit.begun_at
    return [at >= since.replace(tzinfo=None)] + ([at < until.replace(tzinfo=None)] if until else [])


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long visits of contact forms are kept."""
    return (RetentionRule("visits of contact forms", settings.retention_days, forget_older_than),)


def forget_older_than(connection: Connection, day: date) -> int:
    """Delete the visits that began before ``day`` (UTC); how many there were."""
    before = DeflectionVisit.begun_at < datetime(day.year, day.month, day.day)  # noqa: DTZ001 - UTC without a zone
    old = select(DeflectionVisit.visit).where(before)
    connection.execute(delete(DeflectionArticle).where(DeflectionArticle.visit.in_(old)))
    return connection.execute(delete(DeflectionVisit).where(before)).rowcount
