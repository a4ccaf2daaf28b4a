"""A published model with a graph and ``tokenizer.json`` runs without PyTorch, as its own files say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from search.models.embedder import EmbedderError
from search.models.folders.graph_model import GraphModel
from tests.search.models.folders.graph_folders import (
    WIDTH,
    WORDS,
    weights_of,
    write_folder,
    write_graph,
    write_json,
    write_tokenizer,
)

GRAPH = "onnx/model.onnx"
ROOT = Path(__file__).parents[4]


def load(folder: Path, graph: str = GRAPH, **more: str) -> GraphModel:
    return GraphModel("tiny", folder, graph, **more)  # type: ignore[arg-type]


def at(vector: np.ndarray, *words: str) -> list[bool]:
    """Whether the vector has something of each word."""
    return [bool(vector[WORDS.index(word)] > 0) for word in words]


def test_vectors_are_of_length_one_and_of_what_the_text_says(tmp_path: Path) -> None:
    model = load(write_folder(tmp_path))
    assert model.dimension == WIDTH
    kettle, again, refund = model.embed_queries(["kettle", "Kettle kettle kettle kettle", "refund"])
    assert at(kettle, "kettle", "refund", "[CLS]", "[SEP]") == [True, False, True, True]
    assert np.linalg.norm([kettle, again, refund], axis=1) == pytest.approx(1)
    assert kettle @ refund < again @ again
    assert model.embed_passages([]).shape == (0, WIDTH)
    assert model.makeshift == ""


@pytest.mark.parametrize(
    ("pooling", "text", "most"),
    [
        ("cls", "kettle kettle", "[CLS]"),
        ("lasttoken", "kettle kettle", "[SEP]"),
        ("weightedmean", "kettle refund", "[SEP]"),
        ("mean", "kettle kettle", "kettle"),
    ],
)
def test_the_files_say_how_it_pools(tmp_path: Path, pooling: str, text: str, most: str) -> None:
    [vector] = load(write_folder(tmp_path, pooling=pooling)).embed_queries([text])
    assert WORDS[int(vector.argmax())] == most


def test_the_largest_of_each_direction_can_be_taken(tmp_path: Path) -> None:
    [vector] = load(write_folder(tmp_path, pooling="max")).embed_queries(["kettle kettle kettle refund"])
    assert vector[WORDS.index("kettle")] == pytest.approx(vector[WORDS.index("refund")])


def test_the_older_way_to_write_pooling_is_understood(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    write_json(folder, "1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False})
    [vector] = load(folder).embed_queries(["kettle kettle"])
    assert WORDS[int(vector.argmax())] == "[CLS]"


def test_a_model_that_does_not_say_how_it_pools_takes_the_mean_and_tells(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, pooling="cls")
    (folder / "modules.json").unlink()
    [vector] = load(folder).embed_queries(["kettle kettle"])
    assert WORDS[int(vector.argmax())] == "kettle"
    assert "does not say how it pools; the mean is taken" in load(folder).makeshift
    assert load(folder, pooling="cls").makeshift == ""
    [given] = load(folder, pooling="cls").embed_queries(["kettle kettle"])
    assert WORDS[int(given.argmax())] == "[CLS]"


def test_a_graph_that_pools_by_itself_is_believed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, pooling="cls", outputs=("token_embeddings", "sentence_embedding"))
    [vector] = load(folder).embed_queries(["kettle kettle"])
    assert WORDS[int(vector.argmax())] == "kettle"
    [told] = load(folder, pooling="cls").embed_queries(["kettle kettle"])
    assert WORDS[int(told.argmax())] == "[CLS]"


def test_prompts_are_the_ones_given_or_else_the_models_own(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, prompts={"query": "ask: ", "document": "read: "})
    own, given = load(folder), load(folder, query_prompt="read: ", passage_prompt="")
    assert at(own.embed_queries(["kettle"])[0], "ask", "read") == [True, False]
    assert at(own.embed_passages(["kettle"])[0], "ask", "read") == [False, True]
    assert at(given.embed_queries(["kettle"])[0], "ask", "read") == [False, True]
    assert at(given.embed_passages(["kettle"])[0], "ask", "read") == [False, False]


def test_the_prompt_for_everything_is_taken_where_there_is_none_for_queries(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    write_json(folder, "config_sentence_transformers.json", {"prompts": {"any": "ask: "}, "default_prompt_name": "any"})
    assert at(load(folder).embed_queries(["kettle"])[0], "ask") == [True]


def test_a_text_is_read_as_far_as_the_model_was_made_for_and_no_padding_is_added(tmp_path: Path) -> None:
    model = load(write_folder(tmp_path))
    [long] = model.embed_queries(["kettle " * 30 + "refund"])
    assert at(long, "kettle", "refund", "[UNK]") == [True, False, False]
    [fits] = model.embed_queries(["kettle " * 29 + "refund"])
    assert at(fits, "refund") == [True]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "😀" * 2_000, "a" * 100_000, "\u200f\u202e", "كيف؟ 如何 как"])
def test_odd_texts_have_a_vector(tmp_path: Path, text: str) -> None:
    model = load(write_folder(tmp_path))
    assert np.isfinite(model.embed_queries([text])).all()
    assert np.isfinite(model.embed_passages([text])).all()


def test_the_fingerprint_changes_with_all_a_vector_depends_on_and_with_nothing_else(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "one")
    before = load(folder).fingerprint
    moved = folder.rename(tmp_path / "moved")
    (moved / "README.md").write_text("About this model.", "utf-8")
    write_json(moved, "vocab.json", {"unused": 1})
    write_graph(moved / "onnx/model_quantized.onnx")
    assert load(moved).fingerprint == before
    prompted = load(moved, query_prompt="ask: ").fingerprint
    pooled = load(moved, pooling="cls").fingerprint
    write_json(moved, "sentence_bert_config.json", {"max_seq_length": 16})
    shorter = load(moved).fingerprint
    retrained = load(write_folder(tmp_path / "new", weights=weights_of({"kettle": "boiler"}))).fingerprint
    assert len({before, prompted, pooled, shorter, retrained}) == 5


def test_weights_beside_the_graph_are_read_and_part_of_the_fingerprint(tmp_path: Path) -> None:
    one = load(write_folder(tmp_path / "one", outside="model.onnx_data"))
    other = weights_of({"kettle": "boiler"})
    two = load(write_folder(tmp_path / "two", weights=other, outside="model.onnx_data"))
    assert at(one.embed_queries(["kettle"])[0], "boiler") == [False]
    assert at(two.embed_queries(["kettle"])[0], "boiler") == [True]
    assert one.fingerprint != two.fingerprint
    odd = [write_folder(tmp_path / f"odd{n}", weights=each, outside="w.bin") for n, each in enumerate([None, other])]
    assert len({load(folder).fingerprint for folder in odd}) == 2


def no_graph(folder: Path) -> None:
    (folder / GRAPH).unlink()


def cut_short(folder: Path) -> None:
    content = (folder / GRAPH).read_bytes()
    (folder / GRAPH).write_bytes(content[: len(content) // 2])


def empty(folder: Path) -> None:
    (folder / GRAPH).write_bytes(b"")


def rubbish(folder: Path) -> None:
    (folder / GRAPH).write_bytes(b"rubbish" * 50)


def weights_gone(folder: Path) -> None:
    write_graph(folder / GRAPH, outside="model.onnx_data")
    (folder / "onnx/model.onnx_data").unlink()


def weights_elsewhere(folder: Path) -> None:
    write_graph(folder / GRAPH, outside="aaamodel.onnx_data")
    content = (folder / GRAPH).read_bytes()
    (folder / GRAPH).write_bytes(content.replace(b"aaamodel.onnx_data", b"../../../etc/hosts"))


def tokenizer_of_rubbish(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")


def modules_of_rubbish(folder: Path) -> None:
    write_json(folder, "modules.json", {"not": "a list"})


def config_cut_short(folder: Path) -> None:
    (folder / "config.json").write_text('{"max_pos')
    write_json(folder, "sentence_bert_config.json", {})


def length_of_words(folder: Path) -> None:
    write_json(folder, "sentence_bert_config.json", {"max_seq_length": "long"})


def a_dense_module(folder: Path) -> None:
    write_json(folder, "modules.json", [{"path": "", "type": "x.Transformer"}, {"path": "2", "type": "x.Dense"}])


def other_outputs(folder: Path) -> None:
    write_graph(folder / GRAPH, outputs=("logits",))


def other_inputs(folder: Path) -> None:
    write_graph(folder / GRAPH, takes=("input_ids", "pixel_values"))


def not_a_number(folder: Path) -> None:
    weights = weights_of()
    weights[WORDS.index("kettle")] = np.nan
    write_graph(folder / GRAPH, weights)


def no_dimensions(folder: Path) -> None:
    write_graph(folder / GRAPH, np.empty((WIDTH, 0), np.float32))


def fewer_words_than_the_tokenizer(folder: Path) -> None:
    write_graph(folder / GRAPH, weights_of()[:3])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (no_graph, r"it has no graph 'onnx/model.onnx'; there are none"),
        (cut_short, "cannot be loaded"),
        (empty, "the graph onnx/model.onnx is empty"),
        (rubbish, "cannot be loaded"),
        (weights_gone, "keeps weights in onnx/model.onnx_data, which is not there"),
        (weights_elsewhere, r"keeps weights in '../../../etc/hosts', which is no file beside it"),
        (tokenizer_of_rubbish, "the tokenizer of the model 'tiny' cannot be read"),
        (modules_of_rubbish, "modules.json: a list of modules was expected"),
        (config_cut_short, "config.json cannot be read"),
        (length_of_words, "max_seq_length='long' is not a number"),
        (a_dense_module, "cannot be run by its graph alone: its modules.json has a module Dense"),
        (other_outputs, "gives logits; one of sentence_embedding, last_hidden_state, token_embeddings was expected"),
        (other_inputs, "asks for pixel_values, which is not known"),
        (no_dimensions, "its vectors have no dimensions"),
        (not_a_number, "values that are not finite numbers"),
        (fewer_words_than_the_tokenizer, "the model 'tiny' failed"),
    ],
)
def test_what_is_wrong_with_a_model_is_told(tmp_path: Path, spoil: Callable[[Path], None], reason: str) -> None:
    spoil(write_folder(tmp_path))
    with pytest.raises(EmbedderError, match=reason):
        load(tmp_path).embed_queries(["kettle"])


def test_nothing_of_pytorch_is_imported(tmp_path: Path) -> None:
    """In a process of its own: another test may have loaded it here."""
    write_folder(tmp_path)
    code = "import sys; from pathlib import Path; from search.models.folders.graph_model import GraphModel\n"
    code += f"GraphModel('tiny', Path({str(tmp_path)!r}), {GRAPH!r}).embed_queries(['kettle'])\n"
    code += "print(sorted({'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_tokenizer_that_knows_nothing_of_a_text_leaves_it_a_vector(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    from tokenizers import Tokenizer

    write_tokenizer(folder / "tokenizer.json")
    plain = Tokenizer.from_file(str(folder / "tokenizer.json"))
    plain.post_processor = None  # type: ignore[assignment]
    plain.save(str(folder / "tokenizer.json"))
    assert np.isfinite(load(folder).embed_queries([""])).all()
