"""Cross-encoders of sentence-transformers: a tiny one without training, read from its folder."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest

from search.reranking.scores import RerankerError
from search.reranking.sentence_cross_encoder import SentenceCrossEncoder

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "boil", "water", "refund"]


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("sentence_transformers") is None, reason="the extra models is missing")
@pytest.mark.parametrize("labels", [1, 3])
def test_a_model_in_a_folder_scores_each_text(tmp_path: Path, labels: int) -> None:
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    (tmp_path / "vocab.txt").write_text("\n".join(WORDS))
    BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    encoder = SentenceCrossEncoder(tmp_path)
    if labels == 1:
        scores = encoder.score("boil", ["boil water", "refund", "boil water"], 10.0)
        assert all(map(math.isfinite, scores))
        assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    else:
        with pytest.raises(RerankerError, match="shape"):
            encoder.score("boil", ["boil water", "refund"], 10.0)
    encoder.close()


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match=r"no config\.json"):
        SentenceCrossEncoder(tmp_path)
