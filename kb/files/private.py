"""Files and folders that only the account that runs the site may read."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` where it is missing, for its owner only; the folders above it as the umask says.

    Raises:
        OSError: it cannot be made.

    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def make_private_file(file: Path) -> None:
    """Make an empty ``file`` where it is missing, and take from one that is there what others may do with it.

    Raises:
        OSError: it cannot be made.

    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        return
    tighten(file)


def keep_whole(file: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Put in place what ``fill`` writes, whole or not at all, in a folder that is made where it is missing.

    For what can be made again: it is not forced to the disk, so whoever reads it looks whether it is whole.

    Raises:
        OSError: it cannot be written; what was there before stays.

    """
    make_private_folder(file.parent)
    descriptor, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            fill(stream)
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def link_or_copy(source: Path, target: Path) -> None:
    """Have a file that nobody changes in a second place; copied where the file system has no hard links.

    Raises:
        OSError: it is gone, or cannot be written.

    """
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def tighten(path: Path) -> None:
    """Let only the owner read and write; a link is not followed, and what we may not change stays."""
    with suppress(OSError):
        status = path.lstat()
        kind = PRIVATE_FOLDER if stat.S_ISDIR(status.st_mode) else PRIVATE_FILE
        if not stat.S_ISLNK(status.st_mode) and stat.S_IMODE(status.st_mode) & ~kind:
            path.chmod(stat.S_IMODE(status.st_mode) & kind)
