"""What a collection's own translations teach: which words of two languages stand for each other in it.

Twenty-six translated articles of a page or two teach some 400 words of a language pair in a fifth of a second. Learned
from what may be seen by those who ask, and again when articles change; never more than ``MOST_MEETINGS``, so that it
takes no longer for a thousand articles than for two hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.index.arrays import Ints
from search.index.interface import Index
from search.index.vocabulary import LanguageWords
from search.text.analysis import surest_terms
from search.translation.alignment import WordPairs, align
from search.translation.parallel import Texts, paragraphs, sections_of, short_texts

SURE = 0.3
"""Below it are words that only stand in the same texts."""
MOST_WAYS = 4
MOST_MEETINGS = 300_000
MOST_TEXTS = 8_192
"""Whose words are kept apart; of a pair of languages some 1,300 texts make ``MOST_MEETINGS``."""

WordTable = Mapping[str, Mapping[str, float]]
"""By index term of one language the terms of another that stand for it, with how surely they do (``SURE`` to 1)."""


class _Lesson:
    """What two languages teach of each other, by source and target; empty until somebody asks."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tables: dict[tuple[str, str], WordTable] = {}


class _Lessons:
    """The lesson of each two languages' articles, for as long as an index has both: of a change, the languages that it
    leaves alone are not learned again, however many audiences each see an index of their own.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: WeakKeyDictionary[LanguageWords, WeakKeyDictionary[LanguageWords, _Lesson]] = WeakKeyDictionary()

    def of(self, first: LanguageWords, second: LanguageWords) -> _Lesson:
        """The one of these two; safe to use from many threads."""
        with self._lock:
            return self._kept.setdefault(first, WeakKeyDictionary()).setdefault(second, _Lesson())


_LESSONS = _Lessons()


def learn(index: Index, catalog: Catalog, languages: Iterable[str]) -> None:
    """Learn now what the articles of ``index`` teach of all ``languages``."""
    for source, target in combinations(sorted(languages), 2):
        learned_words(index, catalog, source, target)


def learned_words(index: Index, catalog: Catalog, source: str, target: str) -> WordTable:
    """What the articles of ``index`` teach of saying words of one language in another; made once a state of the two."""
    one, two = sorted((source, target))
    first, second = index.vocabulary(one), index.vocabulary(two)
    if first is None or second is None or one == two:
        return {}
    lesson = _LESSONS.of(first, second)
    with lesson.lock:
        if not lesson.tables:
            lesson.tables = _learn(index, catalog, one, two)
        return lesson.tables[source, target]


def _learn(index: Index, catalog: Catalog, one: str, two: str) -> dict[tuple[str, str], WordTable]:
    numbers: tuple[dict[str, int], dict[str, int]] = {}, {}
    firsts, seconds, meetings = [], [], 0
    for texts in _texts(index, catalog, one, two):
        terms = map(_terms_of, texts, (one, two))
        first, second = (_numbered(*each) for each in zip(terms, numbers, strict=True))
        firsts.append(first)
        seconds.append(second)
        meetings += len(first) * len(second)
        if meetings > MOST_MEETINGS:
            break
    names = [list(each) for each in numbers]
    pairs = align(firsts, seconds)
    there = _table(pairs, *names)
    back = _table(WordPairs(pairs.second, pairs.first, pairs.share), *reversed(names))
    return {(one, two): there, (two, one): back}


def _texts(index: Index, catalog: Catalog, one: str, two: str) -> Iterator[Texts]:
    """The texts that translate each other: of all articles what is short and sure, then the rest."""
    keys = sorted(
        id_.key for id_ in catalog.articles if id_.language == one and ArticleId(two, id_.key) in catalog.articles
    )
    passages = index.texts(ArticleId(language, key) for key in keys for language in (one, two))
    pairs = [
        (first, second, sections_of(passages[first]), sections_of(passages[second]))
        for key in keys
        if (first := ArticleId(one, key)) in passages and (second := ArticleId(two, key)) in passages
    ]
    for first, second, sections, others in pairs:
        yield from short_texts(catalog.articles[first], catalog.articles[second], sections, others)
    for _, _, sections, others in pairs:
        yield from paragraphs(sections, others)


@lru_cache(maxsize=MOST_TEXTS)
def _terms_of(text: str, language: str) -> Sequence[str]:
    """Taking texts apart is most of the work, and nearly all of them stand in the next state of a collection, in what
    another audience sees, and beside each other language.
    """
    return tuple(dict.fromkeys(surest_terms(text, language)))


def _numbered(terms: Sequence[str], numbers: dict[str, int]) -> Ints:
    return np.array(sorted({numbers.setdefault(term, len(numbers)) for term in terms}), np.int64)


def _table(pairs: WordPairs, names: Sequence[str], others: Sequence[str]) -> WordTable:
    table: dict[str, dict[str, float]] = {}
    for place in np.argsort(-pairs.share, kind="stable")[: np.count_nonzero(pairs.share >= SURE)].tolist():
        ways = table.setdefault(names[pairs.first[place]], {})
        if len(ways) < MOST_WAYS:
            ways[others[pairs.second[place]]] = float(pairs.share[place])
    return table
