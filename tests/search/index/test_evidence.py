"""Columns of evidence: which number belongs to which article."""

from __future__ import annotations

import numpy as np

from kb.catalog.article import ArticleId
from search.index.evidence import PassageEvidence


def evidence(*articles: tuple[str, str, int]) -> PassageEvidence:
    """Of articles by language, key and how many passages they have."""
    ids = [ArticleId(language, key) for language, key, _ in articles]
    starts = np.cumsum([0, *(count for _, _, count in articles)])
    return PassageEvidence(ids, starts, np.zeros(int(starts[-1]), np.float32), {})


def test_every_passage_tells_whose_it_is() -> None:
    found = evidence(("ar", "a", 2), ("en", "a", 1), ("en", "b", 3))
    assert found.own.tolist() == [0, 0, 1, 2, 2, 2]
    assert found.passages(slice(1, 3)) == slice(2, 6)


def test_the_articles_of_a_language_stand_side_by_side() -> None:
    found = evidence(("ar", "a", 2), ("en", "a", 1), ("en", "b", 3))
    assert dict(found.languages) == {"ar": slice(0, 1), "en": slice(1, 3)}


def test_nothing_has_no_passages_and_no_languages() -> None:
    found = evidence()
    assert found.own.tolist() == []
    assert dict(found.languages) == {}
