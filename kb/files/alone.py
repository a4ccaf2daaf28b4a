"""One at a time, of all threads and all processes of a machine."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb.files.private import PRIVATE_FILE


class Alone:
    """A lock on ``file``, which is made where it is missing, or on a folder, to which nothing is added by it.

    The kernel gives it back when a process dies. Where nothing can be locked (some network file systems, a folder that
    cannot be written), or without a file, threads of this process are kept apart all the same.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file, self._lock = file, threading.Lock()
        # Now, and not at each turn: a folder that is taken away meanwhile must not come back as an empty file.
        self._how = os.O_RDONLY if file and file.is_dir() else os.O_RDWR | os.O_CREAT

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Keep every other waiting."""
        with self._lock:
            descriptor = self._open()
            try:
                if descriptor is not None:
                    with suppress(OSError):
                        fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                if descriptor is not None:
                    os.close(descriptor)

    @contextmanager
    def if_free(self) -> Iterator[bool]:
        """Keep every other away, unless somebody is there already; whether that is so. It waits for nobody."""
        is_first = self._lock.acquire(blocking=False)
        descriptor = self._open() if is_first else None
        try:
            yield is_first and _is_locked(descriptor)
        finally:
            if descriptor is not None:
                os.close(descriptor)
            if is_first:
                self._lock.release()

    def _open(self) -> int | None:
        if self._file is None:
            return None
        with suppress(OSError):
            return os.open(self._file, self._how | os.O_CLOEXEC, PRIVATE_FILE)
        return None


def _is_locked(descriptor: int | None) -> bool:
    if descriptor is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # nothing can be locked here
            return True
    return True
