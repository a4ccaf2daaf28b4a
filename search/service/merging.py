"""Builds large segments of the index beside everything else: it takes minutes, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class SegmentMerger:
    """Calls ``merge`` in a thread of its own when the index has grown, and ``merged`` where that did something."""

    def __init__(self, merge: Callable[[], bool], merged: Callable[[], None]) -> None:
        self._merge, self._merged = merge, merged
        self._grown = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="segment-merger", daemon=True)

    def start(self) -> None:
        """Wait for the index to grow."""
        self._thread.start()

    def grown(self) -> None:
        """The index was saved, and may want merging."""
        self._grown.set()

    def close(self) -> None:
        """End when what is being merged is merged; nobody waits for that either."""
        self._closing = True
        self._grown.set()

    def _run(self) -> None:
        while not self._closing:
            self._grown.wait()
            self._grown.clear()
            if not self._closing and self._merge():
                self._merged()
