"""IBM Model 1 in both directions, on texts of numbers."""

from __future__ import annotations

import numpy as np

from search.index.arrays import Ints
from search.translation.alignment import align


def texts(*words: list[int]) -> list[Ints]:
    return [np.array(text, np.int64) for text in words]


def shares(first: list[Ints], second: list[Ints]) -> dict[tuple[int, int], float]:
    pairs = align(first, second)
    return dict(zip(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True), pairs.share.tolist(), strict=True))


def test_words_that_always_meet_translate_each_other_and_their_neighbours_do_not() -> None:
    found = shares(texts([0, 1], [0, 2], [0, 3], [1, 3]), texts([10, 11], [10, 12], [10, 13], [11, 13]))
    for word in range(4):
        assert max((pair for pair in found if pair[0] == word), key=found.__getitem__) == (word, word + 10)
    assert found[0, 10] > 0.6 > 0.3 > found[0, 11]


def test_the_more_often_they_met_the_surer_it_is() -> None:
    once = shares(texts([0]), texts([1]))[0, 1]
    often = shares(texts(*[[0]] * 9), texts(*[[1]] * 9))[0, 1]
    assert 0.3 < once < often < 1.0


def test_a_word_that_stands_in_every_text_translates_none_of_the_rare_ones() -> None:
    first = texts(*[[0, word] for word in range(1, 9)])
    second = texts(*[[20, word + 30] for word in range(1, 9)])
    found = shares(first, second)
    assert found[0, 20] > 0.8
    assert all(found[0, word + 30] < 0.3 and found[word, 20] < 0.3 for word in range(1, 9))


def test_texts_without_words_teach_nothing() -> None:
    assert shares([], []) == {}
    assert shares(texts([], [1]), texts([2], [])) == {}
