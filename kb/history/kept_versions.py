"""Which versions an article's file had by what was done on the site; ``kb.editing.revisions`` has their bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, DateTime, Index, Integer, Row, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, few_at_a_time

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


def note_versions(connection: Connection, notes: Sequence[VersionNote]) -> None:
    """Add versions; the first of an article with the one before it. The oldest beyond ``MOST_KEPT`` are forgotten.

    However many there are, the database is asked as often as for one.
    """
    for part in few_at_a_time(notes):
        about = _about_any(one.article for one in part)
        newest = _newest_of(connection, about)
        rows = []
        for one in part:
            kept = ArticleId(kept_language(one.article.language), kept_key(one.article.key))
            if one.before and newest.get(kept) != one.before:
                rows.append(_row(one, kept, BEFORE, one.before))
            if one.after != one.before:
                rows.append(_row(one, kept, one.act, one.after))
            newest[kept] = one.after
        if rows:
            connection.execute(insert(KeptVersion), rows)
            _forget_oldest(connection, about)


def versions_kept(connection: Connection, id_: ArticleId) -> list[ListedVersion]:
    """Those of an article, newest first."""
    query = select(KeptVersion.__table__).where(*_of(id_)).order_by(KeptVersion.id.desc())
    return [_listed(row) for row in connection.execute(query)]


def last_of_each(connection: Connection) -> list[tuple[ArticleId, ListedVersion]]:
    """The newest version of each article that has any, by article."""
    newest = select(func.max(KeptVersion.id)).group_by(KeptVersion.language, KeptVersion.key)
    query = select(KeptVersion.__table__).where(KeptVersion.id.in_(newest))
    rows = connection.execute(query.order_by(KeptVersion.language, KeptVersion.key))
    return [(ArticleId(row.language, row.key), _listed(row)) for row in rows]


def _listed(row: Row[Any]) -> ListedVersion:
    return ListedVersion(row.id, row.path, row.at, row.name, row.act, row.reason, row.fingerprint)


def _newest_of(connection: Connection, about: Sequence[ColumnElement[bool]]) -> dict[ArticleId, str]:
    ids = select(func.max(KeptVersion.id)).where(*about).group_by(KeptVersion.language, KeptVersion.key)
    columns = (KeptVersion.language, KeptVersion.key, KeptVersion.fingerprint)
    rows = connection.execute(select(*columns).where(KeptVersion.id.in_(ids)))
    return {ArticleId(row.language, row.key): row.fingerprint for row in rows}


def _row(one: VersionNote, kept: ArticleId, act: str, mark: str) -> dict[str, object]:
    is_ours = act != BEFORE
    return {
        "language": kept.language,
        "key": kept.key,
        "path": one.path[:MAX_PATH],
        "at": one.at,
        "name": one.name.replace("\0", "")[:MAX_NAME] if is_ours else "",
        "act": act,
        "reason": one.reason.replace("\0", "")[:MAX_REASON] if is_ours else "",
        "fingerprint": mark,
    }


def _forget_oldest(connection: Connection, about: Sequence[ColumnElement[bool]]) -> None:
    of_one = func.row_number().over(
        partition_by=(KeptVersion.language, KeptVersion.key), order_by=KeptVersion.id.desc()
    )
    numbered = select(KeptVersion.id.label("id"), of_one.label("number")).where(*about).subquery()
    old = select(numbered.c.id).where(numbered.c.number > MOST_KEPT)
    connection.execute(delete(KeptVersion).where(KeptVersion.id.in_(old)))


def _about_any(articles: Iterable[ArticleId]) -> tuple[ColumnElement[bool], ...]:
    """Versions of any of these, and perhaps of their translations."""
    pairs = set(articles)
    languages, keys = {kept_language(one.language) for one in pairs}, {kept_key(one.key) for one in pairs}
    return KeptVersion.language.in_(sorted(languages)), KeptVersion.key.in_(sorted(keys))


def _of(id_: ArticleId) -> tuple[ColumnElement[bool], ...]:
    return KeptVersion.language == kept_language(id_.language), KeptVersion.key == kept_key(id_.key)
