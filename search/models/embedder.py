"""What every embedding model looks like to the rest, and what all of them need.

Every model names the languages it serves and a fingerprint; vectors of different fingerprints never mix.
The models themselves are in ``search.models.e5`` and ``search.models.sentence_models``, which of them take part is
chosen in ``search.models.chosen.choice``.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.core.errors import KbError
from kb.language.languages import base, main_script, scripts
from search.text.folding import clean

Matrix = NDArray[np.float32]
# What a model reads of a text at most; what follows is not embedded.
EMBEDDED_OF_QUERY, EMBEDDED_OF_PASSAGE = 2_000, 8_000
# Characters of a text that tell its script.
ENOUGH_TO_TELL = 200
# So much nicer is embedding articles than answering readers; the kernel counts it within our process alone.
PASSAGE_NICENESS = 10


class EmbedderError(KbError):
    """A model cannot be loaded or failed; names the model and the reason."""


class Embedder(Protocol):
    """A model that is loaded. Vectors are L2-normalised float32 of shape (len(texts), dimension)."""

    @property
    def fingerprint(self) -> str:
        """Names everything that a vector depends on: model, version, prompts."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""


def makeshift_of(embedder: Embedder) -> str:
    """Why an embedder stands in for a better one, for whoever runs the site; empty where it does not."""
    return str(getattr(embedder, "makeshift", ""))


def reads_alone(embedder: Embedder) -> bool:
    """Whether an embedder reads each text by itself, in the thread that calls: then shared calls gain nothing."""
    return bool(getattr(embedder, "reads_alone", False))


@dataclass(frozen=True, slots=True)
class Model:
    """A model by name: the languages it serves (None: every language), and how to load it.

    ``recipe`` makes the same model again (``search.models.chosen.choice.model_of``); empty where it cannot be.
    """

    name: str
    languages: frozenset[str] | None
    load: Callable[[], Embedder]
    recipe: Mapping[str, str] = field(default_factory=dict)

    def serves(self, text: str, language: str) -> bool:
        """Whether ``text``, said to be in ``language``, is for this model.

        The script is looked at as well: Arabic words on an English page mean nothing to an English model.
        """
        if self.languages is None:
            return True
        if not self.reads(language):
            return False
        script = main_script(text[:ENOUGH_TO_TELL])
        return script is None or script in scripts(language)

    def reads(self, language: str) -> bool:
        """Whether the model is for texts in ``language`` at all."""
        return self.languages is None or base(language) in self.languages


def checked(name: str, vectors: object, count: int, dimension: int) -> Matrix:
    """The output of a model as vectors of shape (count, dimension).

    Raises:
        EmbedderError: it has another shape, or values that are not finite numbers.

    """
    matrix = np.asarray(vectors, dtype=np.float32)
    if count == 0:
        return np.empty((0, dimension), np.float32)
    if matrix.shape != (count, dimension):
        raise EmbedderError(f"the model {name!r} gave an array of shape {matrix.shape}, not {(count, dimension)}")
    if not np.isfinite(matrix).all():
        raise EmbedderError(f"the model {name!r} gave a vector with values that are not finite numbers")
    return matrix


class Background:
    """Embeds passages in several calls side by side, and lets queries go first."""

    def __init__(self, workers: int) -> None:
        self._workers = max(workers, 1)
        self._pool = ThreadPoolExecutor(self._workers, "embed-passages", initializer=_let_others_first)

    def embed(self, embed: Callable[[list[str]], Matrix], texts: list[str]) -> Matrix:
        """The vectors that ``embed`` makes of ``texts``."""
        step = max(-(-len(texts) // self._workers), 1)
        pieces = [texts[start : start + step] for start in range(0, len(texts), step)] or [texts]
        return np.vstack(list(self._pool.map(embed, pieces)))


def bounded(texts: Sequence[str], limit: int) -> list[str]:
    """``texts`` without what no tokenizer takes, each cut at ``limit`` characters."""
    return [clean(text)[:limit] for text in texts]


def _let_others_first() -> None:
    if sys.platform == "linux":  # elsewhere a priority is that of the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PASSAGE_NICENESS)
