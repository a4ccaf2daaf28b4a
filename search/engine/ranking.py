"""From scores to the list a reader sees: what is good enough, one hit an article, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.engine.candidates import Candidates
from search.index.arrays import Floats, Ints, Mask
from search.index.interface import Subset
from search.results.results import MAX_HITS, SearchRequest

# An article with none of the words is shown only where its meaning is this surprising, and this share of the nearest's.
MEANING_FLOOR = 0.8
MEANING_SHARE = 0.5
FAIR_SHARE = 0.15
NOT_FAR = 0.5
# Beyond the first three, hits weaker than this share of the best have nothing to do with the question.
WEAK = 0.35
SURE_OF_PLACE = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit by the article to show."""

    article: ArticleId
    score: float
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All hits in order, how many there are by category and by language, and the keys of those articles which the query
    is the name of.
    """

    hits: Sequence[Ranked]
    categories: Mapping[str, int]
    languages: Mapping[str, int]
    called: AbstractSet[str] = frozenset()

    def with_last(self, is_last: Callable[[Ranked], bool]) -> Ranking:
        """The same hits with some after all others. Scores stay with the places: what comes after still sees them
        fall.
        """
        order = sorted(range(len(self.hits)), key=lambda place: is_last(self.hits[place]))
        moved = [replace(self.hits[old], score=self.hits[new].score) for new, old in enumerate(order)]
        return replace(self, hits=moved)

    def called_first(self) -> Ranking:
        """The same hits, first those of the articles that the query is the name of: nobody could say more of it."""
        return self.with_last(lambda hit: hit.article.key not in self.called) if self.called else self


def rank(
    catalog: Catalog,
    request: SearchRequest,
    found: Candidates,
    language: str,
    subset: Subset,
    only_filter: bool,
    called: AbstractSet[ArticleId] = frozenset(),
) -> Ranking:
    """Order the candidates ``found`` for a query in ``language`` among the articles of ``subset``.

    The catalog is asked once more what may be shown: it may have changed since the index was asked. With
    ``only_filter`` the query names no words and every candidate is a hit. What is in a third language, neither the
    reader's nor the query's nor the collection's own, is counted and shown only where there is nothing else. Articles
    that are ``called`` what the query says are hits whatever else is known of them.
    """
    read = tuple(dict.fromkeys((request.language or language, language, catalog.default_language)))
    scores = found.scores
    near = _near(scores.meaning)
    is_called = np.array([id_ in called for id_ in found.articles], bool)
    good = only_filter | is_called | _good_enough(scores.words, found.coverage, scores.meaning, near)
    places = np.flatnonzero(good)
    is_read = np.array([id_.language == read[0] for id_ in found.articles], bool)
    places = places[np.lexsort((~is_read[places], -scores.total[places], ~is_called[places]))]
    groups = (
        group
        for group in _one_an_article(places, found, near, subset, read)
        if _may_be_shown(catalog, request, group.article)
    )
    keys = frozenset(id_.key for id_ in called)
    ordered = sorted(islice(groups, None if only_filter else MAX_HITS), key=lambda hit: -hit.score)
    if not only_filter:
        ordered = _without_weak_tail(ordered, keys)
    shown = ordered if only_filter or request.only_language else _in_one_of(read, ordered)
    return Ranking(
        shown,
        Counter(catalog.articles[hit.article].category for hit in shown),
        Counter(hit.article.language for hit in ordered),
        keys,
    )


def _near(meaning: Floats | None) -> Mask | None:
    """Which are found by meaning, whatever their words; None where no model was asked."""
    return None if meaning is None else meaning >= max(MEANING_FLOOR, MEANING_SHARE * float(meaning.max(initial=0.0)))


def _good_enough(words: Floats, coverage: Floats, meaning: Floats | None, near: Mask | None) -> Mask:
    """Found by meaning alone, or by words that are a fair part of the query or whose meaning is not far off."""
    if meaning is None or near is None:
        return words > 0
    return near | ((words > 0) & ((coverage >= FAIR_SHARE) | (meaning >= NOT_FAR)))


def _one_an_article(
    places: Ints, found: Candidates, near: Mask | None, subset: Subset, read: Sequence[str]
) -> Iterator[Ranked]:
    """The translations of an article as one hit with the best score: the version in the first of the languages
    ``read`` that has one, else the one found.
    """
    first: dict[str, int] = {}
    for place in places.tolist():
        first.setdefault(found.articles[place].key, place)
    unread = [key for key, place in first.items() if found.articles[place].language != read[0]]
    versions = subset.holding(ArticleId(language, key) for key in unread for language in read)
    for key, place in first.items():
        shown = found.articles[place]
        if shown.language != read[0]:
            own = (ArticleId(language, key) for language in read)
            shown = next((version for version in own if version in versions), shown)
        yield Ranked(shown, float(found.scores.total[place]), _found_by(found, near, place))


def _in_one_of(read: Sequence[str], hits: Sequence[Ranked]) -> Sequence[Ranked]:
    """Those in one of the languages ``read``; all where there is none."""
    return [hit for hit in hits if hit.article.language in read] or hits


def _may_be_shown(catalog: Catalog, request: SearchRequest, id_: ArticleId) -> bool:
    article = catalog.articles.get(id_)
    return article is not None and article.is_published and article.audience in request.audiences


def _without_weak_tail(ordered: list[Ranked], called: AbstractSet[str]) -> list[Ranked]:
    least = WEAK * max((hit.score for hit in ordered), default=0.0)
    sure = enumerate(ordered)
    return [hit for place, hit in sure if place < SURE_OF_PLACE or hit.score >= least or hit.article.key in called]


def _found_by(found: Candidates, near: Mask | None, place: int) -> tuple[str, ...]:
    if near is None:
        return ("lexical",)
    ways = ("lexical",) if found.scores.words[place] > 0 else ()
    return (*ways, "semantic") if near[place] else ways or ("semantic",)
