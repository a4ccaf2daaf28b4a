"""How far a model is with texts that are new to it: what an operator, ``/readyz`` and the staff's pages tell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

FEW = 64
"""So many passages are read in a few seconds; nobody needs to be told."""


class Progress(Protocol):
    """Is told how embedding goes on."""

    def __call__(self, model: str, done: int, total: int) -> None:
        """``done`` of ``total`` passages have their vector."""


def no_progress(model: str, done: int, total: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class EmbeddingJob:
    """``model`` has read ``done`` of ``total`` passages; at the pace so far the rest takes ``seconds_left``."""

    model: str
    done: int
    total: int
    seconds_left: int


class EmbeddingWatch:
    """A :class:`Progress` that remembers, and passes on to ``then``; used from several threads.

    ``timer`` gives seconds that only grow.
    """

    def __init__(self, then: Progress, timer: Callable[[], float] = time.monotonic) -> None:
        self._then = then
        self._timer = timer
        self._lock = threading.Lock()
        self._started = 0.0
        self._before = 0
        self._job: EmbeddingJob | None = None

    @property
    def job(self) -> EmbeddingJob | None:
        """What is being read now, where it takes longer than a few seconds."""
        with self._lock:
            return self._job if self._job and self._job.total > FEW else None

    def begin(self, model: str) -> None:
        """A run of ``model`` begins, or goes on after something more urgent."""
        with self._lock:
            self._started = self._timer()
            self._before = self._job.done if self._job and self._job.model == model else 0

    def __call__(self, model: str, done: int, total: int) -> None:
        """A batch of the run is done."""
        with self._lock:
            pace = (self._timer() - self._started) / done
            left = round(pace * (total - done))
            self._job = EmbeddingJob(model, self._before + done, self._before + total, left)
        self._then(model, done, total)

    def end(self, model: str, *, goes_on: bool = False) -> None:
        """The run of ``model`` is over; with ``goes_on`` only until something more urgent is done."""
        with self._lock:
            if not goes_on and self._job and self._job.model == model:
                self._job = None
