"""Texts are cut as the file says, without threads and padding, and never beyond what the model reads."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.models.embedder import EmbedderError
from search.models.onnx.tokenizing import JsonTokenizer

WORDS = ["[CLS]", "[SEP]", "[UNK]", "kettle", "refund"]
FILE = {
    "truncation": {"max_length": 2, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
    "padding": {
        "strategy": {"Fixed": 9},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 2,
        "pad_type_id": 0,
        "pad_token": "[UNK]",
    },
    "added_tokens": [],
    "normalizer": {"type": "Lowercase"},
    "pre_tokenizer": {"type": "Whitespace"},
    "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 0], "sep": ["[SEP]", 1]},
    "decoder": None,
    "model": {"type": "WordLevel", "vocab": {word: id_ for id_, word in enumerate(WORDS)}, "unk_token": "[UNK]"},
}
CONTENT = json.dumps(FILE).encode()


def test_what_the_file_says_of_padding_and_length_is_left_out_of_account() -> None:
    cut = JsonTokenizer("ours", CONTENT, 6)
    assert cut.of("Kettle kettle refund") == [0, 3, 3, 4, 1]
    assert cut.of("") == [0, 1]
    assert cut.of("kettle " * 10_000) == [0, 3, 3, 3, 3, 1]


def test_threads_share_one() -> None:
    cut = JsonTokenizer("ours", CONTENT, 600)
    texts = ["kettle refund " * count for count in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(cut.of, texts)) == [cut.of(text) for text in texts]


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100, b"\xff", CONTENT[:-20]])
def test_what_is_no_tokenizer_is_refused_by_the_models_name(content: bytes) -> None:
    with pytest.raises(EmbedderError, match="the tokenizer of the model 'ours' cannot be read"):
        JsonTokenizer("ours", content, 6)
