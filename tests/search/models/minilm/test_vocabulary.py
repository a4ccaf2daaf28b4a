"""Texts are cut as the published model cuts them, by the vocabulary as it was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.models.embedder import EmbedderError
from search.models.minilm.vocabulary import tokenizer_file
from search.models.onnx.tokenizing import JsonTokenizer
from tests.search.models.conftest import published_minilm
from tests.search.models.e5.conftest import TEXTS


def test_tokens_are_those_of_the_published_model() -> None:
    mine = JsonTokenizer("minilm", tokenizer_file(), 256)
    published = JsonTokenizer("minilm", (published_minilm() / "tokenizer.json").read_bytes(), 256)
    for text in (*TEXTS, "Café naïve Ünïcode don't e-mail 1,000.50€ 北京", "pneumono" * 30, "ab " * 400):
        assert mine.of(text) == published.of(text), text


def test_what_looks_like_a_sign_of_the_model_is_letters() -> None:
    cut = JsonTokenizer("minilm", tokenizer_file(), 256)
    assert not {100, 101, 102, 103, 0} & set(cut.of("[CLS] [SEP] [MASK] [PAD] [UNK]")[1:-1])


def test_a_vocabulary_that_was_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="vocabulary of the model 'minilm' cannot be read"):
        tokenizer_file(tmp_path / "vocabulary.txt")
    (tmp_path / "vocabulary.txt").write_text("[CLS]\n[SEP]\n", "utf-8")
    with pytest.raises(EmbedderError, match=r"was changed: .+vocabulary\.txt; install selfservice-kb anew"):
        tokenizer_file(tmp_path / "vocabulary.txt")
