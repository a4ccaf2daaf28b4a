"""The real model, read once."""

from __future__ import annotations

import pytest

from search.models.minilm.engine import OnnxMiniLM
from search.models.minilm.weights import MiniLMWeights, package_file


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> OnnxMiniLM:
    """The model by ONNX Runtime."""
    return OnnxMiniLM(2, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def weights() -> MiniLMWeights:
    """What the package has."""
    return MiniLMWeights(package_file())
