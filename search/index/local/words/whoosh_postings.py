"""What Whoosh is given to write, sorted as arrays: the words of many texts, of which it would make a tuple each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import groupby
from operator import itemgetter

import numpy as np
from whoosh import formats
from whoosh.writing import PostingPool

_AT_ONCE = 100_000
"""Postings that are made into objects of Python together."""
_POSITIONS = formats.Positions()
Posting = tuple[str, bytes, int, float, bytes]
"""Field, word, document, weight, and where in the document; they are written in this order."""


def posting_of(field: str, word: bytes, document: int, places: Sequence[int]) -> Posting:
    """A word that stands at ``places`` of a document."""
    where = _encoded(places[0]) if len(places) == 1 else _POSITIONS.encode(places)
    return field, word, document, float(len(places)), where


class WordPool:
    """A pool of postings that has the words of the field ``field`` in arrays; all others are kept by ``others``."""

    def __init__(self, others: PostingPool, field: str) -> None:
        self._others, self._field = others, field
        self._numbers: dict[str, int] = {}
        self._words = array("I")
        self._documents: list[tuple[int, int]] = []

    def add(self, item: Posting) -> None:
        """Take a posting of another field, or of a segment that was there before."""
        self._others.add(item)

    def add_words(self, document: int, words: Iterable[str]) -> None:
        """Take the text of ``document``; documents come in their order."""
        before, number = len(self._words), self._numbers.setdefault
        self._words.extend([number(word, len(self._numbers)) for word in words])
        self._documents.append((document, len(self._words) - before))

    def iter_postings(self) -> Iterator[Posting]:
        """All of them, in order."""
        mine = self._postings()
        for field, others in groupby(self._others.iter_postings(), itemgetter(0)):
            if field == self._field:
                yield from merge(others, mine)
                continue
            if field > self._field:
                yield from mine  # nothing the second time
            yield from others
        yield from mine

    def cleanup(self) -> None:
        """Take away what it has on the disk."""
        self._others.cleanup()

    def _postings(self) -> Iterator[Posting]:
        names = sorted(self._numbers)
        rank = np.zeros(len(names), np.int32)
        rank[[self._numbers[name] for name in names]] = np.arange(len(names))
        words = rank[np.frombuffer(self._words, np.uint32)]
        order = np.argsort(words, kind="stable")
        numbers, lengths = np.array(self._documents, np.int32).reshape(-1, 2).T
        ends = np.cumsum(lengths)
        places = np.arange(len(words), dtype=np.int32) - np.repeat(ends - lengths, lengths)
        words, documents, places = words[order], np.repeat(numbers, lengths)[order], places[order]
        is_first = np.ones(len(words), bool)
        is_first[1:] = (words[1:] != words[:-1]) | (documents[1:] != documents[:-1])
        starts = np.append(np.flatnonzero(is_first), len(words))
        for at in range(0, len(starts) - 1, _AT_ONCE):
            some = starts[at : at + _AT_ONCE + 1]
            where = places[some[0] : some[-1]].tolist()
            firsts = (some - some[0]).tolist()
            rows = zip(words[some[:-1]].tolist(), documents[some[:-1]].tolist(), firsts, firsts[1:], strict=False)
            for word, document, start, end in rows:
                yield posting_of(self._field, names[word].encode(), document, where[start:end])


@lru_cache(maxsize=2_000)
def _encoded(place: int) -> bytes:
    """The one place of a word, which most words of a text have."""
    encoded: bytes = _POSITIONS.encode([place])
    return encoded
