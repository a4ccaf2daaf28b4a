"""Nearest passages by meaning; the only module that knows FAISS.

Exact (flat) while that costs next to nothing, a graph (HNSW, Malkov and Yashunin 2018) beyond ``EXACT_UNTIL``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss as faiss_module
import numpy as np
from numpy.typing import NDArray

from search.embedding import Matrix

# Its own type hints describe neither selectors nor search parameters.
faiss: Any = faiss_module

EXACT_UNTIL = 20_000
GRAPH_LINKS = 32
GRAPH_EFFORT = 128
BACKGROUND_SIZE = 512
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows, best first, with their cosines; ``mean`` is the query's cosine with the collection at
    large, so that the others can be read as surprising or not.
    """

    rows: Rows
    cosines: Matrix
    mean: float


class SemanticIndex:
    """The vectors of one model, one row a passage."""

    def __init__(self, index: Any, background: Matrix) -> None:
        self._index = index
        self._background = background

    @classmethod
    def build(cls, vectors: Matrix) -> SemanticIndex:
        """Build from normalised vectors of shape (rows, dimension)."""
        rows, dimension = vectors.shape
        if rows <= EXACT_UNTIL:
            index: faiss.Index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, GRAPH_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = 100
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index, _sample(vectors))

    @classmethod
    def load(cls, file: Path) -> SemanticIndex:
        """Read what ``save`` wrote."""
        index = faiss.read_index(str(file))
        background = np.load(file.with_suffix(".background.npy"), allow_pickle=False)
        return cls(index, background)

    def save(self, file: Path) -> None:
        """Write the index to ``file`` and its background sample beside it."""
        try:
            faiss.write_index(self._index, str(file))
        except RuntimeError as error:  # how FAISS says that the disk is full
            raise OSError(f"{file} cannot be written: {error}") from error
        np.save(file.with_suffix(".background.npy"), self._background)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @cached_property
    def deviation(self) -> float:
        """Standard deviation of the cosines between texts of the collection, around each text's own mean."""
        cosines = self._background @ self._background.T
        np.fill_diagonal(cosines, np.nan)
        if len(cosines) < 3:
            return 0.0
        return float(np.nanstd(cosines - np.nanmean(cosines, axis=1, keepdims=True)))

    def nearest(self, query: Matrix, count: int, allowed: Mask | None = None) -> Neighbours:
        """The ``count`` rows nearest to ``query`` (shape (dimension,)), of those ``allowed``."""
        usual = self._background @ query
        selector = None if allowed is None else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        parameters = self._parameters(selector, count)
        cosines, rows = self._index.search(query.reshape(1, -1), min(count, len(self)), params=parameters)
        real = rows[0] >= 0
        return Neighbours(rows[0][real], cosines[0][real], float(usual.mean()))

    def _parameters(self, selector: object, count: int) -> Any:
        if isinstance(self._index, faiss.IndexHNSW):
            return faiss.SearchParametersHNSW(sel=selector, efSearch=max(GRAPH_EFFORT, 2 * count))
        return faiss.SearchParameters(sel=selector)

    def vector(self, row: int) -> Matrix:
        """The vector of a row, shape (dimension,)."""
        return np.asarray(self._index.reconstruct(row), np.float32)


def _sample(vectors: Matrix) -> Matrix:
    """Rows at even steps: the same for the same collection, whatever its size."""
    step = max(len(vectors) // BACKGROUND_SIZE, 1)
    return np.ascontiguousarray(vectors[::step][:BACKGROUND_SIZE], dtype=np.float32)
