"""The order that follows from scores."""

from __future__ import annotations

import math

import pytest

from search.reranking.scores import UNSCORED, RerankerError, order_of


def test_the_best_score_comes_first_and_equal_ones_stay_as_they_stand() -> None:
    assert order_of([0.1, 0.9, 0.1, -3.0]) == [1, 0, 2, 3]


def test_what_has_no_finite_score_stays_behind_as_it_stands() -> None:
    assert order_of([UNSCORED, 0.1, math.inf, 0.9, -math.inf]) == [3, 1, 0, 2, 4]


@pytest.mark.parametrize("scores", [[UNSCORED, UNSCORED], [UNSCORED, 1.0, UNSCORED], [math.inf, -math.inf]])
def test_nothing_follows_from_fewer_than_two_numbers(scores: list[float]) -> None:
    with pytest.raises(RerankerError, match="no scores that are numbers"):
        order_of(scores)
