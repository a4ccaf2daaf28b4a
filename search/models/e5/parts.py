"""What is made of the package's file once and kept in the data folder: the graph and the vocabulary.

Both are made in a second or two. They are only for this very file of this very package and this way of making them,
and each is checked by its hash before it is believed. Where nothing can be kept they are made anew at each start.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
from dataclasses import dataclass
from pathlib import Path

from kb.files.private import keep_whole
from search.models.e5.tokens import make_pieces
from search.models.e5.weights import PACKAGE, Weights, must_be_whole
from search.models.onnx.encoder import MADE_BY, make_encoder

logger = logging.getLogger(__name__)

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
    wanted = _stamp(weights)
    file = folder / _NAME if folder else None
    found = _read(file, wanted) if file else None
    if found is None:
        must_be_whole(weights.file)
        found = E5Parts(make_encoder("e5", weights), make_pieces(weights))
        if file:
            _keep(file, wanted, found)
    return found


def _stamp(weights: Weights) -> str:
    """Changes with the package, its file and the way in which parts are made."""
    state = weights.file.stat()
    version = importlib.metadata.version(PACKAGE)
    return f"{MADE_BY} {version} {state.st_size} {state.st_mtime_ns}"


def _read(file: Path, wanted: str) -> E5Parts | None:
    """What is kept, if it is whole and of the package that is installed: a line about the parts, then the parts."""
    try:
        with file.open("rb") as stream:
            about = json.loads(stream.readline())
            found = E5Parts(stream.read(int(about["graph"])), stream.read())
        return found if about["of"] == wanted and about["hash"] == _hash(found) else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.info("%s cannot be used, it is made anew: %s", file, error)
        return None


def _keep(file: Path, wanted: str, parts: E5Parts) -> None:
    """Put the parts in place whole; where that fails, the next start makes them again."""
    about = json.dumps({"of": wanted, "graph": len(parts.graph), "hash": _hash(parts)})
    try:
        keep_whole(file, lambda stream: stream.writelines([about.encode(), b"\n", parts.graph, parts.pieces]))
    except OSError as error:
        logger.info("the model's parts could not be kept: %s", error)


def _hash(parts: E5Parts) -> str:
    found = hashlib.blake2b(parts.graph, digest_size=16)
    found.update(parts.pieces)
    return found.hexdigest()
