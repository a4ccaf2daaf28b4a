"""Embedders that embed no text twice: none of the same run, and where a folder is given none of earlier runs either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from search.index.local.vector_store import VectorStore
from search.models.embedder import Embedder, Matrix, Model, makeshift_of

FILE = "remembered.sqlite"
AT_ONCE = 512
"""Texts that are embedded before their vectors are kept: what is interrupted goes on from there."""


class Remembered:
    """An embedder whose vectors are kept by the hash of their text; only ranks are measured, never its time."""

    def __init__(self, embedder: Embedder, store: VectorStore) -> None:
        self._embedder, self._store = embedder, store
        self._query = cache(lambda text: self._kept("queries", embedder.embed_queries, [text])[0])
        self.fingerprint = embedder.fingerprint
        self.dimension = embedder.dimension
        self.makeshift = makeshift_of(embedder)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return np.vstack([self._query(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._kept("passages", self._embedder.embed_passages, texts)

    def _kept(self, kind: str, embed: Callable[[Sequence[str]], Matrix], texts: Sequence[str]) -> Matrix:
        place = f"{self.fingerprint} {kind}"
        named = {hashlib.blake2b(text.encode(), digest_size=16).digest(): text for text in texts}
        missing = list(self._store.missing(place, named))
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            self._store.add(place, some, embed([named[text_hash] for text_hash in some]))
        found = self._store.find(place, list(named))
        by_text = {text: found[text_hash] for text_hash, text in named.items()}
        return np.vstack([by_text[text] for text in texts])


def loaded_once(model: Model, folder: Path | None = None) -> Model:
    """``model``, loaded when first used and then kept for all collections; its vectors in ``folder`` for the next run,
    where one is given.
    """
    return replace(model, load=cache(partial(_remembered, model, folder)))


def _remembered(model: Model, folder: Path | None) -> Remembered:
    return Remembered(model.load(), VectorStore(folder / FILE if folder else None))
