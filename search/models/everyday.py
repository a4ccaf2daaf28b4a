"""What any question looks like to a model: the mean vector of everyday questions, language by language.

All questions are near to texts that sound like a question, whatever they ask, and each model has its own such hubs
(Radovanović, Nanopoulos, Ivanović 2010). What is left of a question after taking away what it shares with any other
is what it asks: its vector is centred, as the passages' are by what is usual in their language. That takes a mean of
questions, which no collection of articles has; so here are some of everyday life, about nothing in particular, the
same in each language.
"""

from __future__ import annotations

import threading

import numpy as np

from kb.language.languages import base
from search.models.embedder import Embedder, Matrix
from search.models.everyday_questions import QUESTIONS


class Everyday:
    """The mean of everyday questions by one model; safe to use from many threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._means: dict[str, Matrix] = {}

    def mean(self, language: str) -> Matrix:
        """Of shape (dimension,), in ``language``; in one without questions here, over those of all languages.

        The first call embeds, and raises whatever the model does.
        """
        with self._lock:
            if not self._means:
                self._means = {
                    code: np.asarray(self._embedder.embed_queries(list(questions)).mean(axis=0), np.float32)
                    for code, questions in QUESTIONS.items()
                }
                self._means[""] = np.asarray(np.mean(list(self._means.values()), axis=0), np.float32)
        return self._means.get(base(language), self._means[""])
