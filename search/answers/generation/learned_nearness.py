"""How near is near in this collection, learned beside everything else as soon as a model for all languages is ready."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import numpy as np

from kb.catalog.catalog import Catalog
from search.answers.grounded.learning import sample_of
from search.answers.grounded.nearness import Nearness, Vectors
from search.engine.state import State
from search.models.loaded import LoadedModel

logger = logging.getLogger(__name__)
AT_ONCE = 8
"""Texts that are read in one go, so that readers' questions come between."""


class LearnedNearness:
    """What the newest model and collection make near; learned anew with another model or other languages."""

    def __init__(self, state: Callable[[], State], catalog: Callable[[], Catalog]) -> None:
        self._state, self._catalog = state, catalog
        self._lock = threading.Lock()
        self._known: tuple[tuple[str, ...], Nearness | None] = ((), None)
        self._learning: threading.Thread | None = None

    def __call__(self) -> Nearness | None:
        """It, where it is learned already; None, and it is being learned, where it is not."""
        key = self._key()
        with self._lock:
            if not key or self._known[0] == key:
                return self._known[1] if key else None
            if self._learning is None or not self._learning.is_alive():
                self._learning = threading.Thread(target=self.learn, name="learn-nearness", daemon=True)
                self._learning.start()
        return None

    def learn(self) -> None:
        """Learn it in this thread."""
        key, loaded, snapshot = self._key(), self._model(), self._state().snapshot
        if loaded is None or snapshot is None:
            return
        try:
            found = Nearness(_in_pieces(loaded), sample_of(self._catalog(), snapshot.texts))
        except Exception:
            logger.exception("how near is near could not be learned; answers are in the articles' own words more often")
            found = None
        with self._lock:
            self._known = key, found

    def _key(self) -> tuple[str, ...]:
        loaded = self._model()
        return () if loaded is None else (loaded.embedder.fingerprint, *self._catalog().languages)

    def _model(self) -> LoadedModel | None:
        state = self._state()
        ready = (loaded for name, loaded in state.models.items() if name in state.ready and not loaded.model.languages)
        return next(ready, None)


def _in_pieces(loaded: LoadedModel) -> Callable[[Sequence[str]], Vectors]:
    def embed(texts: Sequence[str]) -> Vectors:
        pieces = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
        return np.vstack([loaded.embedder.embed_queries(piece) for piece in pieces])

    return embed
