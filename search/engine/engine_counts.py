"""What the engine has done since it began: answers by how they came out, and seconds by stage."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from search.results.results import Results


class EngineCounts:
    """Counted from many threads; an answer that was kept counts as an answer and has no stages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._late = 0

    def note(self, found: Results) -> None:
        """Count one answer."""
        outcome = "close" if found.fits else "no_close_match" if found.hits else "nothing"
        with self._lock:
            self._outcomes[found.mode, outcome] += 1
            self._late += not found.complete
            for stage, milliseconds in found.timings.items():
                self._seconds[stage] += milliseconds / 1000  # type: ignore[assignment]

    def outcomes(self) -> Mapping[tuple[str, str], int]:
        """Answers by mode and outcome: ``hybrid``, ``lexical`` or ``starting``, and ``close``, ``no_close_match`` or
        ``nothing``.
        """
        with self._lock:
            return dict(self._outcomes)

    def seconds(self) -> Mapping[str, float]:
        """Seconds by stage, of all answers together."""
        with self._lock:
            return dict(self._seconds)

    def late(self) -> int:
        """Answers for which a model was too late."""
        with self._lock:
            return self._late
