"""Where a process keeps on its own disk what it has read: a folder that no other process uses at the same time."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from kb.core.errors import DataFolderError
from kb.files.private import PRIVATE_FILE, make_private_folder

MOST_PROCESSES = 64


class OwnFolder:
    """The first folder of ``root`` that is free, ours until the process ends or ``close``; the next start finds there
    what this one has left.
    """

    def __init__(self, root: Path) -> None:
        """Raises ``DataFolderError`` where it cannot be made."""
        try:
            make_private_folder(root)
            self.path, self._lock = _free(root)
        except OSError as error:
            raise DataFolderError(f"the data folder cannot be written: {error}") from error

    def close(self) -> None:
        """Leave it to another."""
        self._lock.release()


def newest_folder(root: Path) -> Path | None:
    """The folder below ``root`` in which something was saved last, whoever has it; None where nothing was."""
    saved = [file for file in root.glob("*/CURRENT") if file.is_file()]
    return max(saved, key=lambda file: file.stat().st_mtime_ns).parent if saved else None


def _free(root: Path) -> tuple[Path, FileLock]:
    for number in count(1):
        lock = FileLock(root / f"{number}.lock", timeout=0, mode=PRIVATE_FILE, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            if number >= MOST_PROCESSES:
                raise DataFolderError(
                    f"{number} processes use {root} already: give each machine a folder of its own"
                ) from None
            continue
        make_private_folder(root / str(number))
        return root / str(number), lock
    raise AssertionError("unreachable")
