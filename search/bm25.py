"""BM25 over arrays: impacts are computed once when the index is opened, a query only adds a few columns.

Ranking function: Okapi BM25 (Robertson and Zaragoza 2009) with the never-negative idf of Lucene; fields weigh
by repetition before saturation, as in BM25F (Robertson, Zaragoza, Taylor 2004), so documents come as *weighted*
term counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Counts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the index says of a query.

    ``scores`` has one BM25 score a document, ``coverage`` the share of the query's idf mass that each document
    contains (0 to 1); ``ideal`` bounds the score of any document for this query.
    """

    scores: Floats
    coverage: Floats
    ideal: float


class Bm25:
    """An inverted index of documents, compressed by columns (terms); immutable."""

    def __init__(self, terms: Sequence[str], starts: Ints, documents: Ints, counts: Floats, count: int) -> None:
        self.count = count
        self._terms = terms
        self._column = {term: number for number, term in enumerate(terms)}
        self._starts, self._documents, self._counts = starts, documents, counts
        lengths = np.bincount(documents, counts, count).astype(np.float32) if count else np.zeros(0, np.float32)
        mean = float(lengths.mean()) if count else 0.0
        norms = K1 * (1 - B + B * lengths / (mean or 1.0))
        self._idf = _idf(np.diff(starts), count)
        saturated = counts * (K1 + 1) / (counts + norms[documents]) if len(counts) else counts
        self._impacts = (np.repeat(self._idf, np.diff(starts)) * saturated).astype(np.float32)

    @classmethod
    def build(cls, documents: Sequence[Counts]) -> Bm25:
        """Build from one mapping a document: term to weighted count."""
        return cls([], np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), 0).updated(
            np.zeros(0, np.int64), dict(enumerate(documents)), len(documents)
        )

    def updated(self, moved: Ints, added: Mapping[int, Counts], count: int) -> Bm25:
        """The index after a change.

        ``moved`` gives each present document's number in the new index (-1: gone), ``added`` the documents that
        are new or changed by their new number, ``count`` how many documents there are then.
        """
        names = sorted(set(self._terms) | {term for document in added.values() for term in document})
        column = {term: number for number, term in enumerate(names)}
        total = sum(len(document) for document in added.values())
        new_columns = np.fromiter((column[t] for d in added.values() for t in d), np.int64, total)
        new_rows = np.repeat(
            np.fromiter(added, np.int64, len(added)), np.fromiter(map(len, added.values()), np.int64, len(added))
        )
        new_counts = np.fromiter((c for d in added.values() for c in d.values()), np.float32, total)
        places = np.fromiter((column[t] for t in self._terms), np.int64, len(self._terms))
        old_columns = np.repeat(places, np.diff(self._starts))
        old_rows = moved[self._documents] if len(self._documents) else self._documents
        kept = old_rows >= 0
        columns = np.concatenate((old_columns[kept], new_columns))
        order = np.argsort(columns, kind="stable")
        rows = np.concatenate((old_rows[kept], new_rows))[order]
        counts = np.concatenate((self._counts[kept], new_counts))[order]
        used, widths = np.unique(columns, return_counts=True)
        starts = np.concatenate(([0], np.cumsum(widths))).astype(np.int64)
        return Bm25([names[number] for number in used], starts, rows, counts, count)

    @classmethod
    def load(cls, file: Path) -> Bm25:
        """Read what ``save`` wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            text = arrays["terms"].tobytes().decode()
            terms = text.split("\n") if text else []
            documents = arrays["documents"].astype(np.int64)
            return cls(terms, arrays["starts"], documents, arrays["counts"], int(arrays["count"]))

    def save(self, file: Path) -> None:
        """Write the arrays to ``file`` (``.npz``)."""
        text = np.frombuffer("\n".join(self._terms).encode(), dtype=np.uint8)
        documents = self._documents.astype(np.int32)
        count = np.int64(self.count)
        np.savez(file, terms=text, starts=self._starts, documents=documents, counts=self._counts, count=count)

    @property
    def terms(self) -> Sequence[str]:
        """Every term, in code point order."""
        return self._terms

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` occurs."""
        column = self._column.get(term)
        return 0 if column is None else int(self._starts[column + 1] - self._starts[column])

    def documents(self, term: str) -> Ints:
        """The documents in which ``term`` occurs."""
        column = self._column.get(term)
        return (
            self._documents[self._starts[column] : self._starts[column + 1]]
            if column is not None
            else self._documents[:0]
        )

    def idf(self, term: str) -> float:
        """How rare ``term`` is; unseen terms are the rarest."""
        column = self._column.get(term)
        return float(self._idf[column]) if column is not None else float(_idf(np.zeros(1, np.int64), self.count)[0])

    def search(self, terms: Iterable[str]) -> Evidence:
        """Score every document for ``terms``; a repeated term counts once."""
        scores = np.zeros(self.count, np.float32)
        coverage = np.zeros(self.count, np.float32)
        mass = 0.0
        for term in dict.fromkeys(terms):
            idf = self.idf(term)
            mass += idf
            column = self._column.get(term)
            if column is not None:
                span = slice(self._starts[column], self._starts[column + 1])
                scores[self._documents[span]] += self._impacts[span]
                coverage[self._documents[span]] += idf
        if mass:
            coverage /= mass
        return Evidence(scores, coverage, mass * (K1 + 1))


def _idf(frequencies: Ints, count: int) -> Floats:
    return np.log1p((count - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
