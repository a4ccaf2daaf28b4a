"""Two sets of answers to the same questions, side by side."""

from __future__ import annotations

import pytest

from search.choosing.trial import Answered, by_chance, differing, hits
from search.evaluation.questions import JudgedQuestion

QUESTIONS = [JudgedQuestion(text, "en", (text,)) for text in ("a", "b", "c")]


def answers(*found: list[str]) -> Answered:
    return Answered(found, found, 0.001)


def test_a_hit_is_a_right_article_among_the_first() -> None:
    found = [["a"], ["x", "b"], []]
    assert hits(found, QUESTIONS, 1) == pytest.approx(1 / 3)
    assert hits(found, QUESTIONS, 3) == pytest.approx(2 / 3)


def test_questions_differ_where_the_first_article_is_right_by_one_only() -> None:
    before, after = answers(["a"], ["x", "b"], []), answers(["y"], ["b"], ["z"])
    told = [(one.question.text, one.better, one.before, one.after) for one in differing(before, after, QUESTIONS)]
    assert told == [("a", False, "a", "y"), ("b", True, "x", "b")]


@pytest.mark.parametrize(
    ("better", "worse", "probability"), [(0, 0, 1.0), (1, 0, 1.0), (6, 0, 0.03125), (9, 2, 0.0654), (5, 5, 1.0)]
)
def test_a_difference_of_few_questions_may_be_chance(better: int, worse: int, probability: float) -> None:
    assert by_chance(better, worse) == by_chance(worse, better) == pytest.approx(probability, abs=1e-4)
