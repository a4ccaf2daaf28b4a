"""Work that is done again and again beside everything else."""

from __future__ import annotations

import threading
from collections.abc import Callable

SECONDS_BETWEEN = 5.0
PATIENCE = 10


class Repeating:
    """Does ``work`` in a thread of its own, at once and then every few ``seconds``, until it is closed."""

    def __init__(self, name: str, work: Callable[[], None], seconds: float = SECONDS_BETWEEN) -> None:
        self._work = work
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Begin nothing more, and wait a while for what is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=PATIENCE)

    def _run(self) -> None:
        self._work()
        while not self._stop.wait(self._seconds):
            self._work()
