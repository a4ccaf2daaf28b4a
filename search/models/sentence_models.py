"""Models of sentence-transformers, in folders and the cache; the only module that knows that library."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.models.embedder import (
    EMBEDDED_OF_PASSAGE,
    EMBEDDED_OF_QUERY,
    Background,
    EmbedderError,
    Matrix,
    bounded,
    checked,
)


class SentenceTransformerModel:
    """A sentence-transformers model in a folder, on the CPU and without a network.

    Thread-safe: there is no lock, so that a query never waits for a batch of passages. Prompts that are not given
    are the model's own. One call computes with ``threads`` threads, passages in as many calls side by side as there
    are ``cores`` for. The fingerprint is made from the contents of the folder.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        threads: int = 1,
        cores: int = 1,
    ) -> None:
        self._name = name
        self._background = Background(cores // threads)
        try:
            self._model = _load(folder, threads)
            own = self._model.prompts or {}
            self._query_prompt = query_prompt if query_prompt is not None else own.get("query") or ""
            own_passage = own.get("document") or own.get("passage") or ""
            self._passage_prompt = passage_prompt if passage_prompt is not None else own_passage
            # The first text also sets up the tokenizer, which only later calls may share between threads.
            self.dimension = int(np.asarray(self._encode(["first"], self._query_prompt)).shape[1])
            self.fingerprint = _fingerprint(folder, self._query_prompt, self._passage_prompt)
        except Exception as error:  # whatever the model's files or libraries raise, search goes on without it
            raise EmbedderError(f"the model {name!r} cannot be loaded: {error}") from error
        if not self.dimension:
            raise EmbedderError(f"the model {name!r} cannot be loaded: its vectors have no dimensions")

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return self._embed(bounded(texts, EMBEDDED_OF_QUERY), self._query_prompt)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._background.embed(
            lambda some: self._embed(some, self._passage_prompt), bounded(texts, EMBEDDED_OF_PASSAGE)
        )

    def _embed(self, texts: list[str], prompt: str) -> Matrix:
        return checked(self._name, self._encode(texts, prompt), len(texts), self.dimension)

    def _encode(self, texts: list[str], prompt: str) -> object:
        return self._model.encode(texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False)


def is_installed() -> bool:
    """Whether models in folders can be loaded; imports nothing."""
    return importlib.util.find_spec("sentence_transformers") is not None


def _load(folder: Path, threads: int) -> Any:
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise FileNotFoundError(f"the folder {folder} has neither modules.json nor config.json")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    torch.set_num_threads(threads)
    transformers_logging.disable_progress_bar()
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def _fingerprint(folder: Path, *prompts: str) -> str:
    """Changes with the prompts and with every file a vector can depend on; not with the folder's place."""
    digest = hashlib.blake2b("\0".join(prompts).encode(), digest_size=16)
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    for name, path in files:
        if path.suffix != ".md" and not name.startswith("."):
            with path.open("rb") as stream:
                content = hashlib.file_digest(stream, "blake2b").digest()
            digest.update(name.encode() + b"\0" + content)
    return f"sentence-transformers-{digest.hexdigest()}"
