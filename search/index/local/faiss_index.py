"""Nearest passages by meaning; the only module that knows FAISS.

Exact (flat), or along a graph (HNSW, Malkov and Yashunin 2018) that is slow to build and quick to search.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from pathlib import Path
from typing import Any

import faiss as faiss_module
import numpy as np
from numpy.typing import NDArray

from search.index.arrays import Ints, Mask
from search.models.embedder import Matrix

# Its own type hints describe neither selectors nor search parameters.
faiss: Any = faiss_module

# Where a filter leaves fewer rows than this, they are all compared: a graph finds its way badly among few.
FEW = 3_000
GRAPH_LINKS = 24
GRAPH_CARE = 80
GRAPH_EFFORT = 3
"""Times the root of how many vectors there are: how many a search keeps in view (efSearch), so that of the ten nearest
as many are found among 120,000 as among 11,000 (bench/recall.py).
"""
BACKGROUND_SIZE = 512
# Of a half whose sign was drawn along to the left: the sign, exponent and fraction where a float has them; and what
# exponents counted from 15 lack to those counted from 127.
_SIGN_AND_REST = np.int32(0x8FFFE000 - (1 << 32))
_EXPONENTS = np.float32(2.0**112)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows, best first, with their cosines."""

    rows: Ints
    cosines: Matrix


class SemanticIndex:
    """Normalised vectors of one model, one a row; immutable. ``file`` is where it was last saved or loaded."""

    def __init__(self, index: Any, file: Path | None = None) -> None:
        self._index = index
        self.file = file
        self._matrix = _values(index)

    @classmethod
    def build(cls, vectors: Matrix, *, graph: bool = False) -> SemanticIndex:
        """Build from normalised vectors of shape (rows, dimension)."""
        dimension = vectors.shape[1]
        if graph:
            half = faiss.ScalarQuantizer.QT_fp16
            index: Any = faiss.IndexHNSWSQ(dimension, half, GRAPH_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = GRAPH_CARE
            index.train(vectors[:1])  # nothing to learn, but it must be told so
        else:
            index = faiss.IndexFlatIP(dimension)
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> SemanticIndex:
        """Read what ``save`` wrote."""
        return cls(faiss.read_index(str(file)), file)

    def save(self, file: Path) -> None:
        """Write the index to ``file``; where it is on disk already, link it."""
        if self.file == file:  # by a save that failed later; it may be linked, and is never written over
            return
        try:
            if self.file is None or not _linked(self.file, file):
                faiss.write_index(self._index, str(file))
        except RuntimeError as error:  # how FAISS says that the disk is full
            raise OSError(f"{file} cannot be written: {error}") from error
        self.file = file

    def __len__(self) -> int:
        return len(self._matrix)

    @property
    def is_graph(self) -> bool:
        """Whether neighbours are found along a graph."""
        return isinstance(self._index, faiss.IndexHNSW)

    @cached_property
    def background(self) -> Matrix:
        """Rows at even steps, at most ``BACKGROUND_SIZE``: what is usual here."""
        return self._evenly(np.arange(len(self)))

    def sample(self, rows: Ints | None = None) -> Matrix:
        """The same of these ``rows`` alone; None: of all."""
        return self.background if rows is None else self._evenly(rows)

    def _evenly(self, rows: Ints) -> Matrix:
        step = max(len(rows) // BACKGROUND_SIZE, 1)
        return np.ascontiguousarray(self._matrix[rows[::step][:BACKGROUND_SIZE]], np.float32)

    def vectors(self, rows: Ints | Mask) -> Matrix:
        """The vectors of ``rows``, shape (n, dimension)."""
        return _floats(self._matrix[rows])

    def cosines(self, query: Matrix, rows: Ints) -> Matrix:
        """The cosine of ``query`` with each of ``rows``."""
        return self.vectors(rows) @ query

    def nearest(self, query: Matrix, count: int, allowed: Mask, few: int = FEW) -> Neighbours:
        """The ``count`` rows nearest to ``query`` (shape (dimension,)), of those ``allowed``; where these are ``few``,
        they are all compared.
        """
        some = int(np.count_nonzero(allowed))
        if not self.is_graph or some <= few:
            return self._exactly(query, count, None if some == len(self) else np.flatnonzero(allowed))
        selector = None if some == len(self) else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        effort = faiss.SearchParametersHNSW(sel=selector, efSearch=max(int(GRAPH_EFFORT * sqrt(len(self))), count))
        cosines, rows = self._index.search(query.reshape(1, -1), min(count, len(self)), params=effort)
        real = rows[0] >= 0
        return Neighbours(rows[0][real], cosines[0][real])

    def _exactly(self, query: Matrix, count: int, rows: Ints | None) -> Neighbours:
        """Every row compared, by one product: several times as fast as asking FAISS for a single query."""
        if (self.is_graph and rows is not None) or (rows is not None and 2 * len(rows) < len(self)):
            cosines = self.cosines(query, rows)
        else:
            cosines = np.asarray(self._matrix, np.float32) @ query
            cosines = cosines if rows is None else cosines[rows]
        best = np.argpartition(-cosines, count)[:count] if len(cosines) > count else np.arange(len(cosines))
        best = best[np.argsort(-cosines[best], kind="stable")]
        return Neighbours(best if rows is None else rows[best], cosines[best])


def _values(index: Any) -> NDArray[np.floating[Any]]:
    """The vectors where FAISS keeps them, not a copy: halves in a graph (enough for a cosine), else floats."""
    rows, dimension = int(index.ntotal), int(index.d)
    if not rows:
        return np.zeros((0, dimension), np.float32)
    if not isinstance(index, faiss.IndexHNSW):
        return np.asarray(faiss.rev_swig_ptr(index.get_xb(), rows * dimension)).reshape(rows, dimension)
    codes = faiss.downcast_index(index.storage).codes
    return np.asarray(faiss.rev_swig_ptr(codes.data(), 2 * rows * dimension)).view(np.float16).reshape(rows, dimension)


def _floats(values: NDArray[np.floating[Any]]) -> Matrix:
    """Finite ``values`` as floats, halves by moving their bits: half again as fast as numpy, to the same digits."""
    if values.dtype != np.float16:
        return np.asarray(values, np.float32)
    bits = values.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _SIGN_AND_REST
    floats = bits.view(np.float32)
    floats *= _EXPONENTS
    return floats


def _linked(source: Path, target: Path) -> bool:
    try:
        target.hardlink_to(source)
    except OSError:  # gone, or a file system without hard links
        return False
    return True
