"""The articles folder in a backup: what of it goes in, and the way back, whole or not at all."""

from __future__ import annotations

import gzip
import logging
import os
import shutil
import tarfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb.operations.archive_bounds import BoundedStream, check_room
from kb.operations.archive_names import DATABASE, is_git_s, is_restorable

logger = logging.getLogger(__name__)

_GZIP = b"\x1f\x8b"


def articles_to_pack(root: Path, apart: Collection[Path]) -> Iterator[tuple[str, Path]]:
    """Every file of the articles folder ``root`` by its name below it, sorted.

    Not: git's own files, what is ``apart`` (the data folder, the database, the backup itself), backups of ours that
    lie there, and what could not be restored; of the last, links that lead out, and the backups, the log tells.
    """
    real = root.resolve()
    kept_apart = [place for path in apart if (place := path.resolve()) != real and place.is_relative_to(real)]
    for path in sorted(_files(root)):
        name = path.relative_to(root)
        target = path.resolve()
        if any(is_git_s(part) or part.startswith(".kb-backup-") for part in name.parts):
            continue
        if any(_is_of(target, one) for one in kept_apart):
            continue
        if reason := _why_not(name, path, target, real):
            logger.warning("%s is left out of the backup: %s", _shown(name), reason)
        else:
            yield name.as_posix(), path


def _files(root: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not is_git_s(name)]
        yield from (path for name in names if (path := Path(top) / name).is_file())


def _is_of(target: Path, apart: Path) -> bool:
    """Whether a file is ``apart``, lies in it, or is one that SQLite keeps beside it."""
    beside = target.parent == apart.parent and target.name in (f"{apart.name}-wal", f"{apart.name}-shm")
    return beside or target.is_relative_to(apart)


def _why_not(name: Path, path: Path, target: Path, root: Path) -> str:
    if not is_restorable(name.parts):
        return "no backup may hold such a name; rename it"
    try:
        str(name).encode()
    except UnicodeEncodeError:
        return "the name is not UTF-8; rename it"
    if not target.is_relative_to(root):
        return "the symbolic link leads out of the articles folder"
    return "it is a backup itself; keep backups elsewhere" if _is_backup(path) else ""


def _is_backup(path: Path) -> bool:
    """Whether a file is a backup of ours: its first entry is the database."""
    with path.open("rb") as stream:
        if stream.read(len(_GZIP)) != _GZIP:
            return False
    with (
        suppress(Exception),  # whatever is wrong with it, it is no backup
        gzip.GzipFile(path) as unpacked,
        tarfile.open(fileobj=BoundedStream(unpacked), mode="r:") as archive,
    ):
        first = archive.next()
        return first is not None and first.name == DATABASE
    return False


def _shown(name: Path) -> str:
    return os.fsencode(name).decode(errors="replace")


def check_room_for(staged: Path, root: Path) -> None:
    """See to it that the disk of the articles folder has room for what was unpacked.

    Raises:
        TooMuchError: it has not.

    """
    there = next(folder for folder in (root, *root.parents) if folder.is_dir())
    check_room(there, sum(path.stat().st_size for path in staged.rglob("*")))


@contextmanager
def put_articles(staged: Path, root: Path, *, wanted: bool) -> Iterator[None]:
    """Copy what was unpacked into the empty folder ``root``; take it away again where that or the body fails.

    Files get the mode that the umask says, as if they had been written there.
    """
    if not wanted:
        yield
        return
    was_there = root.exists()
    try:
        shutil.copytree(staged, root, dirs_exist_ok=True, copy_function=shutil.copyfile)
        yield
    except BaseException:
        for path in root.iterdir() if root.is_dir() else ():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if not was_there:
            shutil.rmtree(root, ignore_errors=True)
        raise
