"""Notices that editors put up, in the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

from sqlalchemy import JSON, Connection, DateTime, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.brand.brand import EVERY_LANGUAGE, NO_TEXT, LocalisedText
from kb.brand.notices import NoticeKind, SiteNotice
from kb.core.setting_groups import RetentionSettings
from kb.storage.database import Base, naive_utc
from kb.storage.retention import RetentionRule

MAX_URL, SHOWN = 500, 50


class NoticeRow(Base):
    """``begins`` and ``ends`` are by the clock of the organisation, the other times UTC."""

    __tablename__ = "site_notices"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), nullable=False)
    texts: Mapped[dict[str, str]] = mapped_column(JSON, nullable=False)
    url: Mapped[str] = mapped_column(String(MAX_URL), nullable=False)
    begins: Mapped[datetime | None] = mapped_column(DateTime)
    ends: Mapped[datetime | None] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(200), nullable=False)
    made_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    taken_down_at: Mapped[datetime | None] = mapped_column(DateTime)


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice with who put it up, and when somebody ended it (UTC)."""

    id: str
    notice: SiteNotice
    made_by: str
    made_at: datetime
    taken_down_at: datetime | None


def put_up(connection: Connection, notice: SiteNotice, who: str, now: datetime) -> None:
    """Keep a new one."""
    values = {"kind": str(notice.kind), "texts": dict(notice.text.texts), "url": notice.url.own("")}
    times = {"begins": notice.begins, "ends": notice.ends, "made_at": naive_utc(now)}
    connection.execute(insert(NoticeRow).values(id=secrets.token_hex(8), made_by=who[:200], **values, **times))


def take_down(connection: Connection, id_: str, now: datetime) -> None:
    """Show it no more."""
    mine = (NoticeRow.id == id_, NoticeRow.taken_down_at.is_(None))
    connection.execute(update(NoticeRow).where(*mine).values(taken_down_at=naive_utc(now)))


def kept_notices(connection: Connection) -> list[KeptNotice]:
    """The newest, newest first."""
    rows = connection.execute(select(NoticeRow).order_by(NoticeRow.made_at.desc(), NoticeRow.id).limit(SHOWN))
    return [
        KeptNotice(
            row.id,
            SiteNotice(
                LocalisedText(MappingProxyType(dict(row.texts))),
                NoticeKind(row.kind),
                row.begins,
                row.ends,
                LocalisedText(MappingProxyType({EVERY_LANGUAGE: row.url})) if row.url else NO_TEXT,
            ),
            row.made_by,
            row.made_at,
            row.taken_down_at,
        )
        for row in rows
    ]


def forget_older_than(connection: Connection, day: date) -> int:
    """Delete those that ended, or were taken down, before ``day``; how many there were."""
    end = datetime.combine(day, time.min)
    old = (NoticeRow.ends < end) | (NoticeRow.taken_down_at < end)
    return connection.execute(delete(NoticeRow).where(old)).rowcount


def retention(settings: RetentionSettings) -> tuple[RetentionRule, ...]:
    """How long notices are kept that are over, with who put them up."""
    return (RetentionRule("notices that are over", settings.retention_days, forget_older_than),)
