"""Stand-ins for loaded models, for collections too large to embed: queries are real, passages' vectors made up.

A made-up vector is the mean of two texts the model has really read, in the same script, with noise on top: so
directions common to all texts, topics and the spread of cosines are the model's own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bench.generated import Generator
from kb.language.languages import main_script
from search.models.embedder import Embedder, Matrix, Model, reads_alone

NOISE = 0.25  # length of the noise against the vector's own
KNOWN = 100  # questions that the model of `made_up` really read


@dataclass
class StandIn:
    """A model that answers for the ``real`` one."""

    real: Embedder

    @property
    def fingerprint(self) -> str:
        """The real model's."""
        return self.real.fingerprint

    @property
    def dimension(self) -> int:
        """The real model's."""
        return self.real.dimension

    @property
    def reads_alone(self) -> bool:
        """The real model's."""
        return reads_alone(self.real)


@dataclass
class Synthetic(StandIn):
    """A model whose passages are made up from what it really said of the ``known`` texts (vectors by script).

    ``seen`` is told every passage; ``seconds`` is the time spent making up.
    """

    known: dict[str | None, Matrix]
    seen: Callable[[Sequence[str]], None]
    seconds: float = 0.0

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """The real model's."""
        return self.real.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Made-up vectors, always the same for the same text."""
        started = time.perf_counter()
        self.seen(texts)
        vectors = np.stack([self._vector(text) for text in texts])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        self.seconds += time.perf_counter() - started
        return vectors

    def _vector(self, text: str) -> Matrix:
        rng = np.random.default_rng(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"))
        among = self.known.get(main_script(text[:60]), next(iter(self.known.values())))
        vector = among[rng.integers(len(among), size=2)].mean(axis=0)
        noise = rng.standard_normal(self.dimension, np.float32)
        return np.asarray(vector + noise * (NOISE * np.linalg.norm(vector) / np.linalg.norm(noise)), np.float32)


@dataclass
class Prepared(StandIn):
    """A model that has read the ``queries`` already, so that the stages beside embedding are timed alone."""

    queries: dict[str, Matrix] = field(default_factory=dict)

    def prepare(self, texts: Iterable[str]) -> None:
        """Read these queries in advance."""
        self.queries.update((text, self.real.embed_queries([text])[0]) for text in texts)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Those known, else the real model's."""
        known = [self.queries.get(text) for text in texts]
        return np.stack(
            [self.real.embed_queries([t])[0] if v is None else v for t, v in zip(texts, known, strict=True)]
        )

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """The real model's."""
        return self.real.embed_passages(texts)


def known_vectors(model: Model, embedder: Embedder, texts: Sequence[tuple[str, str]]) -> dict[str | None, Matrix]:
    """The real vectors of (language, text) pairs that ``model`` serves, by script."""
    served: dict[str | None, list[str]] = {}
    for language, text in texts:
        if model.serves(text, language):
            served.setdefault(main_script(text), []).append(text)
    return {script: embedder.embed_passages(mine) for script, mine in served.items()}


def made_up(model: Model, generator: Generator) -> Model:
    """A model whose queries are real and whose passages are made up, as in ``bench/latency.py``."""
    embedder = model.load()
    texts = [(language, text) for language, text in generator.questions(KNOWN, KNOWN, "known")]
    synthetic = Synthetic(embedder, known_vectors(model, embedder, texts), lambda _: None)
    return replace(model, load=lambda: synthetic)
