"""Replaces a file by a new version, or makes one: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from kb.core.errors import FileChangedError, FileError

LEFTOVER_AGE = timedelta(hours=1)

_PREFIX, _SUFFIX = ".kb-save-", ".tmp"  # a dot first: neither kb.folder nor a reader ever sees it
_DIGEST_BYTES = 16
_saving = threading.Lock()


class SaveError(FileError):
    """A file could not be written (no permission, disk full); it is as it was."""


def fingerprint(content: bytes) -> str:
    """What tells one version of a file from another: 32 hexadecimal digits (BLAKE2b)."""
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()


def fingerprint_of_file(file: Path) -> str:
    """``fingerprint`` of what is in a file that may be large; empty where there is none.

    Raises:
        OSError: it is there and cannot be read.

    """
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=_DIGEST_BYTES)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def replace_file(path: Path, content: bytes, expected: str) -> str:
    """Make ``content`` the whole of the file ``path``, if it is still the version with the fingerprint ``expected``.

    A reader sees the old version or the new one, also after a crash. Mode and, where we may, owner stay; where
    ``path`` is a symbolic link its target is replaced. Returns the fingerprint of ``content``.

    Raises:
        FileChangedError: someone else changed or took away the file; nothing is done.
        SaveError: it cannot be written; the file is as it was.

    """
    draft: Path | None = None
    try:
        _refuse_if_changed(path, expected)
        target = path.resolve(strict=True)
        if not os.access(target, os.W_OK):  # a folder alone would let us replace a write-protected file
            raise SaveError(path, "cannot be saved: the file is write-protected")
        descriptor, name = tempfile.mkstemp(_SUFFIX, _PREFIX, target.parent)
        draft = Path(name)
        _fill(descriptor, content, target.stat())
        with _alone_in(target.parent) as folder:
            _refuse_if_changed(path, expected)
            draft.replace(target)
            with suppress(OSError):  # the new version is in place; some file systems cannot sync a folder
                os.fsync(folder)
    except OSError as error:
        raise SaveError(path, f"cannot be saved: {error.strerror or error}; it is as it was") from error
    finally:
        if draft is not None:
            with suppress(OSError):  # what cannot be taken away now, remove_leftovers takes later
                draft.unlink(missing_ok=True)
    return fingerprint(content)


def remove_file(path: Path, expected: str) -> None:
    """Take the file ``path`` away, if it is still the version with the fingerprint ``expected``, or gone already.

    Raises:
        FileChangedError: someone else changed it; it stays.
        SaveError: it cannot be taken away.

    """
    try:
        with _alone_in(path.parent) as folder:
            _refuse_if_changed(path, expected)
            path.unlink()
            with suppress(OSError):
                os.fsync(folder)
    except FileChangedError as error:
        if error.found is not None:
            raise
    except OSError as error:
        raise SaveError(path, f"cannot be removed: {error.strerror or error}") from error


def remove_empty_above(root: Path, path: str) -> None:
    """Take the folders of ``path`` below ``root`` away that hold nothing any more."""
    for folder in list(PurePosixPath(path).parents)[:-1]:
        with suppress(OSError):  # it is not empty, or gone already
            (root / folder).rmdir()


def _refuse_if_changed(path: Path, expected: str) -> None:
    try:
        found = fingerprint(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise FileChangedError(path, None) from None
    if found != expected:
        raise FileChangedError(path, found)


def _fill(descriptor: int, content: bytes, like: os.stat_result, mode: int | None = None) -> None:
    """Write a draft to the disk itself, with the owner and mode of the file it will replace, or another ``mode``."""
    with os.fdopen(descriptor, "wb") as stream:
        for owner, group in ((-1, like.st_gid), (like.st_uid, -1)):  # one may be allowed where the other is not
            with suppress(PermissionError):
                os.fchown(descriptor, owner, group)
        # After the owner, whose change clears bits of the mode.
        os.fchmod(descriptor, like.st_mode & 0o7777 if mode is None else mode)
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)


@contextmanager
def _alone_in(folder: Path) -> Iterator[int]:
    """Keep every other ``replace_file`` in ``folder`` waiting; yields the folder's descriptor.

    Between the last look at the file and its replacement nobody else of ours may replace it: not another thread,
    and not a ``kb review`` in another process. The lock is on the folder itself, not on a file as filelock makes
    one: nothing appears among the articles, and the kernel gives it back when a process dies. Editors such as vim
    ask for no lock; for them the window is the microseconds between two system calls.
    """
    with _saving:  # some network file systems cannot lock a folder; threads are kept apart there too
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


@contextmanager
def nobody_saves_in(folders: Iterable[Path]) -> Iterator[None]:
    """Keep every ``replace_file`` in ``folders`` waiting while another program replaces files there.

    Two paths may lead to one folder, by a link: locked twice, it would wait for itself.
    """
    with _saving, ExitStack() as held:
        opened: dict[tuple[int, int], int] = {}
        for folder in set(folders):
            with suppress(OSError):  # it is not there yet
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                held.callback(os.close, descriptor)
                found = os.fstat(descriptor)
                opened.setdefault((found.st_dev, found.st_ino), descriptor)
        for _, descriptor in sorted(opened.items()):  # in this order everywhere: of two who do this one waits
            with suppress(OSError):  # it cannot be locked
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def unwritable(root: Path, paths: Iterable[str]) -> list[str]:
    """Which of the files ``paths`` below ``root`` this process could not replace; nothing is written to find out."""
    folders: dict[Path, bool] = {}
    found = []
    for path in paths:
        file = root / path
        if file.parent not in folders:
            folders[file.parent] = os.access(file.parent, os.W_OK | os.X_OK)
        if not folders[file.parent] or not os.access(file, os.W_OK):
            found.append(path)
    return found


def may_be_made(folder: Path) -> bool:
    """Whether this process could make a file in ``folder``, and that where it is missing; nothing is written for it."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def remove_leftovers(root: Path, now: datetime) -> int:
    """Delete drafts that killed processes left below ``root`` more than an hour before ``now``; returns how many."""
    removed = 0
    for draft in root.rglob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):  # another process may be tidying up as well
            if now - datetime.fromtimestamp(draft.lstat().st_mtime, UTC) > LEFTOVER_AGE:
                draft.unlink()
                removed += 1
    return removed


def create_file(path: Path, content: bytes) -> str:
    """Make the file ``path``, and the folders above it, with ``content``: whole or not at all.

    Returns the fingerprint of ``content``.

    Raises:
        FileExistsError: there is one already; it stays as it is.
        SaveError: it cannot be written.

    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(_SUFFIX, _PREFIX, path.parent)
        draft = Path(name)
        _fill(descriptor, content, path.parent.stat(), _mode_of_new_files(path.parent))
        os.link(draft, path)  # unlike a rename it refuses where there is one
    except OSError as error:
        if isinstance(error, FileExistsError) and path.parent.is_dir():
            raise
        raise SaveError(path, f"cannot be saved: {error.strerror or error}") from error
    finally:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    return fingerprint(content)


def _mode_of_new_files(folder: Path) -> int:
    """Readable by whom the folder is."""
    return folder.stat().st_mode & 0o666
