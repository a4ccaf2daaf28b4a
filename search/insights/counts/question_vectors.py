"""The meaning of questions that were asked, with the model that reads every language; for grouping them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import numpy as np
from cachetools import LRUCache

from search.engine.state import State
from search.models.embedder import Matrix

logger = logging.getLogger(__name__)

KEPT = 5_000


class QuestionVectors:
    """Embeds texts with a model that is loaded already, and remembers what it embedded."""

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state
        self._kept: LRUCache[tuple[str, str], Matrix] = LRUCache(KEPT)

    def __call__(self, texts: Sequence[str]) -> Matrix | None:
        """Vectors of ``texts``, one a row; None where no model for every language is ready, or it fails."""
        loaded = next((one for one in self._state().models.values() if one.model.languages is None), None)
        if loaded is None or not texts:
            return None
        name = loaded.embedder.fingerprint
        missing = sorted({text for text in texts if (name, text) not in self._kept})
        try:
            new = dict(zip(missing, loaded.embedder.embed_queries(missing), strict=True)) if missing else {}
        except Exception:
            logger.exception("the model %s failed on questions; they are grouped by their words", loaded.model.name)
            return None
        vectors = [new[text] if text in new else self._kept[name, text] for text in texts]
        self._kept.update({(name, text): vector for text, vector in new.items()})
        return np.stack(vectors)
