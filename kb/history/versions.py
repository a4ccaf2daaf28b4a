"""The history of one article: commits where git has it, and what was done on the site since, or without git at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from kb.catalog.article import ArticleId
from kb.editing.revisions import kept
from kb.files.saving import fingerprint
from kb.git.folder import GitError, GitFolder
from kb.git.log import Change
from kb.history.kept_versions import MOST_KEPT, ListedVersion, versions_kept

MOST_LOOKED_AT = 50
"""Each is a question to git."""
NOW = "now"
"""The name of the file as it is, where no version holds that."""
_OWN_TITLE = re.compile(r"[A-Z][\w ,-]{2,40}: \S.*")


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One version; ``name`` names it in addresses, ``at`` is UTC (None: not known), ``act`` is what was done.

    ``author`` and ``reason`` are empty where nobody knows them.
    """

    name: str
    path: str
    at: datetime | None
    author: str = ""
    act: str = ""
    reason: str = ""
    source: Change | str = ""
    is_current: bool = False


@dataclass(frozen=True)
class ArticleHistory:
    """All versions of an article, newest first; ``trouble`` is why git could not tell of commits."""

    versions: list[ArticleVersion]
    trouble: str = ""

    def find(self, name: str) -> ArticleVersion | None:
        """The version of that name."""
        return next((one for one in self.versions if one.name == name), None)

    def told_to(self, may_read: Callable[[ArticleVersion], bool]) -> ArticleHistory:
        """The same for somebody who may not read everything: why a version was made is told with its text alone. Of
        versions further back than ``MOST_LOOKED_AT`` it is not told.
        """
        near = {one.name for one in self.versions[:MOST_LOOKED_AT] if one.reason and may_read(one)}
        told = (one if one.name in near else replace(one, reason="") for one in self.versions)
        return ArticleHistory(list(told), self.trouble)

    def before(self, version: ArticleVersion) -> ArticleVersion | None:
        """The version that it was made out of."""
        at = self.versions.index(version)
        return self.versions[at + 1] if at + 1 < len(self.versions) else None


def history_of(
    connection: Connection, git: GitFolder | None, id_: ArticleId, path: str, content: bytes | None
) -> ArticleHistory:
    """The history of the article whose file is ``path`` with ``content`` now (None: there is no file)."""
    changes, newest, trouble = _changes(git, path)
    committed = fingerprint(newest) if newest is not None else ""
    rows = versions_kept(connection, id_)
    if changes:
        rows = _since(rows, committed, changes[0].at)
    found = [*map(_of_row, rows), *map(_of_change, changes)]
    now = fingerprint(content) if content is not None else ""
    if now and now != (rows[0].fingerprint if rows else committed):
        found.insert(0, ArticleVersion(NOW, path, None, source=now))
    if found and now:
        found[0] = replace(found[0], is_current=True)
    return ArticleHistory(found, trouble)


def content_of(
    connection: Connection, git: GitFolder | None, version: ArticleVersion, content: bytes | None
) -> bytes | None:
    """The bytes of a version, ``content`` being the file now; None where they are kept nowhere or it was a deletion.

    Raises:
        GitError: git failed.

    """
    if version.name == NOW:
        return content
    if isinstance(version.source, Change):
        return git.content_in(version.source) if git else None
    return kept(connection, [version.source]).get(version.source)


def _changes(git: GitFolder | None, path: str) -> tuple[list[Change], bytes | None, str]:
    """The commits, what the newest left, and why git could not tell one or the other."""
    found: list[Change] = []
    try:
        if git and (found := git.changes_of(path, MOST_KEPT)):
            return found, git.content_in(found[0]), ""
    except GitError as error:
        return found, None, str(error)
    return found, None, ""


def _since(rows: list[ListedVersion], committed: str, at: datetime) -> list[ListedVersion]:
    """What was done on the site after the newest commit, which holds what one of them left."""
    for number, row in enumerate(rows):
        if row.fingerprint == committed:
            return rows[:number]
    return [row for row in rows if row.at.replace(tzinfo=UTC) > at]


def _of_row(row: ListedVersion) -> ArticleVersion:
    at = row.at.replace(tzinfo=UTC)
    return ArticleVersion(f"k{row.id}", row.path, at, row.name, row.act, row.reason, row.fingerprint)


def _of_change(change: Change) -> ArticleVersion:
    """Our own commits say what was done in their title, and why below it."""
    title, _, rest = change.message.partition("\n")
    is_ours = _OWN_TITLE.fullmatch(title) is not None
    reason = " ".join((rest if is_ours else title).split())
    act = "delete" if change.status == "D" else "move" if change.status.startswith("R") else ""
    return ArticleVersion(f"c{change.commit}", change.path, change.at, change.author, act, reason, change)
