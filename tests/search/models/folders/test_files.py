"""Which files of a published model are needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.models.folders.files import NO_GRAPH, NoModelError, graph_of, is_safe, needed_files
from search.models.folders.outside import files_beside
from tests.search.models.folders.graph_folders import write_graph

TEXTS = ("config.json", "modules.json", "tokenizer.json", "1_Pooling/config.json")


def test_a_graph_is_taken_alone_with_what_describes_the_model() -> None:
    names = [*TEXTS, "onnx/model.onnx", "onnx/model_O4.onnx", "model.safetensors", "pytorch_model.bin", "README.md"]
    needed = needed_files(names)
    assert needed.graph == "onnx/model.onnx"
    assert set(needed.names) == {*TEXTS, "onnx/model.onnx"}


@pytest.mark.parametrize(
    ("graphs", "chosen"),
    [
        (["model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx"], "onnx/model.onnx"),
        (["model.onnx", "onnx/model_quantized.onnx"], "model.onnx"),
        (["onnx/model_int8.onnx", "onnx/model_quantized.onnx"], "onnx/model_quantized.onnx"),
        (["onnx/model_O4.onnx", "onnx/model_fp16.onnx"], ""),
        ([], ""),
    ],
)
def test_of_several_graphs_the_most_exact_is_taken(graphs: list[str], chosen: str) -> None:
    assert graph_of([*TEXTS, *graphs]) == chosen
    assert graph_of(graphs) == ""  # without a tokenizer there is nothing to give it


def test_the_graph_that_was_named_is_taken() -> None:
    names = [*TEXTS, "onnx/model.onnx", "onnx/model_q4.onnx", "onnx/model_q4.onnx_data", "onnx/model.onnx_data"]
    assert set(needed_files(names, "onnx/model_q4.onnx").names) - {*TEXTS} == {
        "onnx/model_q4.onnx",
        "onnx/model_q4.onnx_data",
    }
    with pytest.raises(NoModelError, match="no graph 'q.onnx'; there are onnx/model.onnx, onnx/model_q4.onnx"):
        graph_of(names, "q.onnx")
    with pytest.raises(NoModelError, match="it has no tokenizer.json, which a graph needs"):
        graph_of(["onnx/model.onnx"], "onnx/model.onnx")


def test_without_a_graph_the_weights_are_taken_that_hide_no_program() -> None:
    names = [*TEXTS, "onnx/model.onnx", "model-00001-of-00002.safetensors", "2_Dense/model.safetensors", "x.bin"]
    assert set(needed_files(names, NO_GRAPH).names) == {
        *TEXTS,
        "model-00001-of-00002.safetensors",
        "2_Dense/model.safetensors",
    }


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["config.json", "pytorch_model.bin"], r"\(it has .bin, .json\); pickles such as pytorch_model.bin"),
        (["model.py"], r"it has .py"),
        ([], "it has nothing"),
        (["model.safetensors"], "neither modules.json nor config.json"),
        (["onnx/model.onnx", "config.json"], "it has neither tokenizer.json with a graph"),
    ],
)
def test_what_cannot_be_run_safely_is_refused(names: list[str], reason: str) -> None:
    with pytest.raises(NoModelError, match=reason):
        needed_files(names)


@pytest.mark.parametrize(
    "name", ["../a.json", "/a.json", "a/../b.json", ".a.json", "a//b.json", "a\\b.json", "a\n", ""]
)
def test_names_that_lead_elsewhere_are_no_files_of_a_model(name: str) -> None:
    assert not is_safe(name)
    assert name not in needed_files([*TEXTS, "onnx/model.onnx", name]).names


@pytest.mark.parametrize("name", ["config.json", "onnx/model_q4f16.onnx_data", "1_Pooling/config.json", "a-b+c.txt"])
def test_names_that_models_have_are_safe(name: str) -> None:
    assert is_safe(name)


def test_a_graph_says_where_its_weights_are(tmp_path: Path) -> None:
    write_graph(tmp_path / "onnx/model.onnx", outside="weights.bin")
    assert files_beside(tmp_path, "onnx/model.onnx") == ["onnx/weights.bin"]
    write_graph(tmp_path / "model.onnx")
    assert files_beside(tmp_path, "model.onnx") == []
