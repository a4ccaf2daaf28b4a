"""What any question looks like to a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from search.models.embedder import Matrix
from search.models.everyday import Everyday
from search.models.everyday_questions import QUESTIONS


class Counting:
    """A model whose vectors tell the length of a text and how often it was called."""

    fingerprint = "counting"
    dimension = 2

    def __init__(self) -> None:
        self.calls = 0

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        self.calls += 1
        return np.array([[len(text), 1.0] for text in texts], np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        raise AssertionError


def test_it_is_the_mean_of_the_everyday_questions_of_the_language() -> None:
    lengths = [len(question) for question in QUESTIONS["ar"]]
    assert Everyday(Counting()).mean("ar").tolist() == pytest.approx([sum(lengths) / len(lengths), 1.0])


def test_a_region_has_the_questions_of_its_language() -> None:
    everyday = Everyday(Counting())
    assert everyday.mean("en-GB").tolist() == everyday.mean("en").tolist()


def test_a_language_without_questions_has_the_mean_of_all_languages() -> None:
    everyday = Everyday(Counting())
    assert everyday.mean("de").tolist() == pytest.approx(np.mean([everyday.mean(code) for code in QUESTIONS], axis=0))


def test_they_are_embedded_once() -> None:
    model = Counting()
    everyday = Everyday(model)
    everyday.mean("en")
    everyday.mean("ru")
    assert model.calls == len(QUESTIONS)


def test_every_language_is_asked_the_same_number_of_questions_and_none_twice() -> None:
    assert len({len(set(questions)) for questions in QUESTIONS.values()}) == 1
