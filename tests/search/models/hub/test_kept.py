"""What is kept of the hub's models, and how one is taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.models.hub.fetching import Hub
from search.models.hub.getting import get_model
from search.models.hub.kept import MANIFEST, KeptModel, KeptModels
from tests.search.models.hub.conftest import TINY
from tests.search.models.hub.hub_server import FakeHub


@pytest.fixture
def model(fake_hub: FakeHub, tmp_path: Path) -> KeptModel:
    return get_model(Hub(fake_hub.address), tmp_path / "hub", TINY)


def test_where_nothing_was_fetched_nothing_is_kept(tmp_path: Path) -> None:
    assert KeptModels(tmp_path / "none").all() == []
    assert KeptModels(tmp_path / "none").find(TINY, "") is None


def test_what_loading_tells_is_noted(model: KeptModel, tmp_path: Path) -> None:
    kept = KeptModels(tmp_path / "hub")
    noted = kept.note(model, 10, "onnx-1")
    assert kept.all() == [noted]
    assert (noted.dimension, noted.fingerprint) == (10, "onnx-1")
    assert noted.size == sum(path.stat().st_size for path in model.folder.rglob("*") if path.name in ALL_NAMES)


ALL_NAMES = {
    *("modules.json", "config.json", "config_sentence_transformers.json", "sentence_bert_config.json"),
    *("tokenizer.json", "model.onnx"),
}


def test_what_is_removed_leaves_nothing(model: KeptModel, tmp_path: Path) -> None:
    kept = KeptModels(tmp_path / "hub")
    kept.remove(model)
    assert kept.all() == []
    assert [path.name for path in (tmp_path / "hub").iterdir()] == [".ours--tiny.lock"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1, "files": []}', '{"format": 9}'])
def test_a_folder_whose_manifest_cannot_be_read_is_none_of_ours(model: KeptModel, tmp_path: Path, content: str) -> None:
    (model.folder / MANIFEST).write_text(content)
    assert KeptModels(tmp_path / "hub").all() == []


def test_damage_is_told_by_the_file(model: KeptModel) -> None:
    graph = model.folder / model.graph
    content = graph.read_bytes()
    graph.write_bytes(b"x" * len(content))
    assert model.damage() == ""
    assert "model.onnx is not as it was fetched" in model.damage(thorough=True)
    graph.write_bytes(content[:-1])
    assert f"has {len(content) - 1} bytes, not {len(content)}" in model.damage()
    graph.unlink()
    assert "cannot be read: No such file" in model.damage()
