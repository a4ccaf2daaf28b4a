"""What an index knows of the articles that may answer a query: the one thing that ranking works on.

A few hundred articles by their names, however many there are, and columns of numbers beside them. Nothing here tells
in which rows, files or tables an index keeps its articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from kb.catalog.article import ArticleId
from search.index.arrays import Floats, Ints


@dataclass(frozen=True)
class PassageEvidence:
    """What the passages of some ``articles`` (ascending, each once) have in common with a query.

    One number a passage, article by article: those of ``articles[n]`` stand from ``starts[n]`` to ``starts[n + 1]``.
    ``words`` are BM25F as a share of the best possible score in the language (0 to 1), ``cosines`` by model how near
    each is in meaning; NaN where the model has not read it.
    """

    articles: Sequence[ArticleId]
    starts: Ints
    words: Floats
    cosines: Mapping[str, Floats]

    @cached_property
    def own(self) -> Ints:
        """The place of each passage's article among ``articles``."""
        return np.repeat(np.arange(len(self.articles)), np.diff(self.starts))

    @cached_property
    def languages(self) -> Mapping[str, slice]:
        """Where each language's articles stand, which are side by side."""
        counts = Counter(id_.language for id_ in self.articles)
        ends = accumulate(counts.values())
        return {language: slice(end - counts[language], end) for language, end in zip(counts, ends, strict=True)}

    def passages(self, articles: slice) -> slice:
        """Where the passages of some articles stand that are side by side."""
        return slice(int(self.starts[articles.start]), int(self.starts[articles.stop]))


@dataclass(frozen=True)
class Evidence:
    """What some articles and their passages have in common with a query.

    One number an article of ``passages.articles``: ``words`` is BM25F as a share of the best possible score in the
    language (0 to 1), ``coverage`` the share of the query's idf mass that the article contains.
    """

    words: Floats
    coverage: Floats
    passages: PassageEvidence

    @property
    def articles(self) -> Sequence[ArticleId]:
        """The articles, ascending, each once."""
        return self.passages.articles


class UsualNearness(NamedTuple):
    """The ``mean`` cosine of a query with the texts of one language, of which there are ``texts``."""

    mean: float
    texts: int


class Usual(NamedTuple):
    """How near a query is to texts of any kind by one model, so that what is surprising can be told.

    ``deviation`` is how much cosines vary between texts of one language, the unit of surprise.
    """

    deviation: float
    languages: Mapping[str, UsualNearness]
