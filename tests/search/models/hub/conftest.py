"""A hub on this machine with a model of a few words on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.models.folders.graph_folders import write_folder
from tests.search.models.hub.hub_server import FakeHub, running

TINY = "ours/tiny"


@pytest.fixture
def fake_hub(tmp_path: Path) -> Iterator[FakeHub]:
    """It has ``TINY``, with pickles and programs beside the graph."""
    folder = write_folder(tmp_path / "on-the-hub" / "tiny", prompts={"query": "ask: "})
    for name in ("pytorch_model.bin", "modeling.py", "model.safetensors", "onnx/model_O4.onnx", "README.md"):
        (folder / name).write_bytes(b"not to be fetched")
    with running(FakeHub()) as hub:
        hub.add(TINY, folder, license="apache-2.0", language=["en", "fa"])
        yield hub
