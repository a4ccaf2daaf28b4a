"""Words in arrays to look at, and languages of a few passages."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import numpy as np
from hypothesis import strategies as st

from kb.catalog.article import Article
from search.index.arrays import Ints
from search.index.local.words.bm25 import Bm25
from search.index.local.words.inverted import Counts, Inverted
from search.index.local.words.lexical import Partition, article_counts, name_counts, passage_counts, word_counts
from search.index.passages import Passage
from search.index.query_terms import Concept


def words(*terms: str) -> list[Concept]:
    return [Concept.of(term) for term in terms]


def every(index: Bm25) -> Ints:
    return np.arange(index.count, dtype=np.int64)


def scores(index: Bm25, *concepts: Concept) -> list[float]:
    return index.evidence(concepts, every(index)).scores.tolist()


def same_postings(one: Inverted, other: Inverted) -> bool:
    """Whether two indexes hold the same terms of the same documents."""
    return (
        one.count == other.count
        and list(one.terms) == list(other.terms)
        and all(one.documents(term).tolist() == other.documents(term).tolist() for term in one.terms)
    )


def same_index(one: Bm25, other: Bm25) -> bool:
    """Whether they score every term alike as well."""
    return same_postings(one, other) and all(
        np.allclose(scores(one, *words(t)), scores(other, *words(t)), atol=1e-5) for t in one.terms
    )


def article(title: str, language: str = "en", **more: object) -> Article:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Article(language, title.lower(), "x.md", title, "", now, **more)  # type: ignore[arg-type]


def passage(text: str, *headings: str, language: str = "en", unseen: str = "") -> Passage:
    return Passage(language, "k", "", headings, "", text, unseen)


def body_of(*passages: Passage) -> Counter[str]:
    return sum((Counter(dict(passage_counts(piece).body)) for piece in passages), Counter())


def partition(language: str, *texts: str) -> Partition:
    """One article of one passage for each text, without a title."""
    pieces = [passage(text, language=language) for text in texts]
    return Partition(
        language,
        Bm25.build([article_counts(article("", language), [piece], body_of(piece)) for piece in pieces]),
        Bm25.build([passage_counts(piece) for piece in pieces]),
        Bm25.build([word_counts(article("", language), [piece]) for piece in pieces]),
        Inverted.build([name_counts(article("", language), [piece]) for piece in pieces]),
    )


TERMS = st.sampled_from(["kettle", "password", "order", "ремонт", "گذرواژه", "密码"])


FIELD = st.dictionaries(TERMS, st.integers(1, 6), max_size=5)


DOCUMENTS = st.lists(st.builds(Counts, FIELD, FIELD), max_size=8)


def doc(body: str = "", title: str = "") -> Counts:
    return Counts(Counter(title.split()), Counter(body.split()))
