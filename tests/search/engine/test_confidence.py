"""How sure an answer is lies between nothing and certainty."""

from __future__ import annotations

import numpy as np
import pytest

from kb.catalog.article import ArticleId
from search.engine.candidates import Candidates
from search.engine.confidence import confidence_of, signs
from search.engine.fusion import MOST_STANDING, fuse
from search.results.as_json import results_json
from tests.search.conftest import Searchable


def usual(_language: str) -> float:
    return 3.0


def candidates(words: list[float], meaning: list[float] | None) -> Candidates:
    strength, rows = np.array(words, np.float32), np.arange(len(words))
    ids = [ArticleId("en", f"article-{row:02}") for row in rows.tolist()]
    known = None if meaning is None else np.array(meaning, np.float32)
    return Candidates(ids, fuse(strength, strength, known, rows), np.minimum(strength, 1.0), np.zeros(len(words), bool))


def test_where_nothing_is_known_there_is_no_confidence() -> None:
    assert confidence_of(candidates([], None), usual) == 0.0


def test_a_list_that_was_filtered_only_is_complete(help_centre: Searchable) -> None:
    assert help_centre.search("-zebra").confidence == 1.0


@pytest.mark.parametrize("meaning", [-50.0, 0.0, 50.0])
def test_whatever_the_evidence_confidence_is_a_share(meaning: float) -> None:
    assert 0.0 <= confidence_of(candidates([0.0, 0.0], [meaning, -50.0]), usual) <= 1.0
    assert 0.0 <= confidence_of(candidates([MOST_STANDING], [meaning]), usual) <= 1.0


@pytest.mark.parametrize(
    "text", ["password", "forgotten password", "weather on mars", "گذرواژه", "xyzzy", "a b c", "1"]
)
def test_an_answer_says_how_sure_it_is(help_centre: Searchable, text: str) -> None:
    found = help_centre.search(text)
    assert 0.0 <= found.confidence <= 1.0
    assert results_json(found)["fits"] is found.fits


def test_more_evidence_is_never_less_sure() -> None:
    weak = candidates([1.0, 0.5], None)
    strong = candidates([MOST_STANDING, 0.5], None)
    assert confidence_of(weak, usual) <= confidence_of(strong, usual)


def test_the_same_nearness_is_less_sure_where_titles_are_nearer() -> None:
    found = candidates([0.0, 0.0], [2.0, 1.0])
    assert confidence_of(found, lambda _: 5.0) < confidence_of(found, lambda _: 3.0)


def test_the_next_best_is_another_article_and_no_translation() -> None:
    found = candidates([2.0, 2.0, 1.0], [3.0, 3.0, 1.0])
    translated = [ArticleId("ar", "article-00"), ArticleId("en", "article-00"), ArticleId("en", "article-02")]
    twins = Candidates(translated, found.scores, found.coverage, found.foreign)
    assert signs(found, usual).ahead == 0.0
    assert signs(twins, usual).ahead > 0.0
