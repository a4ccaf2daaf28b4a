"""Cross-encoders in folders: a small graph that counts the words which question and text share, and what is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from search.reranking.cross_encoder import LONGEST, OnnxCrossEncoder, graph_in
from search.reranking.scores import RerankerError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "boil", "water", "kettle", "refund", "money"]
FIRST_WORD = 4
GENEROUS = 60.0


def write_tokenizer(folder: Path) -> None:
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))


def write_graph(file: Path, weights: list[list[float]], *, extra: str = "") -> None:
    """A graph whose output is how many words are shared, times ``weights``, of shape (1, numbers)."""
    shape = [1, "tokens"]
    names = ["input_ids", "attention_mask", "token_type_ids", *filter(None, [extra])]
    node = helper.make_node
    nodes = [
        node("Mul", ["input_ids", "token_type_ids"], ["of_text"]),
        node("Sub", ["input_ids", "of_text"], ["of_question"]),
        node("Reshape", ["of_question", "column"], ["questions"]),
        node("Equal", ["questions", "of_text"], ["same"]),
        node("Greater", ["questions", "last_special"], ["is_word"]),
        node("And", ["same", "is_word"], ["shared"]),
        node("Cast", ["shared"], ["numbers"], to=TensorProto.FLOAT),
        node("ReduceSum", ["numbers"], ["count"], keepdims=1),
        node("MatMul", ["count", "weights"], ["logits"]),
    ]
    kept = {"column": np.array([-1, 1]), "last_special": np.array(FIRST_WORD - 1)}
    constants = [numpy_helper.from_array(value, name) for name, value in kept.items()]
    constants.append(numpy_helper.from_array(np.array(weights, np.float32), "weights"))
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names]
    made = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, len(weights[0])])]
    graph = helper.make_graph(nodes, "shared words", given, made, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(model.SerializeToString())


@pytest.fixture
def encoder(tmp_path: Path) -> Iterator[OnnxCrossEncoder]:
    write_tokenizer(tmp_path)
    write_graph(tmp_path / "onnx" / "model.onnx", [[1.0]])
    encoder = OnnxCrossEncoder(tmp_path, cores=2)
    yield encoder
    encoder.close()


def test_each_text_is_read_together_with_the_question(encoder: OnnxCrossEncoder) -> None:
    texts = ["refund money", "boil water kettle", "boil", ""]
    assert encoder.score("boil water", texts, GENEROUS) == [0.0, 2.0, 1.0, 0.0]


def test_the_end_of_a_long_text_is_left_out(encoder: OnnxCrossEncoder) -> None:
    inside, outside = "kettle " * (LONGEST - 10), "kettle " * LONGEST
    assert encoder.score("money", [f"{inside}money", f"{outside}money"], GENEROUS) == [1.0, 0.0]


def test_what_is_not_done_in_time_is_told(encoder: OnnxCrossEncoder) -> None:
    with pytest.raises(RerankerError, match="not done within 0 ms"):
        encoder.score("boil", ["boil"] * 3, 0.0)


def test_of_two_numbers_the_second_is_yes(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path / "model.onnx", [[-1.0, 2.0]])
    encoder = OnnxCrossEncoder(tmp_path)
    assert encoder.score("boil", ["boil", "money"], GENEROUS) == [3.0, 0.0]
    encoder.close()


def test_a_graph_alone_is_not_enough(tmp_path: Path) -> None:
    write_graph(tmp_path / "model.onnx", [[1.0]])
    assert graph_in(tmp_path) == ""
    with pytest.raises(RerankerError, match=r"tokenizer\.json"):
        OnnxCrossEncoder(tmp_path)


@pytest.mark.parametrize(
    ("weights", "extra", "why"), [([[1.0, 2.0, 3.0]], "", "3 numbers a text"), ([[1.0]], "pixels", "takes pixels")]
)
def test_a_model_that_is_no_cross_encoder_is_told(
    tmp_path: Path, weights: list[list[float]], extra: str, why: str
) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path / "model.onnx", weights, extra=extra)
    with pytest.raises(RerankerError, match=why):
        OnnxCrossEncoder(tmp_path)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_damaged_is_told(tmp_path: Path, file: str) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path / "model.onnx", [[1.0]])
    (tmp_path / file).write_bytes(b"damaged")
    with pytest.raises(RerankerError, match="cannot be"):
        OnnxCrossEncoder(tmp_path)
