"""BM25F over arrays: an inverted index, scored for the few documents that matter.

Ranking function: BM25F (Robertson, Zaragoza, Taylor 2004) with two fields, each with a length normalisation of its
own, and the never-negative idf of Lucene. A query reads the postings of its rarest words first and stops where they
would be too many; the common words then only score the candidates found, which is MaxScore (Turtle and Flood 1995)
with a budget instead of a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """Where a term stands: the ``documents``, and how often in their ``title`` and ``body``."""

    documents: NDArray[np.int32]
    title: NDArray[np.uint8]
    body: NDArray[np.uint16]
    idf: float


class _Way(NamedTuple):
    """An alternative as the index has it: the postings of its terms, and the idf of the rarest of them."""

    postings: Sequence[_Postings]
    idf: float
    weight: float

    @property
    def is_known(self) -> bool:
        """Whether the collection has every term of it."""
        return all(len(one.documents) for one in self.postings)


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
            known = [way for way in self._ways(concept) if way.is_known]
            # That of what was written; where the collection does not know it, that of what stands for it.
            idf = known[0].idf if known else self._unseen
            mass += idf
            best, surest = np.zeros(len(documents), np.float32), np.zeros(len(documents), np.float32)
            for way in known:
                found = _together([self._impact_at(one, documents) for one in way.postings])
                # What stands for a word may be rarer, and yet is worth no more than the word.
                best = np.maximum(best, way.weight * min(idf / way.idf, 1.0) * found)
                surest = np.maximum(surest, np.where(found > 0, way.weight, 0.0))
            scores += best
            coverage += idf * surest
        scores /= mass * (K1 + 1) or 1.0
        coverage /= mass or 1.0
        return TermMatches(documents, scores, np.asarray(coverage, np.float32))

    def _ways(self, concept: Concept) -> list[_Way]:
        ways = []
        for terms, weight in concept.alternatives:
            postings = [self._postings(term) for term in terms]
            ways.append(_Way(postings, max(one.idf for one in postings), weight))
        return ways

    def _postings(self, term: str) -> _Postings:
        column = self.column(term)
        if column is None:
            return _Postings(self._documents[:0], self._title[:0], self._body[:0], self._unseen)
        here = slice(int(self._starts[column]), int(self._starts[column + 1]))
        return _Postings(self._documents[here], self._title[here], self._body[here], float(self._idf[column]))

    def _impacts(self, concept: Concept) -> tuple[NDArray[np.int32], Floats]:
        """Every document that has the concept, with its score for it; ways overlap, so their sum bounds the best."""
        found = []
        for way in self._ways(concept):
            rarest = min(way.postings, key=lambda postings: len(postings.documents))
            found.append((rarest.documents, way.weight * self._impact(rarest)))
        if len(found) == 1:
            return found[0]
        return np.concatenate([documents for documents, _ in found]), np.concatenate([impact for _, impact in found])

    def _impact_at(self, postings: _Postings, documents: Ints) -> Floats:
        """The score of one term in each of ``documents``, 0 where it does not occur."""
        impact = np.zeros(len(documents), np.float32)
        at = np.minimum(np.searchsorted(postings.documents, documents), len(postings.documents) - 1)
        there = postings.documents[at] == documents
        at = at[there]
        found = _Postings(postings.documents[at], postings.title[at], postings.body[at], postings.idf)
        impact[there] = self._impact(found)
        return impact

    def _impact(self, postings: _Postings) -> Floats:
        """The score of one term in each document that has it."""
        documents, title, body, idf = postings
        frequency = TITLE_WEIGHT * title * self._title_norm[documents]
        frequency += body * self._body_norm[documents]
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
