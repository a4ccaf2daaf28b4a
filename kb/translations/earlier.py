"""Finds the original that a translation was made of, among the versions that are kept: on the site and in git."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from kb.catalog.article import Article, ArticleId
from kb.catalog.originals import seen_on
from kb.editing.file_version import read_as
from kb.editing.revisions import kept
from kb.git.folder import GitError, GitFolder
from kb.history.kept_versions import versions_kept
from kb.history.versions import ArticleVersion, content_of, history_of

MOST_COMMITS = 60
"""So many commits are read for one page; each is a run of git."""


def earlier_original(
    connection: Connection, git: GitFolder | None, original: Article, content: bytes, translation: Article
) -> Article | None:
    """What ``original``, whose file is ``content`` now, was when ``translation`` was made of it; None where it is not
    kept, or nobody knows when that was.
    """
    if translation.original_version:
        return _of_version(connection, git, original, content, translation.original_version)
    seen = seen_on(translation)
    return _of_day(connection, git, original, content, seen) if seen else None


def _of_version(
    connection: Connection, git: GitFolder | None, original: Article, content: bytes, wanted: str
) -> Article | None:
    if original.text_version == wanted:
        return original
    rows = versions_kept(connection, original.id)
    contents = kept(connection, {row.fingerprint for row in rows})
    for row in rows:
        found = _read(original.id, row.path, contents.get(row.fingerprint))
        if found and found.text_version == wanted:
            return found
    for change in _changes(connection, git, original, content):
        found = _read(original.id, change.path, _bytes_of(connection, git, change, content))
        if found and found.text_version == wanted:
            return found
    return None


def _of_day(
    connection: Connection, git: GitFolder | None, original: Article, content: bytes, day: date
) -> Article | None:
    """The original as it was at the end of ``day``."""
    versions = history_of(connection, git, original.id, original.path, content).versions
    for version in versions[:MOST_COMMITS]:
        if version.at is not None and version.act != "before" and version.at.date() > day:
            continue
        if version.at is None and original.changed_on and original.changed_on > day:
            continue
        return _read(original.id, version.path, _bytes_of(connection, git, version, content))
    return None


def _changes(connection: Connection, git: GitFolder | None, original: Article, content: bytes) -> list[ArticleVersion]:
    if git is None:
        return []
    versions = history_of(connection, git, original.id, original.path, content).versions
    return [one for one in versions if not isinstance(one.source, str)][:MOST_COMMITS]


def _bytes_of(connection: Connection, git: GitFolder | None, version: ArticleVersion, content: bytes) -> bytes | None:
    try:
        return content_of(connection, git, version, content)
    except GitError:
        return None


def _read(id_: ArticleId, path: str, content: bytes | None) -> Article | None:
    found: Article | None = read_as(id_, path, content).article if content is not None else None
    return found
