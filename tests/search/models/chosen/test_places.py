"""Where a named model's files lie, and what computes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.models.chosen.choice import choose_models, model_of
from search.models.chosen.in_use import choose, choose_bundled, chosen_file
from search.models.chosen.places import KEPT, kept_of, with_graph
from search.models.chosen.recipes import Recipe
from search.models.embedder import EmbedderError
from search.models.folders.graph_model import GraphModel
from search.models.hub.kept import KeptModel, KeptModels
from search.models.sentence_models import SentenceTransformerModel
from tests.search.models.conftest import write_model
from tests.search.models.folders.graph_folders import write_folder, write_json

COMMITS = ("a" * 40, "b" * 40)


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty Hugging Face cache."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def models(tmp_path: Path, cache: Path) -> Path:
    """A folder of models that has two commits of one."""
    for commit in COMMITS:
        kept = KeptModels(tmp_path / "models" / KEPT)
        place = kept.place("ours/tiny", commit, "onnx/model.onnx", "onnx/model.onnx")
        draft = write_folder(kept.draft_of(place))
        files = {"onnx/model.onnx": ((draft / "onnx/model.onnx").stat().st_size, "")}
        kept.finish(draft, KeptModel(place, "ours/tiny", commit, "onnx/model.onnx", "mit", (), files))
    return tmp_path / "models"


def test_a_folder_with_a_graph_is_computed_by_it_and_its_recipe_says_so(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny")
    assert with_graph({"model": str(folder)}, None) == {"model": str(folder), "onnx": "onnx/model.onnx"}
    [model] = choose_models([str(folder)])
    assert isinstance(model.load(), GraphModel)
    assert isinstance(model_of(model.recipe).load(), GraphModel)


@pytest.mark.parametrize("recipe", [{"onnx": "none"}, {}], ids=["none wanted", "a module that a graph lacks"])
def test_a_graph_is_left_alone_where_it_is_not_wanted_or_not_all(tmp_path: Path, recipe: Recipe) -> None:
    folder = write_folder(tmp_path / "tiny")
    if not recipe:
        write_json(folder, "modules.json", [{"path": "", "type": "x.Transformer"}, {"path": "2", "type": "x.Dense"}])
    assert with_graph({"model": str(folder), **recipe}, None) == {"model": str(folder)}


def test_what_is_bundled_or_not_there_stays_as_it_is(cache: Path) -> None:
    for recipe in ({"model": "e5"}, {"model": "/not/there"}, {"model": "ours/tiny"}):
        assert with_graph(dict(recipe), None) == recipe


@pytest.mark.slow
def test_a_folder_without_a_graph_is_computed_by_sentence_transformers_as_before(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    [model] = choose_models([str(folder)])
    assert "onnx" not in model.recipe
    assert isinstance(model.load(), SentenceTransformerModel)
    with pytest.raises(EmbedderError, match="has no graph for ONNX Runtime; only for those pooling can be set"):
        choose_models([f"{folder};pooling=cls"])[0].load()


def test_a_commit_that_is_kept_is_found_by_its_name(models: Path) -> None:
    for commit in COMMITS:
        kept = kept_of({"model": "ours/tiny", "revision": commit}, models)
        assert kept is not None
        assert kept.commit == commit
    assert kept_of({"model": "ours/tiny", "revision": "c" * 40}, models) is None
    assert kept_of({"model": "ours/tiny", "revision": "v1"}, models) is None
    assert kept_of({"model": "ours/other"}, models) is None
    assert kept_of({"model": "ours/tiny"}, None) is None


def test_without_a_commit_it_is_the_last_that_was_fetched_unless_the_cache_has_the_model(
    models: Path, cache: Path
) -> None:
    kept = kept_of({"model": "ours/tiny"}, models)
    assert kept is not None
    assert kept.commit == COMMITS[1]
    repository = cache / "models--ours--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("c" * 40, "utf-8")
    write_folder(repository / "snapshots" / ("c" * 40))
    assert kept_of({"model": "ours/tiny"}, models) is None
    assert isinstance(choose_models(["ours/tiny"], models)[0].load(), GraphModel)


def test_a_model_in_the_cache_is_one_of_links_and_can_have_its_weights_beside_the_graph(cache: Path) -> None:
    """As the hub's own tools lay it down: each file a link to one that is called by its content."""
    repository = cache / "models--ours--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("c" * 40, "utf-8")
    place = write_folder(repository / "snapshots" / ("c" * 40), outside="model.onnx_data")
    (repository / "blobs").mkdir()
    for number, file in enumerate(sorted(path for path in place.rglob("*") if path.is_file())):
        blob = file.rename(repository / "blobs" / str(number))
        file.symlink_to(blob)
    [model] = choose_models(["ours/tiny"])
    assert np.isfinite(model.load().embed_queries(["kettle"])).all()


def test_a_kept_model_that_was_changed_is_refused(models: Path) -> None:
    [model] = choose_models([f"ours/tiny;revision={COMMITS[0]}"], models)
    with pytest.raises(EmbedderError, match=rf"is damaged: .* `kb model fetch 'ours/tiny;revision={COMMITS[0]}'`"):
        model.load()  # the manifest above says nothing that fits


# What was chosen by command


def test_what_was_chosen_takes_part_where_the_setting_names_nothing(tmp_path: Path) -> None:
    choose(tmp_path, [{"model": "/srv/ours", "languages": "en fa", "query_prompt": "q: ; ,"}, {"model": "e5"}])
    chosen = choose_models((), tmp_path)
    assert [model.name for model in chosen] == ["ours", "e5"]
    assert (chosen[0].languages, chosen[0].recipe["query_prompt"]) == ({"en", "fa"}, "q: ; ,")
    assert [model.name for model in choose_models(("e5",), tmp_path)] == ["e5"]
    assert chosen_file(tmp_path).stat().st_mode & 0o077 == 0
    choose_bundled(tmp_path)
    choose_bundled(tmp_path)
    assert "ours" not in [model.name for model in choose_models((), tmp_path)]
