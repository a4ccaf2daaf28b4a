"""A real model of a few words in the files that authors publish: a graph for ONNX Runtime and ``tokenizer.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save_model
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = ["[UNK]", "[CLS]", "[SEP]", "kettle", "refund", "password", "ask", ":", "read", "boiler"]
WIDTH = len(WORDS)
MODULES = ["Transformer", "Pooling", "Normalize"]


def weights_of(like: Mapping[str, str] | None = None, meaning_nothing: Sequence[str] = ()) -> np.ndarray:
    """A direction for each word; those of ``like`` mean nearly what another word means, and some mean nothing."""
    weights = np.eye(WIDTH, dtype=np.float32)
    for word, other in (like or {}).items():
        weights[WORDS.index(word)] = 0.9 * weights[WORDS.index(other)] + 0.1 * weights[WORDS.index(word)]
    weights[[WORDS.index(word) for word in meaning_nothing]] = 0
    return weights


def write_graph(
    file: Path,
    weights: np.ndarray | None = None,
    outputs: tuple[str, ...] = ("last_hidden_state",),
    takes: tuple[str, ...] = ("input_ids", "attention_mask", "token_type_ids"),
    outside: str = "",
) -> None:
    """A graph that gives each token its row of ``weights``; ``outside``: kept in a file of that name beside it.

    As ``sentence_embedding`` it gives the sum of the rows.
    """
    weights = weights_of() if weights is None else weights
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in takes]
    rows = numpy_helper.from_array(weights, "rows")
    nodes = [helper.make_node("Gather", ["rows", takes[0]], [outputs[0] if len(outputs) == 1 else "tokens"])]
    made = []
    for output in outputs:
        if output == "sentence_embedding":
            nodes[0].output[0] = "tokens"
            nodes.append(helper.make_node("ReduceSum", ["tokens", "axis"], [output], keepdims=0))
            made.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", weights.shape[1]]))
        else:
            if nodes[0].output[0] == "tokens":
                nodes.append(helper.make_node("Identity", ["tokens"], [output]))
            shape = ["texts", "count", weights.shape[1]]
            made.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, shape))
    axis = numpy_helper.from_array(np.array([1], np.int64), "axis")
    kept = [rows, axis] if "sentence_embedding" in outputs else [rows]
    graph = helper.make_graph(nodes, "tiny", given, made, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    file.parent.mkdir(parents=True, exist_ok=True)
    more: dict[str, Any] = {"location": outside, "size_threshold": 0} if outside else {}
    save_model(model, str(file), save_as_external_data=bool(outside), **more)


def write_tokenizer(file: Path) -> None:
    """Words in lower case, with a start and an end, and settings of padding and length that are not to be believed."""
    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=16)
    tokenizer.save(str(file))


def write_json(folder: Path, name: str, content: object) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(content), "utf-8")


def write_folder(
    folder: Path,
    graph: str = "onnx/model.onnx",
    weights: np.ndarray | None = None,
    pooling: str = "mean",
    prompts: Mapping[str, str] | None = None,
    **more: Any,
) -> Path:
    """A folder as sentence-transformers saves one, with a graph in it; ``more`` is of the graph."""
    write_graph(folder / graph, weights, **more)
    write_tokenizer(folder / "tokenizer.json")
    paths = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    kinds = [{"path": paths[kind], "type": f"sentence_transformers.models.{kind}"} for kind in MODULES]
    write_json(folder, "modules.json", kinds)
    write_json(folder, "1_Pooling/config.json", {"embedding_dimension": WIDTH, "pooling_mode": pooling})
    write_json(folder, "config.json", {"max_position_embeddings": 64, "model_type": "bert"})
    write_json(folder, "sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": False})
    if prompts is not None:
        write_json(folder, "config_sentence_transformers.json", {"prompts": dict(prompts)})
    return folder
