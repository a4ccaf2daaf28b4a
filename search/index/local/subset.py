"""Some articles of a snapshot, as a mask over its rows: those that one query may find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kb.catalog.article import EVERYONE, ArticleId
from search.index.arrays import Ints, Mask
from search.index.deadline import FOREVER, Deadline
from search.index.query_terms import Wanted
from search.models.embedder import Matrix

if TYPE_CHECKING:
    from search.index.local.snapshot import Snapshot


class RowSubset:
    """The articles of a snapshot that are marked in ``rows`` (one a row)."""

    def __init__(self, snapshot: Snapshot, rows: Mask, *, is_usual: bool = False) -> None:
        """``is_usual``: many queries come with this very mask, so that what is made of it is worth keeping."""
        self._snapshot = snapshot
        self._rows = rows
        self._is_usual = is_usual

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self._rows.any()

    def satisfying(self, constraint: object, language: str, deadline: Deadline = FOREVER) -> RowSubset | None:
        """Those that satisfy the constraint of a query in ``language``, without translations of those that do not.

        Raises:
            DeadlineError: it takes too long.

        """
        matching = self._rows & self._snapshot.matching(constraint, deadline)
        if not matching.any():
            return None
        return self._with(matching & ~refused(self._snapshot, self._rows & ~matching, language))

    def within(self, category: str | None = None, product: str | None = None) -> RowSubset:
        """Those in or below a category, and about a product or every one; None: any."""
        return self._with(self._rows & self._snapshot.labels.mask(EVERYONE, None, category, None, product))

    def without(self, article: ArticleId) -> RowSubset:
        """All but one."""
        rows = self._rows.copy()
        rows[self._snapshot.row_of[article]] = False
        return self._with(rows)

    def nothing(self) -> RowSubset:
        """None of them."""
        return self._with(np.zeros_like(self._rows))

    def has_word(self, word: str, language: str) -> bool:
        """Whether one of them in ``language`` has a word just as written (folded)."""
        part = self._snapshot.lexical.partition(language)
        if part is None:
            return False
        return bool(self._rows[self._snapshot.languages[language]][part.words.documents(word)].any())

    def holding(self, articles: Iterable[ArticleId]) -> frozenset[ArticleId]:
        """Which of ``articles`` are among them."""
        row_of = self._snapshot.row_of
        return frozenset(id_ for id_ in articles if (row := row_of.get(id_)) is not None and self._rows[row])

    def called(self, keys: Mapping[str, AbstractSet[str]]) -> frozenset[ArticleId]:
        """Those in each language that have a name of these ``keys``."""
        rows: set[int] = set()
        for language, wanted in keys.items():
            if part := self._snapshot.lexical.partition(language):
                start = self._snapshot.languages[language].start
                rows.update(start + row for key in wanted for row in part.names.documents(key).tolist())
        return frozenset(self._snapshot.entries[row].id for row in rows if self._rows[row])

    def everything(self) -> Sequence[ArticleId]:
        """All of them, in order."""
        return self._ids(np.flatnonzero(self._rows))

    def best_by_words(self, wanted: Wanted, count: int) -> Sequence[ArticleId]:
        """The ``count`` best of each language by words, ascending."""
        return self._ids(self._snapshot.lexical.search(wanted, count, self._rows).documents)

    def nearest(self, vectors: Mapping[str, Matrix], counts: Mapping[str, int]) -> Sequence[ArticleId]:
        """Those with a passage among the ``counts`` (by language) nearest to the vector of each model, each once."""
        near = [np.zeros(0, np.int64)]
        for name, vector in vectors.items():
            for part in self._snapshot.models[name].parts:
                if count := counts.get(part.language, 0):
                    near.append(part.nearest(vector, count, self._passages))
        rows = dict.fromkeys(self._snapshot.article_of[np.concatenate(near)].tolist())
        return [self._snapshot.entries[row].id for row in rows]

    @cached_property
    def _passages(self) -> Mask:
        """The passages of these articles; large segments keep what they make of the same array."""
        if self._is_usual:
            return self._snapshot.passages_allowed(self._rows)
        return self._rows[self._snapshot.article_of]

    def _with(self, rows: Mask) -> RowSubset:
        return RowSubset(self._snapshot, rows)

    def _ids(self, rows: Ints) -> list[ArticleId]:
        entries = self._snapshot.entries
        return [entries[row].id for row in rows.tolist()]


def refused(snapshot: Snapshot, failing: Mask, language: str) -> Mask:
    """The translations of articles whose version in the query's language does not satisfy the query.

    Its operators are about that version: what ``-word`` takes away must not come back in another language.
    """
    native = snapshot.languages.get(language, slice(0, 0))
    rows = native.start + np.flatnonzero(failing[native])
    return snapshot.labels.translations(rows.tolist())
