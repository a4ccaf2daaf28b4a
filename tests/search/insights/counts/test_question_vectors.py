"""Vectors of questions: each is embedded once, and words must do where there are none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search.engine.state import State
from search.insights.counts.question_vectors import QuestionVectors
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords
from tests.search.conftest import Broken, model


def test_questions_are_embedded_once() -> None:
    class Counting(BagOfWords):
        def embed_queries(self, texts: Sequence[str]) -> Matrix:
            asked.extend(texts)
            return super().embed_queries(texts)

    asked: list[str] = []
    loaded = LoadedModel(model(BagOfWords), Counting())
    vectors = QuestionVectors(lambda: State(models={"bag": loaded}))
    first = vectors(["gift", "bitcoin", "gift"])
    assert first is not None
    assert first.shape == (3, 128)
    second = vectors(["bitcoin", "wrap"])
    assert second is not None
    assert (second[0] == first[1]).all()
    assert asked == ["bitcoin", "gift", "wrap"]
    loaded.close()


def test_without_a_model_or_with_one_that_fails_words_must_do(caplog: pytest.LogCaptureFixture) -> None:
    assert QuestionVectors(State)(["gift"]) is None
    loaded = LoadedModel(model(Broken), Broken())
    assert QuestionVectors(lambda: State(models={"broken": loaded}))(["gift"]) is None
    assert "grouped by their words" in caplog.text
    loaded.close()
