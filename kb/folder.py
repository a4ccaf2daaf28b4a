"""Walks an articles folder: which files there are, and which links lead out of it."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import Problem
from kb.layout import is_hidden, is_partial

Stamp = tuple[int, int, int]
"""Last change of the text and of anything else in nanoseconds (a copy may keep the one, not both), size in bytes."""


def walk(root: Path) -> tuple[dict[str, Stamp], list[Problem]]:
    """Every file below ``root`` by relative path, with its stamp.

    Symbolic links are followed only to files inside ``root``; the others are reported and left out.

    Raises:
        OSError: ``root`` itself cannot be read.

    """
    files: dict[str, Stamp] = {}
    problems: list[Problem] = []
    real_root = root.resolve(strict=True)
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                raise
            problems.append(Problem("error", "unreadable", folder, f"the folder cannot be read: {error.strerror}"))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if (entry.is_dir(follow_symlinks=False) and is_hidden(entry.name)) or entry.name.startswith("."):
                continue
            if not _is_text(entry.name):
                shown = os.fsencode(path).decode(errors="replace")
                problems.append(
                    Problem("error", "bad_name", shown, "the name is not UTF-8, so it has no address; rename it")
                )
            elif entry.is_symlink() and (problem := _bad_link(entry, path, real_root)):
                problems.append(problem)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif is_partial(entry.name):
                continue
            elif entry.is_file() and (stamp := _stamp(entry)) is not None:
                files[path] = stamp
    return files, problems


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
    return None
