"""Whether the model is asked: left alone while it fails, and how that is told."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)
PATIENT = 3
"""After so many failures one after another it is left alone for a while."""
SHORTEST_PAUSE, LONGEST_PAUSE = 5.0, 120.0
"""Seconds; a pause is twice as long as the one before it."""
_DOUBLED = 10


class ModelHealth:
    """Thread-safe; ``timer`` gives seconds that never go back. ``trouble`` is why there was no answer the last time."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = float("-inf")
        self.trouble = ""

    @property
    def rests(self) -> bool:
        """Whether it is left alone."""
        return self._timer() < self._rests_until

    def told(self) -> str:
        """``ok``, or why there is no answer, for operators."""
        return self.trouble or "ok"

    def failed(self, why: str) -> None:
        """It gave no answer; ``why`` has nothing that anybody typed."""
        with self._lock:
            self._failures += 1
            if self._failures >= PATIENT:
                doubled = min(self._failures - PATIENT, _DOUBLED)
                self._rests_until = self._timer() + min(SHORTEST_PAUSE * 2.0**doubled, LONGEST_PAUSE)
        self.tell(why)

    def succeeded(self) -> None:
        """It answered."""
        with self._lock:
            self._failures = 0
        self.tell("")

    def tell(self, trouble: str) -> None:
        """Note what is wrong, and log it where it is news: not once a question."""
        with self._lock:
            before, self.trouble = self.trouble, trouble
        if trouble and trouble != before:
            logger.warning("answers are in the articles' own words: %s", trouble)
        elif before and not trouble:
            logger.info("answers are written by the model again")
