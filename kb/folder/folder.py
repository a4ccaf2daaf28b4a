"""Walks an articles folder: which files there are, what is left out, and which links lead out of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from kb.catalog.paths import is_article_file, is_hidden, is_partial, may_be_collection
from kb.core.errors import Problem
from kb.files.inside import ASSETS_FOLDER, is_mounted
from kb.folder.left_out import (
    NOTHING_IGNORED,
    PARTS_FOLDERS,
    TOOL_FOLDERS,
    UNPUBLISHED_FOLDERS,
    VENDORED,
    Ignored,
    is_sync_copy,
    vendored,
)

Stamp = tuple[int, int, int]
"""Last change of the text and of anything else in nanoseconds (a copy may keep the one, not both), size in bytes."""
_LOOKED_AT = 2_000  # entries, at most, to count what is left out
_RENAME = "folders that begin with _ are not read; rename the folder to show them"
_TAKE_BACK = "it holds packages of others; write ignore: ['!vendor'] into site.yml if they are articles"


class Walked(NamedTuple):
    """The files of a folder by relative path, with their stamps, what is wrong with others, and whether links are among
    them: whose stamp changes where another file is saved.
    """

    files: dict[str, Stamp]
    problems: list[Problem]
    has_links: bool


def walk(root: Path, ignored: Ignored = NOTHING_IGNORED) -> Walked:
    """Every file below ``root`` by relative path, with its stamp.

    Symbolic links are followed only to files inside ``root``; the others are reported and left out.

    Raises:
        OSError: ``root`` itself cannot be read.

    """
    walker = _Walker(root, ignored)
    walker.walk()
    return Walked(walker.files, walker.problems, walker.has_links)


class _Walker:
    def __init__(self, root: Path, ignored: Ignored) -> None:
        self._root, self._real_root, self._ignored = root, root.resolve(strict=True), ignored
        self._folders = [""]
        self.files: dict[str, Stamp] = {}
        self.problems: list[Problem] = []
        self.has_links = False

    def walk(self) -> None:
        while self._folders:
            folder = self._folders.pop()
            try:
                entries = sorted(os.scandir(self._root / folder), key=lambda entry: entry.name)
            except OSError as error:
                if not folder:
                    raise
                message = f"the folder cannot be read: {error.strerror}"
                self.problems.append(Problem("error", "unreadable", folder, message))
                continue
            for entry in entries:
                self._look_at(entry, f"{folder}/{entry.name}" if folder else entry.name)

    def _look_at(self, entry: os.DirEntry[str], path: str) -> None:
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name.startswith(".") and not (is_folder and entry.name == ASSETS_FOLDER):
            return
        if not _is_text(entry.name):
            shown = os.fsencode(path).decode(errors="replace")
            message = "the name is not UTF-8, so it has no address; rename it"
            self.problems.append(Problem("error", "bad_name", shown, message))
            return
        verdict = self._ignored.says(path) if self._ignored.patterns else None
        if verdict:
            return
        if is_folder:
            if verdict is False or self._enters(entry, path):
                self._folders.append(path)
        elif entry.is_symlink() and (problem := _bad_link(entry, path, self._real_root)):
            self.problems.append(problem)
        elif verdict is None and is_sync_copy(entry.name):
            message = "this is a copy that a sync program made of two versions; compare them, keep one and delete it"
            self.problems.append(Problem("warning", "sync_copy", path, f"{message}; it is left out"))
        elif not self._is_no_file(path) and entry.is_file() and (stamp := _stamp(entry)) is not None:
            self.files[path] = stamp
            self.has_links = self.has_links or entry.is_symlink()

    def _is_no_file(self, path: str) -> bool:
        """Pieces of articles are no files, nor is Markdown among GitBook's pictures."""
        *folders, name = path.split("/")
        return is_partial(name) or (ASSETS_FOLDER in folders and is_article_file(name))

    def _enters(self, entry: os.DirEntry[str], path: str) -> bool:
        name = entry.name
        if name in TOOL_FOLDERS or (name == VENDORED and self._is_vendored(path)):
            return False
        if name == ASSETS_FOLDER or not is_hidden(name):
            return name != "env" or not (self._root / path / "pyvenv.cfg").exists()
        if name in PARTS_FOLDERS:
            return False
        if name not in UNPUBLISHED_FOLDERS and may_be_collection(path):
            return True
        self._say_left_out(path, _RENAME)
        return False

    def _is_vendored(self, path: str) -> bool:
        try:
            with os.scandir(self._root / path) as entries:
                found = vendored(entry.name for entry in entries)
        except OSError:
            return False
        if found:
            self._say_left_out(path, _TAKE_BACK)
        return found

    def _say_left_out(self, path: str, why: str) -> None:
        if count := count_articles(self._root / path):
            self.problems.append(left_out(path, count, why))


def left_out(path: str, count: int, why: str) -> Problem:
    """The notice that a folder with ``count`` article files is not read."""
    files = "1 Markdown file" if count == 1 else f"{count} Markdown files"
    return Problem("warning", "left_out", path, f"{files} in {path} {'is' if count == 1 else 'are'} left out: {why}")


def count_articles(folder: Path) -> int:
    """The article files below ``folder``, of so many entries as can be looked at in no time."""
    found = looked = 0
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in TOOL_FOLDERS]
        found += sum(map(is_article_file, names))
        looked += len(names) + len(folders)
        if looked > _LOOKED_AT:
            break
    return found


def _is_text(name: str) -> bool:
    """File names that are not text (broken bytes) cannot be part of an address."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        status = entry.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size


def _bad_link(entry: os.DirEntry[str], path: str, real_root: Path) -> Problem | None:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        return Problem("warning", "bad_link", path, "the symbolic link leads nowhere; it is left out")
    if target.is_dir():
        return Problem("warning", "bad_link", path, "symbolic links to folders are not followed; it is left out")
    if not target.is_relative_to(real_root):
        return Problem("error", "link_outside", path, "the symbolic link leads out of the articles folder; left out")
    parts = [part for part in target.relative_to(real_root).parts if not is_mounted(part)]
    if any(map(is_hidden, parts)) and not is_gitbook(target, real_root):
        message = (
            "the symbolic link leads to a hidden file or folder; copy the file to where the link is. It is left out"
        )
        return Problem("error", "link_hidden", path, message)
    return None


def is_gitbook(target: Path, real_root: Path) -> bool:
    """Whether a real file lies among GitBook's pictures, and nothing else of its path is hidden."""
    parts = target.relative_to(real_root).parts
    return ASSETS_FOLDER in parts and not any(is_hidden(part) for part in parts if part != ASSETS_FOLDER)
