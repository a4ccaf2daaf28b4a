"""A real model of a few words, in its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

VOCABULARY = ["[UNK]", "kettle", "refund", "password", "ask", ":", "read"]


def write_model(folder: Path, weights: np.ndarray | None = None, prompts: dict[str, str] | None = None) -> Path:
    """A real sentence-transformers model of a few words: the mean of its words' rows of ``weights``."""
    sentence_transformers = pytest.importorskip("sentence_transformers", reason="the extra 'models' is not installed")
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {word: row for row, word in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.eye(len(VOCABULARY), 8, dtype=np.float32) if weights is None else weights
    static = StaticEmbedding(tokenizer, embedding_weights=weights)
    model = sentence_transformers.SentenceTransformer(modules=[static], device="cpu", prompts=prompts)
    model.save(str(folder), create_model_card=False)
    return folder
