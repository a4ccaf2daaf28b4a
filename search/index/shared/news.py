"""Notices that another process has changed the shared index, or keeps it no longer, and has this one catch up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable

from kb.core.errors import DataFolderError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""A row by its key or the name in a small file: to look costs nothing, and needs nobody who tells."""


class IndexNews:
    """Looks for what is new every half second, in a thread of its own; ``seen`` gives what changes with it."""

    def __init__(self, seen: Callable[[], Hashable], seconds: float = LOOK_SECONDS) -> None:
        self._look, self._seconds = seen, seconds
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: Hashable = None
        self._trouble = ""

    def start(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` from now on whenever there is something to catch up with."""
        self._thread = threading.Thread(target=self._run, args=(changed,), name="index-news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> bool:
        """Whether there is something new since it was asked last.

        Raises:
            DataFolderError: the index cannot be used.

        """
        before, self._seen = self._seen, self._look()
        return before != self._seen

    def _run(self, changed: Callable[[], None]) -> None:
        while not self._closing.wait(self._seconds):
            try:
                is_new = self.look()
                if self._trouble:
                    logger.info("The shared index can be used again")
                    self._trouble, is_new = "", True
                if is_new:
                    changed()
            except DataFolderError as error:
                if str(error) != self._trouble:  # once, not twice a second
                    self._trouble = str(error)
                    changed()  # whoever catches up meets the same error, and tells it
                self._closing.wait(4 * self._seconds)
            except Exception:
                logger.exception("it cannot be told whether the shared index has changed; trying again")
                self._closing.wait(10 * self._seconds)
