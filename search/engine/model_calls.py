"""Has the models read one question while its words are looked for, and waits for them no longer than it may."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout

from search.engine.candidates import Meaning
from search.engine.fusion import SPECIALIST, centred
from search.engine.state import State
from search.index.interface import Index
from search.models.embedder import EmbedderError, Matrix
from search.query.understanding import Question
from search.results.results import SearchRequest

logger = logging.getLogger(__name__)


class ModelCalls:
    """Every model that serves a question, embedding it, all at the same time.

    ``failed`` says, by model, why it has no part in the answer; ``late`` names those of them whose part is still to
    come: whoever asks again finds the vector, or has it made.
    """

    def __init__(self, state: State, index: Index, question: Question, request: SearchRequest) -> None:
        self._state, self._index = state, index
        self._language = question.language
        self._waits = request.waits and not request.instant
        self.failed: dict[str, str] = {}
        self.late: list[str] = []
        self._begun: dict[str, Future[Matrix]] = {}
        if question.words:
            self._begin(question.meant, request.instant)

    def meaning(self, patience: float) -> Meaning:
        """What the models gave within so many seconds; one that fails or takes longer must not take the words down
        with it.
        """
        until = time.perf_counter() + (patience if self._waits else 0.0)
        vectors = {}
        for name, future in self._begun.items():
            try:
                vector = future.result(max(until - time.perf_counter(), 0.0))
                vectors[name] = centred(vector, self._state.models[name].everyday.mean(self._language))
            except FutureTimeout:
                self._go_on_without(name, f"the model {name} has not answered in time")
            except Exception as error:
                logger.exception("the model %s failed on a query", name)
                self.failed[name] = f"the model {name} failed: {error}"
        weights = {name: SPECIALIST if self._state.models[name].model.languages else 1.0 for name in vectors}
        if len(weights) == 1:
            weights = dict.fromkeys(weights, 1.0)
        return Meaning(self._index, vectors, weights, self._state.yardsticks)

    def _begin(self, meant: str, is_typed: bool) -> None:
        """Ask the models; what is still being typed is read in a moment."""
        for name, loaded in self._state.models.items():
            is_ready = name in self._state.ready and name in self._index.models
            if is_ready and loaded.model.serves(meant, self._language):
                try:
                    future = loaded.ask_soon(meant) if is_typed else loaded.ask(meant)
                except EmbedderError as error:
                    self._go_on_without(name, str(error))
                    continue
                if future is None:
                    self._go_on_without(name, f"the model {name} has not read the question yet")
                else:
                    self._begun[name] = future

    def _go_on_without(self, name: str, reason: str) -> None:
        self.failed[name] = reason
        self.late.append(name)
