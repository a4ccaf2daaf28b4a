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

WordTable = Mapping[str, Mapping[str, float]]
"""By index term of one language the terms of another that stand for it, with how surely they do (``SURE`` to 1)."""
TermsOf = dict[tuple[str, str], Sequence[str]]


class _Learned:
    """The tables of one state of the collection, by source and target."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tables: dict[tuple[str, str], WordTable] = {}


@lru_cache(maxsize=2)  # the public's and the staff's
def _learned_of(_: tuple[LanguageWords, ...]) -> _Learned:
    return _Learned()


def learn(index: Index, catalog: Catalog, languages: Iterable[str]) -> None:
    """Learn now what the articles of ``index`` teach of all ``languages``; each text is taken apart once for them all,
    which is most of the work.
    """
    terms_of: TermsOf = {}
    for source, target in combinations(sorted(languages), 2):
        learned_words(index, catalog, source, target, terms_of)


def learned_words(
    index: Index, catalog: Catalog, source: str, target: str, terms_of: TermsOf | None = None
) -> WordTable:
    """What the articles of ``index`` teach of saying words of one language in another; made once a state of them.

    ``terms_of``: the terms of texts that were taken apart before, by language and text; more are added.
    """
    kept = _learned_of(tuple(index.vocabularies))
    with kept.lock:
        if (source, target) not in kept.tables:
            one, two = sorted((source, target))
            kept.tables |= _learn(index, catalog, one, two, {} if terms_of is None else terms_of)
        return kept.tables[source, target]


def _learn(index: Index, catalog: Catalog, one: str, two: str, terms_of: TermsOf) -> dict[tuple[str, str], WordTable]:
    numbers: tuple[dict[str, int], dict[str, int]] = {}, {}
    firsts, seconds, meetings = [], [], 0
    for texts in _texts(index, catalog, one, two):
        terms = (_terms_of(*each, terms_of) for each in zip(texts, (one, two), strict=True))
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


def _terms_of(text: str, language: str, known: TermsOf) -> Sequence[str]:
    if (language, text) not in known:
        known[language, text] = list(dict.fromkeys(surest_terms(text, language)))
    return known[language, text]


def _numbered(terms: Sequence[str], numbers: dict[str, int]) -> Ints:
    return np.array(sorted({numbers.setdefault(term, len(numbers)) for term in terms}), np.int64)


def _table(pairs: WordPairs, names: Sequence[str], others: Sequence[str]) -> WordTable:
    table: dict[str, dict[str, float]] = {}
    for place in np.argsort(-pairs.share, kind="stable")[: np.count_nonzero(pairs.share >= SURE)].tolist():
        ways = table.setdefault(names[pairs.first[place]], {})
        if len(ways) < MOST_WAYS:
            ways[others[pairs.second[place]]] = float(pairs.share[place])
    return table
