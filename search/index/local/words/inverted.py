"""An inverted index compressed by columns (terms): in which documents each term stands, and how often."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import repeat
from pathlib import Path
from sys import intern
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.index.arrays import Ints, Mask

_Number = TypeVar("_Number", bound=np.generic)
MOST_IN_TITLE, MOST_IN_BODY = 255, 65_535
"""More often a term is not counted in a field of a document."""
FEW = 2_000
"""Up to so many places of an array are taken out or put in by copying what stands between them."""


class Counts(NamedTuple):
    """How often each term stands in the title field and in the body of a document."""

    title: Mapping[str, int]
    body: Mapping[str, int]


class Columns(NamedTuple):
    """What an index consists of.

    The documents of ``terms[n]``, and how often it stands in their ``title`` and ``body``, are those from ``starts[n]``
    to ``starts[n + 1]``; ``total`` is how many documents there are.
    """

    terms: Sequence[str]
    starts: Ints
    documents: NDArray[np.int32]
    title: NDArray[np.uint8]
    body: NDArray[np.uint16]
    total: int


class Inverted:
    """An inverted index of documents; immutable."""

    def __init__(self, columns: Columns) -> None:
        self._terms, self._starts, self._documents, self._title, self._body, self.count = columns

    @classmethod
    def build(cls, documents: Sequence[Counts]) -> Self:
        """Build from the counts of each document."""
        none = np.zeros(0, np.int64)
        narrow = none.astype(np.int32), none.astype(np.uint8), none.astype(np.uint16)
        empty = cls(Columns([], np.zeros(1, np.int64), *narrow, 0))
        return empty.updated(none, dict(enumerate(documents)), len(documents))

    def updated(self, moved: Ints, added: Mapping[int, Counts], count: int) -> Self:
        """The index after a change, without sorting what was sorted.

        ``moved`` gives each present document's number in the new index (-1: gone), ascending; ``added`` the documents
        that are new or changed by their new number, ``count`` how many documents there are then.
        """
        wanted = sorted({t for doc in added.values() for field in doc for t in field})
        names, places = _merged_names(self._terms, wanted)
        documents = moved.astype(np.int32)[self._documents]
        title, body, had = self._title, self._body, np.diff(self._starts)
        if len(gone := np.flatnonzero(documents < 0)):
            had -= np.bincount(self._terms_at(gone), minlength=len(had))
            documents, title, body = _without(documents, gone), _without(title, gone), _without(body, gone)
        widths = np.zeros(len(names), np.int64)
        widths[places] = had
        new = _new_postings(added, {term: bisect_left(names, term) for term in wanted})
        at = _places(new, documents, np.concatenate(([0], np.cumsum(widths))))
        widths += np.bincount(new.terms, minlength=len(names))
        unused = np.flatnonzero(widths == 0)
        columns = Columns(
            _without_names(names, unused.tolist()),
            np.concatenate(([0], np.cumsum(_without(widths, unused)))).astype(np.int64),
            _joined(documents, new.documents, at),
            _joined(title, np.minimum(new.title, MOST_IN_TITLE), at),
            _joined(body, np.minimum(new.body, MOST_IN_BODY), at),
            count,
        )
        return self._changed(columns, moved, added)

    def _changed(self, columns: Columns, moved: Ints, added: Mapping[int, Counts]) -> Self:
        """One of ``columns``, which are those of this one after the change that ``updated`` was told of."""
        del moved, added
        return type(self)(columns)

    def kept(self, documents: Mask) -> Self:
        """The index as if there were only the ``documents`` marked."""
        moved = np.where(documents, np.cumsum(documents) - 1, -1)
        return self.updated(moved, {}, int(np.count_nonzero(documents)))

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read what ``save`` wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            text = arrays["terms"].tobytes().decode()
            starts, documents, title, body = (arrays[name] for name in ("starts", "documents", "title", "body"))
            # The indexes of one language have most of their terms in common.
            names = list(map(intern, text.split("\n"))) if text else []
            return cls(Columns(names, starts, documents, title, body, int(arrays["count"])))

    def save(self, file: Path) -> None:
        """Write the arrays to ``file`` (``.npz``)."""
        text = np.frombuffer("\n".join(self._terms).encode(), dtype=np.uint8)
        np.savez(
            file,
            terms=text,
            count=np.array(self.count),
            starts=self._starts,
            documents=self._documents,
            title=self._title,
            body=self._body,
        )

    @property
    def terms(self) -> Sequence[str]:
        """Every term, in code point order."""
        return self._terms

    def frequency(self, term: str) -> int:
        """In how many documents ``term`` occurs."""
        start, end = self._span(term)
        return end - start

    def documents(self, term: str) -> NDArray[np.int32]:
        """The documents in which ``term`` occurs, ascending."""
        return self._documents[slice(*self._span(term))]

    def starting_with(self, prefix: str) -> Sequence[str]:
        """The terms that begin with ``prefix``."""
        first = bisect_left(self._terms, prefix)
        return self._terms[first : bisect_left(self._terms, prefix + "\U0010ffff", first)]

    def documents_beginning(self, prefix: str) -> NDArray[np.int32]:
        """The documents with a term that begins with ``prefix``, in no order, some more than once."""
        first = bisect_left(self._terms, prefix)
        after = bisect_left(self._terms, prefix + "\U0010ffff", first)
        return self._documents[int(self._starts[first]) : int(self._starts[after])]

    def column(self, term: str) -> int | None:
        """The number of ``term``, None where no document has it: by halving, since a table of all terms would be made
        anew at each saved article and take more memory than the index.
        """
        number = bisect_left(self._terms, term)
        return number if number < len(self._terms) and self._terms[number] == term else None

    def _terms_at(self, positions: Ints) -> Ints:
        """The numbers of the terms whose documents stand at ``positions`` of the arrays."""
        return np.searchsorted(self._starts, positions, side="right") - 1

    def _span(self, term: str) -> tuple[int, int]:
        """Where in the arrays the documents of ``term`` stand."""
        column = self.column(term)
        return (0, 0) if column is None else (int(self._starts[column]), int(self._starts[column + 1]))


class _NewPostings(NamedTuple):
    """Where terms stand in new documents: the numbers of both, ascending, and how often in each field."""

    terms: Ints
    documents: Ints
    title: Ints
    body: Ints


def _new_postings(documents: Mapping[int, Counts], numbers: Mapping[str, int]) -> _NewPostings:
    """What stands in ``documents``; ``numbers`` has that of each term."""
    found: list[int] = []
    title: list[int] = []
    body: list[int] = []
    lengths: list[int] = []
    for counts in documents.values():
        terms = {**counts.body, **counts.title}
        found += map(numbers.__getitem__, terms)
        title += map(counts.title.get, terms, repeat(0))
        body += map(counts.body.get, terms, repeat(0))
        lengths.append(len(terms))
    columns = [np.array(column, np.int64) for column in (found, title, body)]
    columns.insert(1, np.repeat(np.array(list(documents), np.int64), np.array(lengths, np.int64)))
    order = np.lexsort((columns[1], columns[0]))
    return _NewPostings(*(column[order] for column in columns))


def _places(new: _NewPostings, documents: NDArray[np.int32], starts: Ints) -> Ints:
    """Where each of ``new`` belongs among the ``documents`` of its term, from ``starts`` on: all by halving at once."""
    low, high = starts[new.terms], starts[new.terms + 1]
    while (is_open := low < high).any():
        middle = (low + high) // 2
        is_before = documents[np.minimum(middle, len(documents) - 1)] < new.documents
        low = np.where(is_open & is_before, middle + 1, low)
        high = np.where(is_open & ~is_before, middle, high)
    return low


def _without(column: NDArray[_Number], gone: Ints) -> NDArray[_Number]:
    """``column`` without the places ``gone``, which ascend: where they are few, whole stretches are copied."""
    if not len(gone):
        return column
    if len(gone) > FEW:
        stays = np.ones(len(column), bool)
        stays[gone] = False
        return column[stays]
    starts, ends = [0, *(gone + 1).tolist()], [*gone.tolist(), len(column)]
    return np.concatenate([column[start:end] for start, end in zip(starts, ends, strict=True)])


def _joined(old: NDArray[_Number], new: Ints, at: Ints) -> NDArray[_Number]:
    """Both in one array; ``at`` ascends and tells before which of the ``old`` each new one stands."""
    if not len(new):
        return old
    if len(new) > FEW:
        is_new = np.zeros(len(old) + len(new), bool)
        is_new[at + np.arange(len(at))] = True
        found = np.empty(len(is_new), old.dtype)
        found[~is_new], found[is_new] = old, new
        return found
    column, starts = new.astype(old.dtype), [0, *at.tolist()]
    pieces = [old[: starts[1]]]
    for number, (start, end) in enumerate(zip(starts[1:], [*starts[2:], len(old)], strict=True)):
        pieces += [column[number : number + 1], old[start:end]]
    return np.concatenate(pieces)


def _merged_names(old: Sequence[str], names: Sequence[str]) -> tuple[Sequence[str], Ints]:
    """All names in order, and the new place of each old one; ``names`` are in order, and may be old."""
    at = [bisect_left(old, name) for name in names]
    fresh = [(place, name) for place, name in zip(at, names, strict=True) if place == len(old) or old[place] != name]
    if not fresh:
        return old, np.arange(len(old))
    before = np.bincount([place for place, _ in fresh], minlength=len(old) + 1)
    places = np.arange(len(old)) + np.cumsum(before)[: len(old)]
    if len(fresh) > FEW:
        return sorted([*old, *(name for _, name in fresh)]), places
    merged = list(old)
    for place, name in reversed(fresh):
        merged.insert(place, name)
    return merged, places


def _without_names(names: Sequence[str], unused: Sequence[int]) -> Sequence[str]:
    if not unused:
        return names
    if len(unused) > FEW:
        gone = frozenset(unused)
        return [name for number, name in enumerate(names) if number not in gone]
    left = list(names)
    for number in reversed(unused):
        del left[number]
    return left
