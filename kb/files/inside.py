"""Opens files of the articles folder, and nothing else: no link leads out of it, however late it was made.

The folder may be written by people who may not read the machine: what a symbolic link of theirs leads to is not shown.
Nor is what the folder hides by its name: a repository's settings may hold the token it is fetched with, ``.env`` more.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MAX_BYTES = 16 * 2**20
ASSETS_FOLDER = ".gitbook"
"""The one dot folder whose files are kept: GitBook puts the pictures of its articles there."""


class OutsideError(OSError):
    """A path leads out of the articles folder, or to something that is no file."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(errno.ELOOP, message, str(path))


def read_inside(root: Path, path: str | Path, most: int = MAX_BYTES) -> bytes:
    """The file ``path`` below ``root``: at most ``most`` bytes of it and one more, by which a longer one is told.

    Raises:
        FileNotFoundError: there is none.
        OutsideError: it lies elsewhere or hidden, or is a pipe, a device or a folder.
        OSError: it cannot be read.

    """
    file = root / path
    real_root = root.resolve(strict=True)
    real = _real(file)
    if reason := astray(real, real_root):
        raise OutsideError(reason, file)
    # What is opened is the place that was looked at: a link put there since is not followed, a pipe not waited for.
    descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OutsideError("it is not a file", file)
        return stream.read(most + 1)


def content_of(root: Path, path: str) -> bytes | None:
    """The same; None where there is no file that may be read."""
    try:
        return read_inside(root, path)
    except OSError:
        return None


def is_inside(root: Path, path: Path) -> bool:
    """Whether ``path`` is there and, links followed, lies below ``root`` where everybody may see it."""
    try:
        return not astray(_real(path), root.resolve(strict=True))
    except OSError:
        return False


def leads_inside(root: Path, folder: Path) -> bool:
    """The same of a folder that may have to be made: by the first above it that is there."""
    return is_inside(root, next((one for one in (folder, *folder.parents) if os.path.lexists(one)), root))


def astray(real: Path, real_root: Path) -> str:
    """Why the place ``real``, without links, may not be shown; empty where it may."""
    if not real.is_relative_to(real_root):
        return "the symbolic link leads out of the articles folder"
    *folders, name = real.relative_to(real_root).parts or ("",)
    hidden = name.startswith(".") or any(
        one.startswith(".") and one != ASSETS_FOLDER for one in folders if not is_mounted(one)
    )
    return "the symbolic link leads to what is hidden by its name" if hidden else ""


def is_mounted(folder: str) -> bool:
    """Whether ``folder`` is one of an orchestrator: what it mounts is a link into ``..data`` for each file."""
    return folder.startswith("..")


def _real(file: Path) -> Path:
    try:
        return file.resolve(strict=True)
    except RuntimeError as error:  # links in a circle
        raise OutsideError("the symbolic link leads in a circle", file) from error
