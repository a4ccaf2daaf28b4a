"""Which versions an article's file had by what was done on the site; ``kb.editing.revisions`` has their bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, DateTime, Index, Integer, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base

MOST_KEPT = 200
"""The versions of one article that are listed; older ones are forgotten."""
MAX_NAME, MAX_REASON, MAX_PATH = 200, 500, 1024
BEFORE = "before"
"""What was there before anything was done on the site: nobody knows by whom."""


class KeptVersion(Base):
    """One row a version; ``at`` is UTC, ``fingerprint`` that of its bytes, ``act`` what was done."""

    __tablename__ = "article_versions"
    __table_args__ = (Index("ix_article_versions_article", "language", "key"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    language: Mapped[LanguageColumn]
    key: Mapped[KeyColumn]
    path: Mapped[str] = mapped_column(String(MAX_PATH), nullable=False)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    act: Mapped[str] = mapped_column(String(16), nullable=False)
    reason: Mapped[str] = mapped_column(String(MAX_REASON), nullable=False)
    fingerprint: Mapped[str] = mapped_column(String(32), nullable=False)


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A file became ``after`` out of ``before`` (fingerprints; empty where there was none): who did what, and why."""

    article: ArticleId
    path: str
    at: datetime
    name: str
    act: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """One of them as it is read; ``at`` is UTC without a zone."""

    id: int
    path: str
    at: datetime
    name: str
    act: str
    reason: str
    fingerprint: str


def note_versions(connection: Connection, notes: Iterable[VersionNote]) -> None:
    """Add versions; the first of an article with the one before it. The oldest beyond ``MOST_KEPT`` are forgotten."""
    for one in notes:
        last = _newest_of(connection, one.article)
        if one.before and last != one.before:
            _add(connection, one, BEFORE, one.before)
        if one.after != one.before:
            _add(connection, one, one.act, one.after)
        _forget_oldest(connection, one.article)


def versions_kept(connection: Connection, id_: ArticleId) -> list[ListedVersion]:
    """Those of an article, newest first."""
    query = select(KeptVersion.__table__).where(*_of(id_)).order_by(KeptVersion.id.desc())
    return [
        ListedVersion(row.id, row.path, row.at, row.name, row.act, row.reason, row.fingerprint)
        for row in connection.execute(query)
    ]


def last_of_each(connection: Connection) -> list[tuple[ArticleId, ListedVersion]]:
    """The newest version of each article that has any, by article."""
    newest = select(func.max(KeptVersion.id)).group_by(KeptVersion.language, KeptVersion.key)
    query = select(KeptVersion.__table__).where(KeptVersion.id.in_(newest))
    rows = connection.execute(query.order_by(KeptVersion.language, KeptVersion.key))
    return [
        (
            ArticleId(row.language, row.key),
            ListedVersion(row.id, row.path, row.at, row.name, row.act, row.reason, row.fingerprint),
        )
        for row in rows
    ]


def _newest_of(connection: Connection, id_: ArticleId) -> str:
    query = select(KeptVersion.fingerprint).where(*_of(id_)).order_by(KeptVersion.id.desc()).limit(1)
    return connection.scalar(query) or ""


def _add(connection: Connection, one: VersionNote, act: str, mark: str) -> None:
    is_ours = act != BEFORE
    values = {
        "language": kept_language(one.article.language),
        "key": kept_key(one.article.key),
        "path": one.path[:MAX_PATH],
        "at": one.at,
        "name": one.name.replace("\0", "")[:MAX_NAME] if is_ours else "",
        "act": act,
        "reason": one.reason.replace("\0", "")[:MAX_REASON] if is_ours else "",
        "fingerprint": mark,
    }
    connection.execute(insert(KeptVersion).values(values))


def _forget_oldest(connection: Connection, id_: ArticleId) -> None:
    oldest = select(KeptVersion.id).where(*_of(id_)).order_by(KeptVersion.id.desc()).offset(MOST_KEPT).limit(1)
    if (last := connection.scalar(oldest)) is not None:
        connection.execute(delete(KeptVersion).where(*_of(id_), KeptVersion.id <= last))


def _of(id_: ArticleId) -> tuple[ColumnElement[bool], ...]:
    return KeptVersion.language == kept_language(id_.language), KeptVersion.key == kept_key(id_.key)
