"""Takes an import back: what it made goes, what it changed is as it was, and what somebody changed since stays.

Articles first; then what lies beside them, unless an article still shows it; then what the import is remembered by.
Doing it twice does no more than once, so after a crash it is done again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Engine, Row

from kb.catalog.catalog import Catalog
from kb.catalog.paths import CATEGORY_FILES, is_article_file, without_suffix
from kb.core.errors import FileChangedError, FileError
from kb.editing.revisions import kept
from kb.exchange.writing import ledger_undone
from kb.exchange.writing.ledger import FOLDER, ORIGIN
from kb.files.inside import is_inside
from kb.files.saving import create_file, fingerprint, fingerprint_of_file, remove_empty_above, remove_file, replace_file
from kb.library.library import Library

_FILE_NAME = re.compile(r"""[^\s()\[\]"'<>/\\?#]+\.[A-Za-z0-9]{2,5}""")


class LeftReason(StrEnum):
    """Why a file stays as it is."""

    CHANGED = "changed"
    MOVED = "moved"
    SHOWN = "shown"
    USED = "used"
    LOST = "lost"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file; where it was left, ``place`` and ``now`` are where it is and its fingerprint there."""

    path: str
    is_undone: bool = True
    left: str = ""
    place: str = ""
    now: str = ""


@dataclass
class Undoing:
    """Of one import, whose ``files`` are rows of ``import_files``. ``chosen`` are files that somebody changed since and
    that are undone all the same: by path, as what they were seen.
    """

    library: Library
    database: Engine
    files: Iterable[Row[Any]]
    chosen: Mapping[str, str]
    progress: Callable[[int], None] = lambda _: None
    outcomes: dict[str, FileOutcome] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)
    """The paths of files that are not as they were before the undo."""

    def run(self) -> None:
        """Undo all that can be."""
        rows = list(self.files)
        ledgers = [row for row in rows if row.path.startswith(f"{FOLDER}/")]
        articles = [row for row in rows if is_article_file(row.path) and not _is_category(row.path)]
        known = {row.path for row in (*ledgers, *articles)}
        beside = [row for row in rows if row.path not in known]
        by_origin = _by_origin(self.library.catalog)
        for row in articles:
            self._one(row, by_origin.get(row.origin, ""))
        catalog = self.library.refresh()
        shown, folders = _named_in(catalog), _folders_of(catalog)
        for row in beside:
            if _is_category(row.path):
                self._one(row, why_kept=LeftReason.USED if row.path.rpartition("/")[0] in folders else None)
            else:
                is_shown = row.path.rpartition("/")[2] in shown and row.before == ""
                self._one(row, why_kept=LeftReason.SHOWN if is_shown else None)
        for row in ledgers:
            self._ledger(row)

    def _one(self, row: Row[Any], moved_to: str = "", why_kept: LeftReason | None = None) -> None:
        self.progress(len(self.outcomes))
        root, path = self.library.root, row.path
        now = fingerprint_of_file(root / path)
        if not now and moved_to and moved_to != path:
            path, why_kept = moved_to, LeftReason.MOVED
            now = fingerprint_of_file(root / path)
        if now == row.before:
            self.outcomes[row.path] = FileOutcome(row.path)
            return
        left = FileOutcome(row.path, False, str(why_kept or LeftReason.CHANGED), path, now)
        is_chosen = self.chosen.get(row.path) == now and may_be_chosen(row.before, left.left)
        if not is_chosen and (why_kept or now != row.after):
            self.outcomes[row.path] = left
            return
        try:
            self.outcomes[row.path] = self._put_back(row, path, now, left)
        except FileChangedError as error:
            self.outcomes[row.path] = replace(left, left=str(LeftReason.CHANGED), now=error.found or "")
        except (FileError, OSError):
            self.outcomes[row.path] = replace(left, left=str(LeftReason.FAILED))

    def _put_back(self, row: Row[Any], path: str, now: str, left: FileOutcome) -> FileOutcome:
        root = self.library.root
        file = root / path
        if now and (file.is_symlink() or not is_inside(root, file)):
            return replace(left, left=str(LeftReason.FAILED))
        if row.before == "":
            remove_file(file, now)
            remove_empty_above(root, path)
        else:
            with self.database.connect() as connection:
                before = kept(connection, [row.before]).get(row.before)
            if before is None:
                return replace(left, left=str(LeftReason.LOST))
            if now:
                replace_file(file, before, now)
            else:
                create_file(file, before)
        self.touched.append(path)
        return FileOutcome(row.path)

    def _ledger(self, row: Row[Any]) -> None:
        """What is remembered of files that stay is still remembered: the next import knows them."""
        file = self.library.root / row.path
        left = {path for path, one in self.outcomes.items() if not one.is_undone}
        with self.database.connect() as connection:
            contents = kept(connection, [row.before, row.after])
        try:
            now = file.read_bytes()
            after = contents[row.after]
            new = ledger_undone.undone(contents.get(row.before), after, now, left)
            if new is None:
                remove_file(file, fingerprint(now))
                remove_empty_above(self.library.root, row.path)
            elif new != now:
                replace_file(file, new, fingerprint(now))
        except FileNotFoundError:
            self.outcomes[row.path] = FileOutcome(row.path)
            return
        except (KeyError, ValueError, FileError, OSError):
            self.outcomes[row.path] = FileOutcome(row.path, False, str(LeftReason.FAILED), row.path)
            return
        self.touched.append(row.path)
        self.outcomes[row.path] = FileOutcome(row.path)


def may_be_chosen(before: str, left: str) -> bool:
    """Whether a file that was left may be undone all the same: what moved has no earlier version at its new place."""
    return left != LeftReason.MOVED or before == ""


def _is_category(path: str) -> bool:
    return without_suffix(path.rpartition("/")[2]) in CATEGORY_FILES


def _by_origin(catalog: Catalog) -> dict[str, str]:
    """The articles that were imported, by language and where from: also those that moved since."""
    found = {}
    for article in catalog.articles.values():
        if isinstance(origin := article.extra.get(ORIGIN), str):
            found[f"{article.language}:{origin}"] = article.path
    return found


def _named_in(catalog: Catalog) -> set[str]:
    """The names of files that texts mention, rather too many than too few."""
    found: set[str] = set()
    for article in catalog.articles.values():
        names = _FILE_NAME.findall(article.body)
        found |= {*names, *map(unquote, names)}
    return found


def _folders_of(catalog: Catalog) -> set[str]:
    """The folders that have an article, somewhere below them."""
    found: set[str] = set()
    for article in catalog.articles.values():
        folder = Path(article.path).parent
        found |= {one.as_posix() for one in (folder, *folder.parents)}
    return found
