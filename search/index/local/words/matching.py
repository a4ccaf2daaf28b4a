"""Which documents of a Whoosh index satisfy a constraint: Whoosh reads the leaves, masks join them.

Whoosh's own matchers walk all branches of a query side by side, one document at a time in Python: hundreds of branches
take seconds. A leaf is read once however often it is written, and joining masks costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import numpy as np
from whoosh import query
from whoosh.searching import Searcher

from search.index.arrays import Mask
from search.index.deadline import Deadline

# Documents read between two looks at the clock.
READ_AT_ONCE = 256
Beginning = Callable[[str], Iterable[int]]
"""The numbers of the documents with a word that begins with a text."""


class Matching:
    """Matches one constraint; ``leaves`` counts what Whoosh was asked for."""

    def __init__(self, searcher: Searcher, deadline: Deadline, beginning: Beginning | None = None) -> None:
        """``beginning`` finds the beginnings of words in the text; without it Whoosh does."""
        self._searcher = searcher
        self._deadline = deadline
        self._beginning = beginning
        self._known: dict[str, Mask] = {}
        self._count = searcher.reader().doc_count_all()

    @property
    def leaves(self) -> int:
        """How many different leaves were read."""
        return len(self._known)

    def mask(self, tree: Any) -> Mask:
        """The documents that satisfy ``tree``, one a document number.

        Raises:
            DeadlineError: the time is over.

        """
        if isinstance(tree, query.And | query.Or):
            join = np.logical_and if isinstance(tree, query.And) else np.logical_or
            return reduce(join, map(self.mask, tree.subqueries))
        if isinstance(tree, query.Not):
            return self._leaf(query.Every()) & ~self.mask(tree.query)
        if isinstance(tree, query.AndNot):
            return self.mask(tree.a) & ~self.mask(tree.b)
        if isinstance(tree, query.AndMaybe):
            return self.mask(tree.a)
        return self._leaf(tree)

    def _leaf(self, tree: Any) -> Mask:
        name = f"{type(tree).__name__} {tree!r}"
        if name not in self._known:
            self._deadline.check()
            self._known[name] = self._read(tree)
        return self._known[name]

    def _read(self, tree: Any) -> Mask:
        mask = np.zeros(self._count, bool)
        is_beginning = self._beginning and isinstance(tree, query.Prefix) and tree.fieldname == "text"
        numbers = self._beginning(tree.text) if self._beginning and is_beginning else tree.docs(self._searcher)
        for read, number in enumerate(numbers, start=1):
            mask[number] = True
            if read % READ_AT_ONCE == 0:
                self._deadline.check()
        return mask
