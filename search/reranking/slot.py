"""The place for one reranker: loaded beside everything else, waited for no longer than its limit, left alone while it
fails.

Whatever it does, a search has its answer in time: without an order from here the hits stand as they were found.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from search.reranking.scores import RerankerError, Scorer, order_of

logger = logging.getLogger(__name__)

WORKERS = 4
"""So many questions are scored at the same time; others wait for them, within their own limit."""
PATIENT = 3
"""After so many failures one after another it is left alone for a while."""
SHORTEST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds; a pause is twice as long as the one before it."""
DOUBLED = 10
"""After so many pauses it is long the longest."""


class RerankerSlot:
    """A reranker by ``name``, to be loaded by ``load``; each question waits ``seconds`` for it at most.

    Thread-safe. ``timer`` gives seconds that never go back.
    """

    def __init__(
        self, name: str, load: Callable[[], Scorer], seconds: float, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._name, self._load, self._seconds, self._timer = name, load, seconds, timer
        self._scorer: Scorer | None = None
        self._pool = ThreadPoolExecutor(WORKERS, "rerank")
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = float("-inf")
        self.trouble = f"the reranker {name} is being loaded"
        """Why hits stand in the order in which they were found; empty where they do not."""

    def load(self) -> None:
        """Make it ready; where that fails ``trouble`` says why."""
        try:
            self._scorer = self._load()
        except RerankerError as error:
            self._tell(f"the reranker {self._name} cannot be loaded: {error}")
        except Exception as error:
            logger.exception("the reranker %s cannot be loaded", self._name)
            self._tell(f"the reranker {self._name} cannot be loaded: {error}")
        else:
            self._tell("")

    def close(self) -> None:
        """Wait for nothing that has not begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._scorer is not None:
            self._scorer.close()

    def __call__(self, question: str, texts: Sequence[str]) -> list[int] | None:
        """The places of ``texts``, the one that answers ``question`` best first; None where it is not known in time."""
        scorer = self._scorer
        if scorer is None or self._timer() < self._rests_until:
            return None
        try:
            future = self._pool.submit(scorer.score, question, texts, self._seconds)
        except RuntimeError:  # the site is being closed
            return None
        try:
            order = order_of(self._result(future, len(texts)))
        except RerankerError as error:
            self._failed(str(error))
            return None
        except Exception as error:
            logger.exception("the reranker %s failed", self._name)
            self._failed(f"it failed: {error}")
            return None
        self._succeeded()
        return order

    def _result(self, future: Future[Sequence[float]], count: int) -> Sequence[float]:
        try:
            scores = future.result(self._seconds)
        except TimeoutError:
            future.cancel()
            raise RerankerError(f"no answer within {self._seconds * 1000:.0f} ms") from None
        if len(scores) != count:
            raise RerankerError(f"{len(scores)} scores for {count} texts")
        return scores

    def _failed(self, why: str) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= PATIENT:
                doubled = min(self._failures - PATIENT, DOUBLED)
                self._rests_until = self._timer() + min(SHORTEST_PAUSE * 2.0**doubled, LONGEST_PAUSE)
        self._tell(f"the reranker {self._name}: {why}")

    def _succeeded(self) -> None:
        with self._lock:
            self._failures = 0
        self._tell("")

    def _tell(self, trouble: str) -> None:
        """Note what is wrong, and log it where it is news: not once a question."""
        with self._lock:
            before, self.trouble = self.trouble, trouble
        if trouble and trouble != before:
            logger.warning("%s; hits stand in the order in which they were found", trouble)
        elif before and not trouble:
            logger.info("the reranker %s orders the first hits", self._name)
