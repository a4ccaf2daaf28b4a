"""What is made of the package's file in a second or two: the graph and the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from search.models.e5.tokens import make_pieces
from search.models.e5.weights import FILE, PACKAGE, Weights
from search.models.onnx.encoder import MADE_BY, make_encoder
from search.models.onnx.kept import kept_or_made, must_be_whole, stamp

_NAME = "e5.parts"


@dataclass(frozen=True, slots=True)
class E5Parts:
    """The graph for ONNX Runtime and the vocabulary for SentencePiece, both as bytes of their files."""

    graph: bytes
    pieces: bytes


def parts_of(weights: Weights, folder: Path | None) -> E5Parts:
    """The parts, out of ``folder`` where they were kept there, else made and kept; None keeps nothing.

    Raises:
        EmbedderError: the package's file is damaged, or the parts cannot be made.

    """

    def make() -> list[bytes]:
        must_be_whole(PACKAGE, FILE, weights.file)
        return [make_encoder("e5", weights), make_pieces(weights)]

    kept = folder / _NAME if folder else None
    return E5Parts(*kept_or_made(kept, stamp(MADE_BY, PACKAGE, weights.file), make))
