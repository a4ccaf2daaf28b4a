"""Notices saved articles and has the library read them."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from watchfiles import watch

from kb.library import Library

logger = logging.getLogger(__name__)
RETRY_SECONDS = 2.0


class Watcher:
    """Watches one library's folder from a thread of its own until it is closed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="articles-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def close(self) -> None:
        """Stop watching and wait for the thread to end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._library.refresh()
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
        for changes in watch(
            root, stop_event=self._stop, debounce=100, step=25, rust_timeout=1000, yield_on_timeout=True
        ):
            if changes or is_new:
                self._library.refresh()
            is_new = False
            if _identity(root) != watched or any(Path(path) == root for _, path in changes):
                return


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
