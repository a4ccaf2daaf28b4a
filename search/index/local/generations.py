"""Generations of the index on disk: written whole, checksummed, swapped in atomically; the newest two are kept.

A generation is a numbered folder that is filled and synced, then gets its manifest, and only then is named in
``CURRENT``. Whatever instant a crash chooses, ``CURRENT`` names a whole generation or there is none; a folder
without a manifest is no generation yet.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kb.core.errors import DataFolderError
from kb.files.private import PRIVATE_FILE, PRIVATE_FOLDER, link_or_copy, make_private_folder

logger = logging.getLogger(__name__)

# Raise it whenever passages, terms or files are made differently: an index of another format is built anew.
FORMAT = 15
KEPT = 2
MANIFEST = "manifest.json"


class Generations:
    """The folder ``data/index`` with its numbered generations."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only process that builds.

        Raises:
            DataFolderError: another process is building, or the folder cannot be written.

        """
        try:
            make_private_folder(self._root)
            with FileLock(self._root / ".lock", timeout=0, mode=PRIVATE_FILE):
                yield
        except Timeout:
            raise DataFolderError(f"another process is building the index in {self._root}") from None
        except OSError as error:
            raise DataFolderError(f"the data folder cannot be written: {error}") from error

    def current(self) -> Path | None:
        """The generation that ``CURRENT`` names, checked by nothing; None where there is none."""
        try:
            name = (self._root / "CURRENT").read_text("utf-8").strip()
        except OSError:
            return None
        folder = self._root / name
        return folder if name.isdigit() and (folder / MANIFEST).is_file() else None

    def newest_sound(self) -> Path | None:
        """The newest generation whose every file has its checksum; damaged ones are reported."""
        current = self.current()
        whole = (folder for folder in self._numbered() if (folder / MANIFEST).is_file())
        others = sorted((folder for folder in whole if folder != current), reverse=True)
        for folder in ([current] if current else []) + others:
            if (format_ := read_manifest(folder).get("format", FORMAT)) != FORMAT:
                told = "the index generation %s is of another version (format %s, ours is %s) and cannot be opened"
                logger.warning(f"{told}; building anew", folder.name, format_, FORMAT)
            elif damage := damage_of(folder):
                logger.warning("the index generation %s is damaged (%s); it is not used", folder.name, damage)
            else:
                return folder
        return None

    def begin(self) -> Path:
        """A new, empty generation; until it is finished nobody opens it. The caller holds ``writing()``.

        Raises:
            DataFolderError: the folder cannot be written.

        """
        number = max((int(folder.name) for folder in self._numbered()), default=0) + 1
        folder = self._root / f"{number:08d}"
        try:
            make_private_folder(self._root)
            folder.mkdir(mode=PRIVATE_FOLDER)
        except OSError as error:
            raise DataFolderError(f"the index cannot be written to {self._root}: {error}") from error
        return folder

    def finish(self, folder: Path, write: Callable[[], dict[str, Any]], known: dict[str, str]) -> None:
        """Let ``write`` fill the rest of ``folder`` and return what its manifest should say, then make it current.

        ``known`` are checksums of files linked from the generation before. The caller holds ``writing()``. Nothing
        that fails half-way is ever current.

        Raises:
            DataFolderError: the folder cannot be written.

        """
        try:
            about = write()
            linked = _known_inodes(self.current())
            about |= {"format": FORMAT, "checksums": _checksums(folder, known, linked)}
            _sync_tree(folder)
            _replace(folder / MANIFEST, json.dumps(about, ensure_ascii=False))
            current = self.current()
            if current is None or current.name < folder.name:  # another process may have been faster
                _replace(self._root / "CURRENT", folder.name)
        except OSError as error:
            raise DataFolderError(f"the index cannot be written to {self._root}: {error}") from error
        self._tidy(folder)

    def take_over(self, other: Path) -> None:
        """Have the generation in the folder ``other``, which is sound and may be removed by whoever made it, as our
        newest one.

        Raises:
            DataFolderError: a file is gone, or the folder cannot be written.

        """
        about = read_manifest(other)
        if not (checksums := about.get("checksums")):
            raise DataFolderError(f"the index generation {other} is gone")

        def link() -> dict[str, Any]:
            for name in checksums:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                link_or_copy(other / name, folder / name)
            return about

        with self.writing():
            folder = self.begin()
            self.finish(folder, link, checksums)

    def _numbered(self) -> list[Path]:
        try:
            return [folder for folder in self._root.iterdir() if folder.name.isdigit() and folder.is_dir()]
        except OSError:
            return []

    def _tidy(self, newest: Path) -> None:
        """Remove all but the newest generations, and what interrupted builds left."""
        before = sorted(folder for folder in self._numbered() if folder.name < newest.name)
        whole = [folder for folder in before if (folder / MANIFEST).is_file()]
        kept = {newest, *whole[-(KEPT - 1) :]}
        for folder in before:
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a generation says; empty where it cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def damage_of(folder: Path) -> str | None:
    """Why a generation cannot be used, None where every file is as it was written."""
    manifest = read_manifest(folder)
    if manifest.get("format") != FORMAT:
        return "no manifest of this format"
    for name, checksum in manifest.get("checksums", {}).items():
        try:
            if _checksum(folder / name) != checksum:
                return f"{name} has changed"
        except OSError:
            return f"{name} is missing"
    return None


def _checksums(folder: Path, known: dict[str, str], linked: dict[int, str]) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: known.get(name) or linked.get(path.stat().st_ino) or _checksum(path) for name, path in names.items()}


def _known_inodes(current: Path | None) -> dict[int, str]:
    """The checksums of the generation before by file, so that what is linked from it is not read again."""
    if current is None:
        return {}
    checksums = read_manifest(current).get("checksums", {})
    return {(current / name).stat().st_ino: value for name, value in checksums.items() if (current / name).exists()}


def _checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _sync_tree(folder: Path) -> None:
    """Write a folder to the disk itself, for its owner's eyes only."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
        _sync(path)


def _replace(file: Path, text: str) -> None:
    """Write ``file`` so that it is either as before or as told."""
    draft = file.with_name(file.name + ".new")
    with draft.open("w", encoding="utf-8") as stream:
        os.fchmod(stream.fileno(), PRIVATE_FILE)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
