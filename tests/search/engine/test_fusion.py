"""Words and meanings as one score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import fusion
from search.index.arrays import Floats


def floats(*values: float) -> Floats:
    return np.array(values, np.float32)


def order(scores: Floats) -> list[int]:
    return np.argsort(-scores, kind="stable").tolist()


def fuse(words: Floats, surprises: Floats | None, weight: float = 1.0) -> Floats:
    """Scores of articles that have one passage each, with the words in it."""
    return fusion.fuse(words, words, surprises, np.arange(len(words)), weight).total


def test_without_meaning_the_words_decide_alone() -> None:
    assert order(fuse(floats(0.2, 4.0, 0.0), None)) == [1, 0, 2]


def test_without_words_the_meaning_decides_alone() -> None:
    assert order(fuse(floats(0, 0, 0), floats(1.0, 4.0, 2.0))) == [1, 2, 0]


def test_more_of_either_is_never_worse() -> None:
    low = fuse(floats(2.0), floats(1.0))[0]
    assert fuse(floats(3.0), floats(1.0))[0] > low
    assert fuse(floats(2.0), floats(1.5))[0] > low


@pytest.mark.parametrize("models", [1.0, 2.0])
def test_all_words_and_the_same_meaning_is_about_one_and_nothing_about_nought(models: float) -> None:
    most = floats(fusion.MOST_STANDING)
    assert fuse(most, floats(fusion.MEANING_SCALE), models)[0] == pytest.approx(1.0)
    assert fuse(most, None)[0] == pytest.approx(1.0)
    assert fuse(floats(0.0), floats(0.0), models)[0] == 0.0


def test_two_models_that_agree_outweigh_words_that_just_outweigh_one() -> None:
    meant = floats(0.0, 3.0)
    steps = (floats(step / 10, 0.0) for step in range(int(10 * fusion.MOST_STANDING)))
    said = next(words for words in steps if order(fuse(words, meant, 1.0)) == [0, 1])
    assert order(fuse(said, meant, 2.0)) == [1, 0]


def test_words_and_meaning_in_one_passage_are_better_than_each_in_another_corner() -> None:
    """Two articles of two passages that have the same words and meanings, together and apart."""
    own = np.array([0, 0, 1, 1])
    pieces, surprises = floats(2.0, 0.0, 2.0, 0.0), floats(3.0, 0.0, 0.0, 3.0)
    together, apart = fusion.fuse(floats(2.0, 2.0), pieces, surprises, own).total
    assert together > apart


def test_an_article_that_is_about_it_throughout_beats_one_that_mentions_it() -> None:
    own = np.array([0, 0, 1, 1])
    throughout, once = fusion.fuse(floats(0, 0), floats(0, 0, 0, 0), floats(3, 2, 3, -1), own).total
    assert throughout > once


def test_a_long_article_does_not_win_by_one_of_its_many_passages() -> None:
    own = np.array([0] * 8 + [1, 1])
    long, short = fusion.fuse(floats(0, 0), np.zeros(10, np.float32), floats(3, *[-0.5] * 7, 2.8, 2.0), own).total
    assert short > long


def test_what_a_question_shares_with_any_other_is_taken_from_it() -> None:
    everyday, asked = floats(1.0, 0.0), floats(0.8, 0.6)
    centred = fusion.centred(asked, everyday)
    assert centred.tolist() == pytest.approx([0.8 - fusion.CENTRED, 0.6])


def test_the_parts_of_a_score_are_told() -> None:
    own = np.array([0, 0, 1])
    found = fusion.fuse(floats(2.0, 0.0), floats(1.0, 3.0, 0.0), floats(0.5, 4.0, 1.0), own)
    share = fusion.PASSAGE_SHARE
    assert found.words.tolist() == pytest.approx([(1 - share) * 2.0 + share * 3.0, 0.0])
    assert found.meaning is not None
    assert found.meaning.tolist() == [(4.0 + (0.5 + 4.0) / 2) / 2, 1.0]
    assert fusion.fuse(floats(2.0, 0.0), floats(1.0, 3.0, 0.0), None, own).meaning is None


def credited(words: Floats, surprises: Floats, coverage: Floats) -> Floats:
    """Scores where the last article is in another language than the query."""
    foreign = np.arange(len(words)) == len(words) - 1
    return fusion.fuse(words, words, surprises, np.arange(len(words)), 1.0, foreign, coverage).total


def test_a_foreign_article_that_means_more_beats_a_native_one_with_a_word_in_common() -> None:
    words, surprises, coverage = floats(3.0, 0.0), floats(2.0, 4.0), floats(0.3, 0.0)
    assert order(fuse(words, surprises)) == [0, 1]
    assert order(credited(words, surprises, coverage)) == [1, 0]


def test_a_native_article_that_means_as_much_keeps_its_place() -> None:
    assert order(credited(floats(3.0, 0.0), floats(4.0, 3.9), floats(0.3, 0.0))) == [0, 1]


def test_a_native_article_with_every_word_lends_nothing_to_others() -> None:
    words, surprises = floats(3.0, 0.0), floats(2.0, 4.0)
    assert order(credited(words, surprises, floats(1.0, 0.0))) == [0, 1]


def test_a_foreign_article_that_has_the_words_itself_keeps_them() -> None:
    words, surprises = floats(1.0, 6.0), floats(1.0, 1.0)
    assert credited(words, surprises, floats(0.5, 0.5))[1] == fuse(words, surprises)[1]


def test_a_foreign_article_that_means_something_else_is_lent_nothing() -> None:
    assert credited(floats(3.0, 0.0), floats(2.0, -2.0), floats(0.3, 0.0))[1] < 0


def test_fusing_nothing_gives_nothing() -> None:
    none, rows = floats(), np.zeros(0, np.int64)
    assert fusion.fuse(none, none, none, rows, 1.0, np.zeros(0, bool), none).total.tolist() == []
    assert fusion.fuse(none, none, None, rows).total.tolist() == []


def standing(strength: Floats) -> Floats:
    return fusion.standing(strength, fusion.crowd(strength))


def test_an_article_stands_out_by_how_much_better_it_is_than_the_best_together() -> None:
    one, *others = standing(floats(0.6, *[0.1] * 30)).tolist()
    assert one == pytest.approx(0.6 / ((0.6 + 19 * 0.1) / 20), rel=1e-3)
    assert all(other < 1 for other in others)


def test_where_all_match_alike_nobody_stands_out() -> None:
    assert standing(floats(*[0.4] * 50)).tolist() == pytest.approx([1.0] * 50)


def test_where_no_word_is_known_nobody_stands_out() -> None:
    assert not standing(floats(0, 0, 0)).any()
    assert standing(floats()).tolist() == []


def test_words_count_by_the_share_of_the_query_that_an_article_and_the_best_one_have() -> None:
    assert fusion.trust(floats(1.0, 0.2, 0.0)).tolist() == pytest.approx([1.0, 0.6, 0.5])
    assert fusion.trust(floats(0.4, 0.2)).tolist() == pytest.approx([0.4, 0.3])
    assert fusion.trust(floats(0.0, 0.0)).tolist() == [0.0, 0.0]
    assert fusion.trust(floats()).tolist() == []


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60))
def test_standing_is_bounded_and_keeps_the_order(values: list[float]) -> None:
    strength = floats(*values)
    found = standing(strength)
    assert ((found >= 0) & (found <= fusion.MOST_STANDING)).all()
    assert (np.diff(found[np.argsort(strength)]) >= 0).all()


def test_surprise_is_deviations_above_the_mean() -> None:
    assert fusion.surprise(floats(0.9, 0.8, 0.7), 0.8, 0.05).tolist() == pytest.approx([2.0, 0.0, -2.0], abs=1e-4)


def test_texts_that_are_all_alike_do_not_make_a_small_difference_a_find() -> None:
    assert fusion.surprise(floats(0.801), 0.8, 0.0)[0] < 0.2


def test_models_are_averaged_by_weight_over_those_that_read_the_passage() -> None:
    both = [floats(2.0, 4.0, np.nan), floats(4.0, np.nan, np.nan)]
    assert fusion.meaning(both, [1.0, 1.0]).tolist() == [3.0, 4.0, 0.0]
    assert fusion.meaning(both, [3.0, 1.0]).tolist() == [2.5, 4.0, 0.0]


def test_of_each_article_the_best_passage_and_the_mean_of_all() -> None:
    own = np.array([0, 0, 1], np.int64)
    assert fusion.best_of(floats(0.2, 0.7, 0.1), own, 2).tolist() == pytest.approx([0.7, 0.1])
    assert fusion.mean_of(floats(0.2, 0.7, 0.1), own, 2).tolist() == pytest.approx([0.45, 0.1])


def test_the_mean_of_a_few_texts_is_drawn_towards_that_of_all() -> None:
    few, many = fusion.shrunk_mean(0.9, 1, 0.5), fusion.shrunk_mean(0.9, 1_000, 0.5)
    assert 0.5 < few < 0.6
    assert 0.89 < many < 0.9
    assert fusion.shrunk_mean(0.9, 0, 0.5) == 0.5
