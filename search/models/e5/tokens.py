"""Texts as the tokens that e5 was trained with; the only module that knows ``sentencepiece``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from search.models.e5.weights import Weights
from search.models.embedder import EmbedderError

# Of a query so many tokens are read: 500 signs without spaces, or combining marks, are as many. The longest questions
# that people ask have fifty, 500 letters of running English 123.
MAX_QUERY_TOKENS = 128
_SPACES = re.compile(" {2,}")
_SPACE = "\u2581"
"""What SentencePiece writes for a space."""
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3


def make_pieces(weights: Weights) -> bytes:
    """The vocabulary as a file of SentencePiece's unigram model (Kudo 2018); letters are unfolded by ``Tokenizer``.

    Raises:
        EmbedderError: ``sentencepiece`` is not there.

    """
    try:
        from sentencepiece import sentencepiece_model_pb2 as schema
    except ImportError as error:
        raise EmbedderError(f"the vocabulary of the model 'e5' cannot be made: {error}") from error
    model: Any = schema.ModelProto()  # type: ignore[attr-defined]
    pieces = weights.pieces()
    special = {weights.start, weights.end, weights.padding, len(pieces) - 1}
    for number, (piece, score) in enumerate(zip(pieces, weights.scores.tolist(), strict=True)):
        kind = _UNKNOWN if number == weights.unknown else _CONTROL if number in special else _NORMAL
        model.pieces.add(piece=piece, score=score, type=kind)
    model.trainer_spec.model_type = 1
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = False
    model.normalizer_spec.remove_extra_whitespaces = False
    model.normalizer_spec.escape_whitespaces = False
    return bytes(model.SerializeToString())


class Tokenizer:
    """Cuts texts into token ids; may be used from several threads.

    Raises:
        EmbedderError: ``pieces`` are not a vocabulary, or ``sentencepiece`` is not there.

    """

    def __init__(self, pieces: bytes, unfolding: dict[int, str]) -> None:
        try:
            from sentencepiece import SentencePieceProcessor

            self._cut: Any = SentencePieceProcessor(model_proto=pieces)
        except (ImportError, RuntimeError) as error:
            raise EmbedderError(f"the vocabulary of the model 'e5' cannot be read: {error}") from error
        self._unfolding = unfolding

    def of(self, text: str) -> list[int]:
        """The ids of ``text``, without start and end."""
        read = _SPACES.sub(" ", text.translate(self._unfolding)).replace(" ", _SPACE)
        ids: list[int] = self._cut.encode(read if read.startswith(_SPACE) else _SPACE + read)
        return ids


def unfolded(texts: Sequence[str]) -> list[str]:
    """``texts`` in NFKC, as the model reads them anyhow: before they are cut at so many letters.

    The engine in C makes room for a text as it is given: the eighteen letters of one U+FDFA, twenty times, wrote past
    it and ended the whole process.
    """
    return [unicodedata.normalize("NFKC", text) for text in texts]
