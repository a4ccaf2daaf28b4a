"""Articles and passages by their words: one partition a language, ranked by BM25F arrays.

Each language is its own collection, with its own idf and lengths: a word that is rare among forty Arabic articles
stays rare however many English ones there are. A query is analysed as each language would write it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import Protocol

import numpy as np

from kb.catalog.article import ArticleId
from search.index.arrays import Floats, Ints, Mask
from search.index.local.words.bm25 import Bm25, TermMatches
from search.index.local.words.inverted import Counts, Inverted
from search.index.names import name_keys
from search.index.passages import Passage
from search.index.query_terms import Wanted
from search.text.analysis import terms
from search.text.folding import words


class Described(Protocol):
    """What is indexed of an article beside its passages."""

    @property
    def id(self) -> ArticleId:
        """Its language and key."""

    @property
    def language(self) -> str:
        """The code of its language."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def keywords(self) -> Sequence[str]:
        """What else it is called."""

    @property
    def category(self) -> str:
        """The path of its category."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Partition:
    """One language's articles and passages by their terms, and its articles by their words as written and by names.
    What is told from it is kept for as long as it is there, so it can be referred to weakly.
    """

    language: str
    articles: Bm25
    passages: Bm25
    words: Inverted
    names: Inverted


class LexicalIndex:
    """All partitions, in the order of the snapshot's rows; rows here are those of the whole snapshot."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        self.partitions = tuple(partitions)
        self._articles = list(accumulate((part.articles.count for part in partitions), initial=0))
        self._passages = list(accumulate((part.passages.count for part in partitions), initial=0))

    def search(self, wanted: Wanted, count: int, allowed: Mask) -> TermMatches:
        """The ``count`` best articles of each language of those ``allowed`` (one a row); ``wanted`` by language."""
        found = []
        for part, start, end in self._spans(self._articles):
            evidence = part.articles.search(wanted.get(part.language, ()), count, allowed[start:end])
            found.append(TermMatches(evidence.documents + start, evidence.scores, evidence.coverage))
        return _joined(found)

    def articles(self, wanted: Wanted, rows: Ints) -> TermMatches:
        """How well the articles ``rows`` (ascending) match."""
        return self._evidence(lambda part: part.articles, self._articles, wanted, rows)

    def passages(self, wanted: Wanted, rows: Ints) -> Floats:
        """How well the passages ``rows`` (ascending) match, as a share of the best possible score in each language."""
        return self._evidence(lambda part: part.passages, self._passages, wanted, rows).scores

    def partition(self, language: str) -> Partition | None:
        """The partition of a language, None where it has no article."""
        return next((part for part in self.partitions if part.language == language), None)

    def beginning(self, prefix: str) -> Ints:
        """The articles with a (folded) word that begins with ``prefix``, ascending."""
        spans = self._spans(self._articles)
        return np.concatenate([start + np.unique(part.words.documents_beginning(prefix)) for part, start, _ in spans])

    def of(self, language: str) -> Partition:
        """The partition of a language that has articles."""
        return next(part for part in self.partitions if part.language == language)

    def save(self, folder: Path) -> None:
        """Write every partition into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        for part in self.partitions:
            part.articles.save(folder / f"{part.language}.articles.npz")
            part.passages.save(folder / f"{part.language}.passages.npz")
            part.words.save(folder / f"{part.language}.words.npz")
            part.names.save(folder / f"{part.language}.names.npz")
        (folder / "languages.json").write_text(json.dumps([part.language for part in self.partitions]), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what ``save`` wrote."""
        languages = json.loads((folder / "languages.json").read_text("utf-8"))
        return cls(
            [
                Partition(
                    language,
                    Bm25.load(folder / f"{language}.articles.npz"),
                    Bm25.load(folder / f"{language}.passages.npz"),
                    Inverted.load(folder / f"{language}.words.npz"),
                    Inverted.load(folder / f"{language}.names.npz"),
                )
                for language in languages
            ]
        )

    def _spans(self, starts: Sequence[int]) -> Iterator[tuple[Partition, int, int]]:
        return zip(self.partitions, starts[:-1], starts[1:], strict=True)

    def _evidence(
        self, index: Callable[[Partition], Bm25], starts: Sequence[int], wanted: Wanted, rows: Ints
    ) -> TermMatches:
        found = []
        for part, start, end in self._spans(starts):
            mine = rows[np.searchsorted(rows, start) : np.searchsorted(rows, end)]
            evidence = index(part).evidence(wanted.get(part.language, ()), mine - start)
            found.append(TermMatches(mine, evidence.scores, evidence.coverage))
        return _joined(found)


def article_counts(article: Described, passages: Sequence[Passage], body: Counter[str]) -> Counts:
    """The terms of an article: title, keywords and what links call it as one field, headings and text (``body``) as
    the other.
    """
    headings = dict.fromkeys(heading for passage in passages for heading in passage.heading_path)
    above = _count(article.language, article.title, *article.keywords)
    above.update(_called(passages))
    below = _count(article.language, *headings)
    below.update(body)
    return Counts(above, below)


def passage_counts(passage: Passage) -> Counts:
    """The terms of one passage: what stands above it as one field, its text as the other."""
    above = _count(passage.language, passage.title, *passage.heading_path, passage.unseen)
    above.update(_called([passage]))
    return Counts(above, _count(passage.language, passage.text))


def word_counts(article: Described, passages: Sequence[Passage]) -> Counts:
    """The words of an article as written (folded, not stemmed), each once: what spelling draws on."""
    texts = [article.title, *article.keywords]
    texts += [text for passage in passages for text in (*passage.heading_path, passage.text)]
    return Counts({}, dict.fromkeys((word for text in texts for word in words(text)), 1))


def name_counts(article: Described, passages: Sequence[Passage]) -> Counts:
    """What an article is called, each name once (``name_keys``): its title, its keywords, and what links call it."""
    names = [(article.language, name) for name in (article.title, *article.keywords)]
    names += [name for passage in passages for name in passage.called]
    return Counts({}, dict.fromkeys((key for language, name in names for key in name_keys(name, language)), 1))


def _called(passages: Sequence[Passage]) -> set[str]:
    """The terms of an article's names in other languages, each once, as these have them."""
    names = (name for passage in passages for name in passage.called)
    return {term for language, text in names for term in terms(text, language)}


def _count(language: str, *texts: str) -> Counter[str]:
    return Counter(chain.from_iterable(terms(text, language) for text in texts))


def _joined(found: Sequence[TermMatches]) -> TermMatches:
    if not found:
        return TermMatches(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    return TermMatches(
        np.concatenate([part.documents for part in found]),
        np.concatenate([part.scores for part in found]),
        np.concatenate([part.coverage for part in found]),
    )


def no_rows() -> Ints:
    """An empty list of row numbers."""
    return np.zeros(0, np.int64)
