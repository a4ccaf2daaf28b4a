"""Articles and passages by their words: one partition a language, ranked by BM25 arrays.

Each language is its own collection, with its own idf and lengths: a word that is rare among forty Arabic articles
stays rare however many English ones there are. A query is analysed as each language would write it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.article import Article
from search.analysis import terms
from search.bm25 import Bm25, Counts, Floats, Ints
from search.folding import words
from search.passages import Passage

TITLE_WEIGHT = 2.0
KEYWORD_WEIGHT = 2.0
HEADING_WEIGHT = 1.0
MAX_QUERY_TERMS = 64


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """One row an article or passage of the snapshot.

    ``articles`` and ``passages`` are BM25 as a share of the best any document could score for this query in its
    language (0 to 1, so languages compare), ``coverage`` the share of the query's idf mass in each article.
    """

    articles: Floats
    passages: Floats
    coverage: Floats


@dataclass(frozen=True, slots=True)
class Partition:
    """One language's articles and passages by their terms, and its articles by their words as written."""

    language: str
    articles: Bm25
    passages: Bm25
    words: Bm25


class LexicalIndex:
    """All partitions, in the order of the snapshot's rows."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        self.partitions = tuple(partitions)

    def search(self, text: str) -> LexicalScores:
        """Score everything for ``text``."""
        articles, passages, coverage = [], [], []
        for part in self.partitions:
            wanted = terms(text, part.language)[:MAX_QUERY_TERMS]
            found = part.articles.search(wanted)
            pieces = part.passages.search(wanted)
            articles.append(found.scores / (found.ideal or 1.0))
            passages.append(pieces.scores / (pieces.ideal or 1.0))
            coverage.append(found.coverage)
        return LexicalScores(_joined(articles), _joined(passages), _joined(coverage))

    def partition(self, language: str) -> Partition | None:
        """The partition of a language, None where it has no article."""
        return next((part for part in self.partitions if part.language == language), None)

    def save(self, folder: Path) -> None:
        """Write every partition into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        for part in self.partitions:
            part.articles.save(folder / f"{part.language}.articles.npz")
            part.passages.save(folder / f"{part.language}.passages.npz")
            part.words.save(folder / f"{part.language}.words.npz")
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
                    Bm25.load(folder / f"{language}.words.npz"),
                )
                for language in languages
            ]
        )


def article_counts(article: Article, passages: Sequence[Passage]) -> Counts:
    """The weighted terms of an article: its text once, its title, keywords and headings more."""
    counts: Counter[str] = Counter()
    headings = dict.fromkeys(heading for passage in passages for heading in passage.heading_path)
    _add(counts, article.title, article.language, TITLE_WEIGHT)
    for keyword in article.keywords:
        _add(counts, keyword, article.language, KEYWORD_WEIGHT)
    for heading in headings:
        _add(counts, heading, article.language, HEADING_WEIGHT)
    for passage in passages:
        _add(counts, passage.text, article.language, 1.0)
    return counts


def passage_counts(passage: Passage) -> Counts:
    """The weighted terms of one passage with the headings above it; the title is the same for all."""
    counts: Counter[str] = Counter()
    _add(counts, passage.unseen, passage.language, 1.0)
    for heading in passage.heading_path:
        _add(counts, heading, passage.language, TITLE_WEIGHT)
    _add(counts, passage.text, passage.language, 1.0)
    return counts


def word_counts(article: Article, passages: Sequence[Passage]) -> Counts:
    """The words of an article as written (folded, not stemmed), each once: what spelling draws on."""
    texts = [article.title, *article.keywords]
    texts += [text for passage in passages for text in (*passage.heading_path, passage.text)]
    return dict.fromkeys((word for text in texts for word in words(text)), 1.0)


def _add(counts: Counter[str], text: str, language: str, weight: float) -> None:
    for term in terms(text, language):
        counts[term] += weight  # type: ignore[assignment]


def _joined(arrays: list[Floats]) -> Floats:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.float32)


def no_rows() -> Ints:
    """An empty list of row numbers."""
    return np.zeros(0, np.int64)
