"""The data folder: told early whether it can be written, and kept for the eyes of its owner only.

It holds password hashes, addresses and what people wrote, so nothing in it is left to the umask of whoever starts us.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kb.core.errors import DataFolderError
from kb.files.private import make_private_folder, tighten

ROOM = 2 * 2**20  # bytes; an empty database, its log and an index of a few articles
_OURS = (
    *("kb.sqlite*", "vectors.*", "readings", "secret_key", "listened-at", "*.lock"),
    *("index", "index-open", "index-postgres", "kept", "link-pictures", "models", "imports"),
)
"""What we write there; all else in the folder is somebody else's, and is left alone."""


def try_to_write(folder: Path) -> None:
    """Write a little into ``folder``, which is made where it is missing, and take it away again.

    Raises:
        DataFolderError: that cannot be done.

    """
    try:
        make_private_folder(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DataFolderError(f"the data folder {folder} cannot be written: {error.strerror}") from error


def temporary_folder() -> Path:
    """A new folder for this process alone, where the data folder cannot be written.

    Raises:
        DataFolderError: there is no place for one.

    """
    try:
        return Path(tempfile.mkdtemp(prefix="kb-"))
    except OSError as error:
        raise DataFolderError("neither can a temporary folder be made (TMPDIR, /tmp)") from error


def is_full(folder: Path) -> bool:
    """Whether ``folder`` lacks only room: its disk is writable, and has none left for a database."""
    try:
        there = next(place for place in (folder, *folder.parents) if place.is_dir())
        disk = os.statvfs(there)
    except (OSError, StopIteration):
        return False
    writable = not disk.f_flag & os.ST_RDONLY and os.access(there, os.W_OK)
    return writable and (disk.f_bavail * disk.f_frsize < ROOM or disk.f_favail == 0 < disk.f_files)


def keep_private(folder: Path, articles: Path) -> None:
    """Take from the data folder and from all that we keep in it what an earlier version let others do with them.

    A folder in which other things live as well (the articles, somebody's home) keeps its mode; our files in it do
    not. What belongs to another user stays as it is.
    """
    for path in (*_inside(folder), *(() if _is_shared(folder, articles) else (folder,))):
        tighten(path)


def _inside(folder: Path) -> Iterator[Path]:
    for pattern in _OURS:
        for path in folder.glob(pattern):
            if path.is_symlink():
                continue
            yield path
            if path.is_dir():
                yield from (Path(top) / name for top, *names in os.walk(path) for part in names for name in part)


def _is_shared(folder: Path, articles: Path) -> bool:
    """Whether others may have to pass through ``folder``: articles, a home or the place we run in lie below it."""
    try:
        real = folder.resolve()
        below = (Path.home().resolve(), Path.cwd())
        sticky = folder.stat().st_mode & stat.S_ISVTX
    except (OSError, RuntimeError):
        return True
    return bool(
        sticky
        or articles.resolve().is_relative_to(real)
        or any(place.is_relative_to(real) and place != real for place in below)
    )


BYTES = 32
logger = logging.getLogger(__name__)


def secret_key(folder: Path, given: str = "") -> bytes:
    """The key of the data folder ``folder``, made where there is none; or that in the file ``given``, which several
    machines have alike and nobody makes here. The same for every process.

    Raises:
        DataFolderError: it can neither be read nor made, or is too short to be a key.

    """
    file = Path(given).expanduser() if given else folder / "secret_key"
    try:
        if not given:
            make_private_folder(folder)
            _make(file)
        key = file.read_bytes()
    except OSError as error:
        if given:
            raise DataFolderError(f"KB_SECRET_KEY_FILE={given} cannot be read: {error.strerror}") from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT) and not file.exists():
            logger.warning("the key %s cannot be kept: %s; a restart ends all sign-ins", file, error.strerror)
            return secrets.token_bytes(BYTES)
        raise DataFolderError(f"the key {file} can neither be read nor made: {error.strerror}") from error
    if given and len(key) < BYTES:
        raise DataFolderError(f"KB_SECRET_KEY_FILE={given} has only {len(key)} bytes; make {BYTES} by chance")
    if len(key) < BYTES:
        raise DataFolderError(f"the key {file} has only {len(key)} bytes; delete it, and it is made anew")
    return key


def _make(file: Path) -> None:
    """Write a new key whole, then give it its name unless another process was first."""
    if file.exists():
        return
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
