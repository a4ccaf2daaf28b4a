"""BM25F over arrays: an inverted index, scored for the few documents that matter.

Ranking function: BM25F (Robertson, Zaragoza, Taylor 2004) with two fields, each with a length normalisation of its
own, and the never-negative idf of Lucene. A query reads the postings of its rarest words first and stops where they
would be too many; the common words then only score the candidates found, which is MaxScore (Turtle and Flood 1995)
with a budget instead of a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.index.arrays import Floats, Ints, Mask
from search.index.local.words.inverted import Columns, Inverted
from search.index.query_terms import Concept

K1 = 1.2
B_BODY = 0.75
B_TITLE = 0.6
TITLE_WEIGHT = 3.0
# Postings a query reads before common words are only looked up for the candidates: about 0.3 ms.
POSTINGS_BUDGET = 30_000


@dataclass(frozen=True, slots=True)
class TermMatches:
    """What the index says of some documents.

    ``scores`` are BM25F as a share of ``ideal``, the best any document could have (0 to 1); ``coverage`` is the share
    of the query's idf mass that each document contains. ``documents`` ascend.
    """

    documents: Ints
    scores: Floats
    coverage: Floats


class _Postings(NamedTuple):
    documents: NDArray[np.int32]
    start: int
    idf: float


class Bm25(Inverted):
    """An inverted index of documents that scores them; immutable."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self._title_norm = _norms(columns.documents, columns.title, columns.total, B_TITLE)
        self._body_norm = _norms(columns.documents, columns.body, columns.total, B_BODY)
        self._idf = _idf(np.diff(columns.starts), columns.total)
        self._unseen = float(_idf(np.zeros(1, np.int64), columns.total)[0])

    def idf(self, term: str) -> float:
        """How rare ``term`` is; unseen terms are the rarest."""
        column = self.column(term)
        return float(self._idf[column]) if column is not None else self._unseen

    def search(
        self, concepts: Sequence[Concept], count: int, allowed: Mask | None = None, budget: int = POSTINGS_BUDGET
    ) -> TermMatches:
        """The ``count`` best documents of those ``allowed``, for which about ``budget`` postings are read."""
        lists = sorted((self._impacts(concept) for concept in concepts), key=lambda found: len(found[0]))
        read: list[tuple[NDArray[np.int32], Floats]] = []
        total = enough = 0
        for documents, impacts in lists:
            if enough >= count and total + len(documents) > budget:
                break
            read.append((documents, impacts))
            total += len(documents)
            enough += len(documents) if allowed is None else int(np.count_nonzero(allowed[documents]))
        if not total:
            return self.evidence(concepts, np.zeros(0, np.int64))
        sums = np.bincount(
            np.concatenate([documents for documents, _ in read]),
            np.concatenate([impacts for _, impacts in read]),
            self.count,
        )
        rows = np.flatnonzero(sums if allowed is None else sums * allowed)
        wider = count if len(read) == len(lists) else 4 * count  # common words may yet change the order
        if len(rows) > wider:
            rows = np.sort(rows[np.argpartition(-sums[rows], wider)[:wider]])
        found = self.evidence(concepts, rows)
        if len(rows) <= count:
            return found
        best = np.sort(np.argpartition(-found.scores, count)[:count])
        return TermMatches(rows[best], found.scores[best], found.coverage[best])

    def evidence(self, concepts: Sequence[Concept], documents: Ints) -> TermMatches:
        """How well ``documents`` (ascending) match."""
        scores = np.zeros(len(documents), np.float32)
        coverage = np.zeros(len(documents), np.float32)
        mass = 0.0
        for concept in concepts if len(documents) else ():
            idf = self._concept_idf(concept)
            mass += idf
            best, surest = np.zeros(len(documents), np.float32), np.zeros(len(documents), np.float32)
            for terms, weight in concept.alternatives:
                parts = [self._impact_at(self._postings(term), documents) for term in terms]
                found = _together(parts)
                # What stands for a word may be rarer, and yet is worth no more than the word.
                best = np.maximum(best, weight * min(idf / self._rarest(terms), 1.0) * found)
                surest = np.maximum(surest, np.where(found > 0, weight, 0.0))
            scores += best
            coverage += idf * surest
        scores /= mass * (K1 + 1) or 1.0
        coverage /= mass or 1.0
        return TermMatches(documents, scores, np.asarray(coverage, np.float32))

    def _concept_idf(self, concept: Concept) -> float:
        """The idf of what was written; where the collection does not know it, that of what stands for it."""
        known = [self._rarest(way.terms) for way in concept.alternatives if None not in map(self.column, way.terms)]
        return known[0] if known else self._unseen

    def _rarest(self, terms: Iterable[str]) -> float:
        return max(map(self.idf, terms), default=self._unseen)

    def _postings(self, term: str) -> _Postings:
        start, end = self._span(term)
        return _Postings(self._documents[start:end], start, self.idf(term))

    def _impacts(self, concept: Concept) -> tuple[NDArray[np.int32], Floats]:
        """Every document that has the concept, with its score for it; ways overlap, so their sum bounds the best."""
        found = []
        for terms, weight in concept.alternatives:
            rarest = min((self._postings(term) for term in terms), key=lambda postings: len(postings.documents))
            positions = np.arange(rarest.start, rarest.start + len(rarest.documents))
            found.append((rarest.documents, weight * self._impact(positions, rarest.idf)))
        if len(found) == 1:
            return found[0]
        return np.concatenate([documents for documents, _ in found]), np.concatenate([impact for _, impact in found])

    def _impact_at(self, postings: _Postings, documents: Ints) -> Floats:
        """The score of one term in each of ``documents``, 0 where it does not occur."""
        impact = np.zeros(len(documents), np.float32)
        if len(postings.documents):
            at = np.minimum(np.searchsorted(postings.documents, documents), len(postings.documents) - 1)
            there = postings.documents[at] == documents
            impact[there] = self._impact(postings.start + at[there], postings.idf)
        return impact

    def _impact(self, positions: Ints, idf: float) -> Floats:
        documents = self._documents[positions]
        frequency = TITLE_WEIGHT * self._title[positions] * self._title_norm[documents]
        frequency += self._body[positions] * self._body_norm[documents]
        return np.asarray(idf * (K1 + 1) * frequency / (K1 + frequency), np.float32)


def _together(parts: Sequence[Floats]) -> Floats:
    """The score of terms that must all occur: their mean, 0 where one is missing."""
    if len(parts) == 1:
        return parts[0]
    stacked = np.stack(parts)
    return np.asarray(np.where((stacked > 0).all(axis=0), stacked.mean(axis=0), 0.0), np.float32)


def _norms(documents: NDArray[np.int32], counts: NDArray[np.integer], count: int, b: float) -> Floats:
    """What an occurrence in each document counts for by the length of the field, 1 at the mean length."""
    lengths = np.bincount(documents, counts, count).astype(np.float32) if count else np.zeros(0, np.float32)
    mean = float(lengths.mean()) if count else 0.0
    return np.asarray(1.0 / (1 - b + b * lengths / (mean or 1.0)), np.float32)


def _idf(frequencies: Ints, count: int) -> Floats:
    return np.log1p((count - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
