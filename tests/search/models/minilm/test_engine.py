"""MiniLM by ONNX Runtime means what the published model means, whatever it is given and beside what."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.models.minilm.engine import OnnxMiniLM
from search.models.sentence_models import SentenceTransformerModel
from tests.search.models.conftest import every_extreme, must_read, must_read_each_for_itself, published_minilm
from tests.search.models.e5.conftest import TEXTS

pytestmark = pytest.mark.slow


def test_vectors_are_those_of_pytorch_in_full_precision_but_for_rounding(minilm: OnnxMiniLM) -> None:
    published = SentenceTransformerModel("published", published_minilm())
    texts = [*TEXTS, "The parcel has not come. " * 300]  # longer than what is read of a text
    for mine, theirs in (
        (minilm.embed_queries(texts), published.embed_queries(texts)),
        (minilm.embed_passages(texts), published.embed_passages(texts)),
    ):
        assert mine.dtype == np.float32
        assert np.allclose(np.linalg.norm(mine, axis=1), 1, atol=1e-5)
        assert (mine * theirs).sum(1).min() > 0.99
        english = [0, 1, len(texts) - 1]
        assert (mine * theirs).sum(1)[english].min() > 0.998


def test_a_text_has_the_same_vector_alone_and_beside_others(minilm: OnnxMiniLM) -> None:
    must_read_each_for_itself(minilm, TEXTS, minilm.embed_queries)


@every_extreme
def test_no_text_is_too_much(minilm: OnnxMiniLM, text: str) -> None:
    must_read(minilm, text)


def test_nothing_gives_nothing(minilm: OnnxMiniLM) -> None:
    assert minilm.embed_queries([]).shape == minilm.embed_passages([]).shape == (0, 384)


def test_what_was_kept_gives_the_same_vectors_and_so_does_what_cannot_be_kept(
    minilm: OnnxMiniLM, tmp_path: Path
) -> None:
    before = minilm.embed_queries(TEXTS)
    for folder in (tmp_path, tmp_path, None):
        assert np.array_equal(OnnxMiniLM(1, folder).embed_queries(TEXTS), before)
    assert [file.name for file in tmp_path.iterdir()] == ["minilm.parts"]
