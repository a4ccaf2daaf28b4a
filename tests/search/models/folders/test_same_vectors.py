"""The graph of a model gives the vectors that sentence-transformers gives from its weights, by the same files."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from search.models.chosen.choice import choose_models
from search.models.folders.graph_model import GraphModel
from search.models.sentence_models import SentenceTransformerModel
from tests.search.models.folders.graph_folders import WORDS, write_json, write_tokenizer

TEXTS = ["Kettle", "refund password refund", "ask the boiler: read", "kettle " * 100, ""]


def write_bert(folder: Path, pooling: str) -> Path:
    """A small BERT with random weights: weights for PyTorch, and the graph of the same."""
    torch = pytest.importorskip("torch", reason="the extra 'models' is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra 'models' is not installed")
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        intermediate_size=32,
        num_attention_heads=2,
        max_position_embeddings=64,
        initializer_range=0.5,  # so that words change what stands beside them
        attn_implementation="eager",
    )
    model = transformers.BertModel(config).eval()
    model.save_pretrained(folder)
    write_tokenizer(folder / "tokenizer.json")
    special = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[SEP]"}
    write_json(folder, "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **special})
    kinds = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    write_json(
        folder,
        "modules.json",
        [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for at, (path, kind) in enumerate(kinds)
        ],
    )
    write_json(folder, "1_Pooling/config.json", {"word_embedding_dimension": 16, f"pooling_mode_{pooling}": True})
    (folder / "2_Normalize").mkdir()
    write_json(folder, "sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": False})
    write_json(folder, "config_sentence_transformers.json", {"prompts": {"query": "ask: ", "document": "read: "}})

    class Encoder(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: object, mask: object, types: object) -> object:
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state

    some = torch.ones(1, 8, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids", "last_hidden_state"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Encoder(),
            (some, some, some * 0),
            str(folder / "model.onnx"),
            input_names=names[:3],
            output_names=names[3:],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,
        )
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("pooling", ["mean_tokens", "cls_token"])
@pytest.mark.longest
def test_the_graph_gives_the_vectors_of_sentence_transformers(tmp_path: Path, pooling: str) -> None:
    folder = write_bert(tmp_path / "bert", pooling)
    by_graph = choose_models([str(folder)])[0].load()
    by_pytorch = choose_models([f"{folder};onnx=none"])[0].load()
    assert (type(by_graph), type(by_pytorch)) == (GraphModel, SentenceTransformerModel)
    assert np.allclose(by_graph.embed_queries(TEXTS), by_pytorch.embed_queries(TEXTS), atol=1e-5)
    assert np.allclose(by_graph.embed_passages(TEXTS), by_pytorch.embed_passages(TEXTS), atol=1e-5)
    assert not np.allclose(by_graph.embed_queries(TEXTS), by_graph.embed_passages(TEXTS), atol=1e-2)
