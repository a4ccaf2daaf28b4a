"""Notices saved articles and has the library read them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from watchfiles import watch

from kb.folder.mounts import silent_kind
from kb.library.library import Library

logger = logging.getLogger(__name__)
RETRY_SECONDS = 2.0
LOOK_SECONDS = 60.0
"""How often it looks although no notice came; what no notice told of is found then."""
POLL_SECONDS = 3.0
"""How often it looks where notices are known not to come."""
_SHARE = 20  # of the time, at most one part in so many goes into looking
_LATE_SECONDS = 5.0  # a notice may come so long after the change it tells of

Notices = Callable[..., Iterable[set[Any]]]


class Watcher:
    """Watches one library's folder from a thread of its own until it is closed.

    Notices of the file system tell at once which file changed; the whole folder is looked at beside that every
    ``look_seconds``. Folders of other machines (NFS, SMB, Docker Desktop and their kind) give
    none: they are looked at every ``poll_seconds``, from the start where the mount tells, else from the first change
    that only such a look has found.
    """

    def __init__(
        self,
        library: Library,
        *,
        notices: Notices = watch,
        look_seconds: float = LOOK_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """``notices`` is called as ``watchfiles.watch`` is and yields an empty set about once a second."""
        self._library = library
        self._notices = notices
        self._look_seconds, self._poll_seconds = look_seconds, poll_seconds
        self._polls = False
        self._looked_at = self._noticed_at = self._unnoticed_at = self._pause = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="articles-watcher", daemon=True)

    @property
    def manner(self) -> str:
        """How changes are found: ``notices``, or ``polling`` where the folder gives none."""
        return "polling" if self._polls else "notices"

    def start(self) -> None:
        """Begin to watch."""
        if kind := silent_kind(self._library.root):
            self._poll(f"lies on {kind}")
        self._thread.start()

    def close(self) -> None:
        """Stop watching and wait for the thread to end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
                self._watch(_identity(self._library.root))
            except FileNotFoundError:
                self._stop.wait(RETRY_SECONDS)
            except Exception:
                logger.exception("watching the articles folder failed; trying again")
                self._stop.wait(RETRY_SECONDS)

    def _watch(self, watched: tuple[int, int]) -> None:
        """Follow one folder until it is replaced by another of the same name, which nothing else would tell."""
        root = self._library.root
        is_new = True  # what was saved before watching began is noticed at the first look
        for changes in self._notices(
            root, stop_event=self._stop, debounce=100, step=25, rust_timeout=1000, yield_on_timeout=True
        ):
            is_time = is_new or time.monotonic() - self._looked_at >= self._pause
            if changes:
                self._noticed_at = time.monotonic()
            if changes and not is_time:
                self._library.look_at([path for _, path in changes])
            elif is_time and self._look() and not changes and not is_new:
                self._unnoticed_at = self._looked_at
            self._judge()
            is_new = False
            if _identity(root) != watched or any(Path(path) == root for _, path in changes):
                return

    def _look(self) -> bool:
        """Have the library read what changed; tells whether anything did. Also how long to wait after that."""
        started = time.monotonic()
        before = self._library.catalog
        changed = self._library.refresh() is not before
        self._looked_at = time.monotonic()
        self._pause = max(
            self._poll_seconds if self._polls else self._look_seconds, _SHARE * (self._looked_at - started)
        )
        return changed

    def _judge(self) -> None:
        """Whether a change that was found unasked has got its notice by now; else there will be none for others."""
        found = self._unnoticed_at
        if self._polls or not found or time.monotonic() - found < _LATE_SECONDS:
            return
        self._unnoticed_at = 0.0
        if self._noticed_at < found - _LATE_SECONDS:
            self._poll("gave no notice of a change")

    def _poll(self, why: str) -> None:
        self._polls, self._pause = True, self._poll_seconds
        logger.info(
            "the articles folder %s %s: it is looked at every %g seconds", self._library.root, why, self._poll_seconds
        )


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
