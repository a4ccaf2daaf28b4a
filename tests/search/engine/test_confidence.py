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


def keyed(found: Candidates, *ids: ArticleId) -> Candidates:
    return Candidates(ids, found.scores, found.coverage, found.foreign)


def test_rivals_are_other_articles_and_no_translations() -> None:
    found = candidates([2.0, 2.0, 1.0], [3.0, 3.0, 1.0])
    twins = keyed(found, ArticleId("ar", "one"), ArticleId("en", "one"), ArticleId("en", "two"))
    assert signs(found, usual).rivals == pytest.approx(np.log(2))
    assert signs(twins, usual).rivals == 0.0
    assert confidence_of(twins, usual) > confidence_of(found, usual)


@pytest.mark.parametrize("others", [0, 1, 2, 3])
def test_every_rival_makes_it_less_sure_up_to_three(others: int) -> None:
    alone, one_more = (candidates([0.0] * (1 + n), [3.0] * (1 + n)) for n in (others, others + 1))
    assert (confidence_of(one_more, usual) < confidence_of(alone, usual)) is (others < 3)


def test_a_rival_comes_up_by_degrees() -> None:
    sure = [confidence_of(candidates([0.0, 0.0], [3.0, 0.1 * tenths]), usual) for tenths in range(31)]
    steps = -np.diff(sure)
    assert sure[0] > sure[-1]
    assert (steps >= 0).all()
    assert steps.max() < 0.3 * (sure[0] - sure[-1])


def test_what_has_hardly_a_share_of_the_best_score_is_no_rival() -> None:
    assert signs(candidates([2.0, 0.5, 0.5, 0.5], [3.0, 1.0, 1.0, 1.0]), usual).rivals == 0.0


def saying(found: Candidates, *shares: float) -> Candidates:
    return Candidates(found.articles, found.scores, np.array(shares, np.float32), found.foreign)


def test_it_is_surer_the_more_of_the_query_the_article_says() -> None:
    found = candidates([0.0, 0.0], [3.0, 1.0])
    sure = [confidence_of(saying(found, share, 1.0), usual) for share in (0.0, 0.5, 1.0)]
    assert sure == sorted(sure)
    assert len(set(sure)) == 3


def test_what_an_article_says_it_says_in_any_of_its_languages() -> None:
    found = saying(candidates([0.0, 0.0], [3.0, 1.0]), 0.2, 0.8)
    twins = keyed(found, ArticleId("ar", "one"), ArticleId("en", "one"))
    assert (signs(twins, usual).said, signs(found, usual).said) == pytest.approx((0.8, 0.2))
