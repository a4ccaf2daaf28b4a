"""BM25F over arrays: an inverted index, scored for the few documents that matter.

Ranking function: BM25F (Robertson, Zaragoza, Taylor 2004) with two fields, each with a length normalisation of its
own, and the never-negative idf of Lucene. A query reads the postings of its rarest words first and stops where they
would be too many; the common words then only score the candidates found, which is MaxScore (Turtle and Flood 1995)
with a budget instead of a proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from search.index.arrays import Floats, Ints, Mask
from search.index.local.words.inverted import MOST_IN_BODY, MOST_IN_TITLE, Columns, Counts, Inverted
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
    """Where a term stands: its ``documents``, which begin at ``start`` in the arrays of all terms."""

    documents: NDArray[np.int32]
    start: int
    idf: float


class _Lengths(NamedTuple):
    """How long the fields of each document are."""

    title: Floats
    body: Floats


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

    def __init__(self, columns: Columns, lengths: _Lengths | None = None) -> None:
        """``lengths`` are counted where they are not known."""
        super().__init__(columns)
        self._lengths = lengths or _Lengths(*(_length(columns, field) for field in (columns.title, columns.body)))
        self._title_norm = _norms(self._lengths.title, B_TITLE)
        self._body_norm = _norms(self._lengths.body, B_BODY)
        self._idf = _idf(np.diff(columns.starts), columns.total)
        self._unseen = float(_idf(np.zeros(1, np.int64), columns.total)[0])

    def _changed(self, columns: Columns, moved: Ints, added: Mapping[int, Counts]) -> Self:
        here, lengths = moved >= 0, _Lengths(*(np.zeros(columns.total, np.float32) for _ in self._lengths))
        for length, before in zip(lengths, self._lengths, strict=True):
            length[moved[here]] = before[here]
        for number, counts in added.items():
            lengths.title[number] = sum(min(count, MOST_IN_TITLE) for count in counts.title.values())
            lengths.body[number] = sum(min(count, MOST_IN_BODY) for count in counts.body.values())
        return type(self)(columns, lengths)

    def idf(self, term: str) -> float:
        """How rare ``term`` is; unseen terms are the rarest."""
        column = self.column(term)
        return float(self._idf[column]) if column is not None else self._unseen

    def search(
        self, concepts: Sequence[Concept], count: int, allowed: Mask | None = None, budget: int = POSTINGS_BUDGET
    ) -> TermMatches:
        """The ``count`` best documents of those ``allowed``, for which about ``budget`` postings are read."""
        asked = list(map(self._ways, concepts))
        lists = sorted(map(self._impacts, asked), key=lambda found: len(found[0]))
        read: list[tuple[NDArray[np.int32], Floats]] = []
        total = enough = 0
        for documents, impacts in lists:
            if enough >= count and total + len(documents) > budget:
                break
            read.append((documents, impacts))
            total += len(documents)
            enough += len(documents) if allowed is None else int(np.count_nonzero(allowed[documents]))
        if not total:
            return self._evidence(asked, np.zeros(0, np.int64))
        sums = np.bincount(
            np.concatenate([documents for documents, _ in read]),
            np.concatenate([impacts for _, impacts in read]),
            self.count,
        )
        rows = np.flatnonzero(sums if allowed is None else sums * allowed)
        wider = count if len(read) == len(lists) else 4 * count  # common words may yet change the order
        if len(rows) > wider:
            rows = np.sort(rows[np.argpartition(-sums[rows], wider)[:wider]])
        found = self._evidence(asked, rows)
        if len(rows) <= count:
            return found
        best = np.sort(np.argpartition(-found.scores, count)[:count])
        return TermMatches(rows[best], found.scores[best], found.coverage[best])

    def evidence(self, concepts: Sequence[Concept], documents: Ints) -> TermMatches:
        """How well ``documents`` (ascending) match."""
        return self._evidence(list(map(self._ways, concepts)) if len(documents) else [], documents)

    def _evidence(self, asked: Sequence[Sequence[_Way]], documents: Ints) -> TermMatches:
        """The same by the ways to say each concept."""
        scores = np.zeros(len(documents), np.float32)
        coverage = np.zeros(len(documents), np.float32)
        mass = 0.0
        known = [[way for way in ways if way.is_known] for ways in asked] if len(documents) else []
        impacts = self._impacts_at([one for ways in known for way in ways for one in way.postings], documents)
        after = 0
        for ways in known:
            # That of what was written; where the collection does not know it, that of what stands for it.
            idf = ways[0].idf if ways else self._unseen
            mass += idf
            best, surest = np.zeros(len(documents), np.float32), np.zeros(len(documents), np.float32)
            for way in ways:
                before, after = after, after + len(way.postings)
                found = _together(impacts[before:after])
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
            return _Postings(self._documents[:0], 0, self._unseen)
        start = int(self._starts[column])
        return _Postings(self._documents[start : int(self._starts[column + 1])], start, float(self._idf[column]))

    def _impacts(self, ways: Sequence[_Way]) -> tuple[NDArray[np.int32], Floats]:
        """Every document that has a concept, with its score for it; ways overlap, so their sum bounds the best."""
        found = []
        for way in ways:
            rarest = min(way.postings, key=lambda postings: len(postings.documents))
            here = slice(rarest.start, rarest.start + len(rarest.documents))
            found.append((rarest.documents, way.weight * self._impact(here, rarest.idf)))
        if len(found) == 1:
            return found[0]
        return np.concatenate([documents for documents, _ in found]), np.concatenate([impact for _, impact in found])

    def _impacts_at(self, terms: Sequence[_Postings], documents: Ints) -> Floats:
        """The score of each of some ``terms``, which occur, in each of ``documents``: shape (terms, documents), 0 where
        one does not occur. All at once, since a step of NumPy costs as much for one as for all.
        """
        impacts = np.zeros((len(terms), len(documents)), np.float32)
        if not terms:
            return impacts
        wanted = documents.astype(np.int32)  # else each list of postings would be copied as wider numbers
        places, there = [], []
        for one in terms:
            at = np.searchsorted(one.documents, wanted)
            at[at == len(one.documents)] = 0
            here = one.documents[at] == wanted
            places.append(at[here] + one.start)
            there.append(here)
        idf = np.repeat([one.idf for one in terms], list(map(len, places)))
        impacts[np.stack(there)] = self._impact(np.concatenate(places), idf)
        return impacts

    def _impact(self, places: slice | Ints, idf: float | NDArray[np.float64]) -> Floats:
        """The score of the terms that stand at some ``places`` of the arrays, each in its document."""
        documents = self._documents[places]
        frequency = TITLE_WEIGHT * self._title[places] * self._title_norm[documents]
        frequency += self._body[places] * self._body_norm[documents]
        return np.asarray(idf * (K1 + 1) * frequency / (K1 + frequency), np.float32)


def _together(parts: Floats) -> Floats:
    """The score of terms that must all occur, a row each: their mean, 0 where one is missing."""
    if len(parts) == 1:
        return np.asarray(parts[0], np.float32)
    return np.asarray(np.where((parts > 0).all(axis=0), parts.mean(axis=0), 0.0), np.float32)


def _length(columns: Columns, counts: NDArray[np.integer]) -> Floats:
    """How long a field of each document is."""
    return np.bincount(columns.documents, counts, columns.total).astype(np.float32)


def _norms(lengths: Floats, b: float) -> Floats:
    """What an occurrence in each document counts for by the length of the field, 1 at the mean length."""
    mean = float(lengths.mean()) if len(lengths) else 0.0
    return np.asarray(1.0 / (1 - b + b * lengths / (mean or 1.0)), np.float32)


def _idf(frequencies: Ints, count: int) -> Floats:
    return np.log1p((count - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
