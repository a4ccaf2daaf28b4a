"""Words and meanings as one score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import fusion
from search.bm25 import Floats

ALL = [slice(None)]


def floats(*values: float) -> Floats:
    return np.array(values, np.float32)


def order(scores: Floats) -> list[int]:
    return np.argsort(-scores, kind="stable").tolist()


def test_without_meaning_the_words_decide_alone() -> None:
    assert order(fusion.fuse(floats(0.2, 4.0, 0.0), None)) == [1, 0, 2]


def test_without_words_the_meaning_decides_alone() -> None:
    assert order(fusion.fuse(floats(0, 0, 0), floats(1.0, 4.0, 2.0))) == [1, 2, 0]


def test_more_of_either_is_never_worse() -> None:
    low = fusion.fuse(floats(2.0), floats(1.0))[0]
    assert fusion.fuse(floats(3.0), floats(1.0))[0] > low
    assert fusion.fuse(floats(2.0), floats(1.5))[0] > low


@pytest.mark.parametrize("models", [1, 2])
def test_all_words_and_the_same_meaning_is_about_one_and_nothing_about_nought(models: int) -> None:
    best = fusion.fuse(floats(fusion.MOST_STANDING), floats(fusion.MEANING_SCALE), models)
    assert best[0] == pytest.approx(1.0)
    assert fusion.fuse(floats(fusion.MOST_STANDING), None)[0] == pytest.approx(1.0)
    assert fusion.fuse(floats(0.0), floats(0.0), models)[0] == 0.0


def test_two_models_that_agree_outweigh_words_that_one_does_not() -> None:
    words, surprises = floats(1.5, 0.0), floats(0.0, 3.0)
    assert order(fusion.fuse(words, surprises, models=1)) == [0, 1]
    assert order(fusion.fuse(words, surprises, models=2)) == [1, 0]


def credited(words: Floats, surprises: Floats, coverage: Floats) -> Floats:
    """Scores where the last article is in another language than the query."""
    foreign = np.arange(len(words)) == len(words) - 1
    return fusion.fuse(words, surprises, 1, foreign, coverage)


def test_a_foreign_article_that_means_more_beats_a_native_one_with_a_word_in_common() -> None:
    words, surprises, coverage = floats(3.0, 0.0), floats(2.0, 4.0), floats(0.3, 0.0)
    assert order(fusion.fuse(words, surprises)) == [0, 1]
    assert order(credited(words, surprises, coverage)) == [1, 0]


def test_a_native_article_that_means_as_much_keeps_its_place() -> None:
    assert order(credited(floats(3.0, 0.0), floats(4.0, 3.9), floats(0.3, 0.0))) == [0, 1]


def test_a_native_article_with_every_word_lends_nothing_to_others() -> None:
    words, surprises = floats(3.0, 0.0), floats(2.0, 4.0)
    assert order(credited(words, surprises, floats(1.0, 0.0))) == [0, 1]


def test_a_foreign_article_that_has_the_words_itself_keeps_them() -> None:
    words, surprises = floats(1.0, 6.0), floats(1.0, 1.0)
    assert credited(words, surprises, floats(0.5, 0.5))[1] == fusion.fuse(words, surprises)[1]


def test_a_foreign_article_that_means_something_else_is_lent_nothing() -> None:
    assert credited(floats(3.0, 0.0), floats(2.0, -2.0), floats(0.3, 0.0))[1] < 0


def test_fusing_nothing_gives_nothing() -> None:
    nothing = floats()
    assert fusion.fuse(nothing, nothing, 1, np.zeros(0, bool), nothing).tolist() == []


def test_an_article_stands_out_by_how_much_better_it_is_than_the_best_together() -> None:
    strength, coverage = floats(0.6, *[0.1] * 30), floats(1.0, *[0.2] * 30)
    one, *others = fusion.standing(strength, coverage, ALL).tolist()
    assert one == pytest.approx(0.6 / ((0.6 + 19 * 0.1) / 20), rel=1e-3)
    assert all(other < 1 for other in others)


def test_where_all_match_alike_nobody_stands_out() -> None:
    assert fusion.standing(floats(*[0.4] * 50), floats(*[1.0] * 50), ALL).tolist() == pytest.approx([1.0] * 50)


def test_words_count_by_the_share_of_the_query_that_the_best_article_has() -> None:
    strength = floats(0.9, *[0.1] * 30)
    sure = fusion.standing(strength, floats(1.0, *[0.1] * 30), ALL)
    unsure = fusion.standing(strength, floats(0.5, *[0.1] * 30), ALL)
    assert unsure.tolist() == pytest.approx((sure / 2).tolist())


def test_where_no_word_is_known_nobody_stands_out() -> None:
    assert not fusion.standing(floats(0, 0, 0), floats(0, 0, 0), ALL).any()


def test_languages_stand_each_for_itself() -> None:
    strength, coverage = floats(0.9, 0.1, 0.2, 0.1), floats(1, 1, 1, 1)
    together = fusion.standing(strength, coverage, [slice(0, 2), slice(2, 4)])
    assert together[:2].tolist() == fusion.standing(strength[:2], coverage[:2], ALL).tolist()
    assert together[2:].tolist() == fusion.standing(strength[2:], coverage[2:], ALL).tolist()
    assert fusion.standing(floats(), floats(), [slice(0, 0)]).tolist() == []


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60))
def test_standing_is_bounded_and_keeps_the_order(values: list[float]) -> None:
    strength = floats(*values)
    found = fusion.standing(strength, np.ones(len(values), np.float32), ALL)
    assert ((found >= 0) & (found <= fusion.MOST_STANDING)).all()
    ranked = found[np.argsort(strength)]
    assert (np.diff(ranked) >= 0).all()


def test_surprise_is_deviations_above_the_mean() -> None:
    assert fusion.surprise(floats(0.9, 0.8, 0.7), 0.8, 0.05).tolist() == pytest.approx([2.0, 0.0, -2.0], abs=1e-4)


def test_texts_that_are_all_alike_do_not_make_a_small_difference_a_find() -> None:
    assert fusion.surprise(floats(0.801), 0.8, 0.0)[0] < 0.2


def test_models_are_averaged_over_those_that_read_the_article() -> None:
    both = fusion.meaning([floats(2.0, 4.0, np.nan), floats(4.0, np.nan, np.nan)])
    assert both.tolist() == [3.0, 4.0, 0.0]


def test_the_best_passage_speaks_for_the_article() -> None:
    article_of = np.array([0, 0, 1], np.int64)
    best = fusion.best_by_article(floats(0.2, 0.7, 0.1), article_of, 3, -1.0)
    assert best.tolist() == pytest.approx([0.7, 0.1, -1.0])
    strength = fusion.lexical_strength(floats(0.5, 0.3, 0.1), floats(0.2, 0.7, 0.1), article_of)
    assert strength.tolist() == pytest.approx([0.6, 0.2, 0.05])


def test_the_passage_shown_is_chosen_by_words_and_meaning() -> None:
    assert order(fusion.passage_score(floats(0.1, 0.5), None)) == [1, 0]
    assert order(fusion.passage_score(floats(0.5, 0.5), floats(1.0, 3.0))) == [1, 0]
    assert order(fusion.passage_score(floats(0.9, 0.1), floats(1.0, 3.0))) == [0, 1]


def test_the_mean_of_a_few_texts_is_drawn_towards_that_of_all() -> None:
    few, many = fusion.shrunk_mean(0.9, 1, 0.5), fusion.shrunk_mean(0.9, 1_000, 0.5)
    assert 0.5 < few < 0.6
    assert 0.89 < many < 0.9
    assert fusion.shrunk_mean(0.9, 0, 0.5) == 0.5
