"""A published model computed by ONNX Runtime from its graph and ``tokenizer.json``: no PyTorch, no program of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

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
from search.models.folders.description import DescriptionError, describe
from search.models.folders.files import TOKENIZER, NoModelError, needed_files
from search.models.folders.outside import files_beside
from search.models.folders.pooling import pooled
from search.models.onnx.pooling import normalised
from search.models.onnx.session import Session
from search.models.onnx.tokenizing import JsonTokenizer

_WHOLE_TEXT = "sentence_embedding"
"""The output of graphs that pool by themselves, as sentence-transformers and Optimum export them."""
_OF_TOKENS = ("last_hidden_state", "token_embeddings")


class GraphModel:
    """The model ``name`` in ``folder``, computed from its ``graph``.

    Thread-safe: calls run side by side, each text by itself. Prompts and ``pooling`` that are not given are as the
    model's own files say. Passages are read on so many ``cores``.

    Raises:
        EmbedderError: a file is missing, damaged or says what cannot be done.

    """

    reads_alone = True

    def __init__(
        self,
        name: str,
        folder: Path,
        graph: str,
        *,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        pooling: str | None = None,
        cores: int = 1,
    ) -> None:
        self._name = name
        try:
            about = describe(folder)
            names = {*needed_files(_names(folder), graph).names, *files_beside(folder, graph)}
            content = (folder / TOKENIZER).read_bytes()
        except (DescriptionError, NoModelError, OSError) as error:
            raise EmbedderError(f"the model {name!r} cannot be loaded: {error}") from error
        self._query_prompt = about.query_prompt if query_prompt is None else query_prompt
        self._passage_prompt = about.passage_prompt if passage_prompt is None else passage_prompt
        self._pooling = pooling or about.pooling
        self._lowercase = about.lowercase
        self._tokenizer = JsonTokenizer(name, content, about.longest)
        self._session = Session(name, folder / graph)
        self._output = self._chosen_output(pooling, about.beyond)
        self._background = Background(cores)
        self.dimension = len(self._vector("first"))
        if not self.dimension:
            raise EmbedderError(f"the model {name!r} cannot be loaded: its vectors have no dimensions")
        settings = (self._output, self._pooling, str(about.longest), str(about.lowercase))
        self.fingerprint = _fingerprint(folder, names, (*settings, self._query_prompt, self._passage_prompt))
        self.makeshift = (
            ""
            if about.tells_pooling or pooling or self._output == _WHOLE_TEXT
            else f"the model {name!r} does not say how it pools; the mean is taken (pooling=cls and others can be set)"
        )

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what readers type."""
        return self._embed(bounded(texts, EMBEDDED_OF_QUERY), self._query_prompt)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what articles say."""
        return self._background.embed(
            lambda some: self._embed(some, self._passage_prompt), bounded(texts, EMBEDDED_OF_PASSAGE)
        )

    def _chosen_output(self, pooling: str | None, beyond: str) -> str:
        """What of the graph's outputs is the text's vector, or is to be pooled."""
        wanted = (*_OF_TOKENS, _WHOLE_TEXT) if pooling else (_WHOLE_TEXT, *_OF_TOKENS)
        found = next((output for output in wanted if output in self._session.gives), None)
        if found is None:
            gives = ", ".join(self._session.gives)
            raise EmbedderError(f"the model {self._name!r} gives {gives}; one of {', '.join(wanted)} was expected")
        if beyond and found != _WHOLE_TEXT:
            raise EmbedderError(
                f"the model {self._name!r} cannot be run by its graph alone: {beyond}; with onnx=none and the extra "
                "'models' it runs by PyTorch"
            )
        unknown = set(self._session.takes) - {"input_ids", "attention_mask", "token_type_ids", "position_ids"}
        if unknown or "input_ids" not in self._session.takes:
            raise EmbedderError(
                f"the model {self._name!r} asks for {', '.join(sorted(unknown)) or 'no input_ids'}, which is not known"
            )
        return found

    def _embed(self, texts: Sequence[str], prompt: str) -> Matrix:
        vectors = [self._vector(f"{prompt}{text}") for text in texts]
        return checked(self._name, normalised(np.stack(vectors)) if vectors else vectors, len(texts), self.dimension)

    def _vector(self, text: str) -> Matrix:
        """The vector of a text, of shape (dimension,), not normalised yet."""
        ids = self._tokenizer.of(text.lower() if self._lowercase else text)
        if not ids:  # a tokenizer without a start and an end, and a text of which it knows nothing
            ids = self._tokenizer.of(".") or [0]
        given = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
            "token_type_ids": np.zeros((1, len(ids)), np.int64),
            "position_ids": np.arange(len(ids), dtype=np.int64)[None],
        }
        try:
            made = self._session.run(self._output, {name: given[name] for name in self._session.takes})
        except Exception as error:  # the library has exceptions of its own
            raise EmbedderError(f"the model {self._name!r} failed: {error}") from error
        rank = 2 if self._output == _WHOLE_TEXT else 3
        if made.ndim != rank or len(made) != 1:
            raise EmbedderError(f"the model {self._name!r} gave an array of shape {made.shape} as {self._output}")
        found = np.asarray(made[0], np.float32)
        return found if rank == 2 else pooled(found, self._pooling)


def _names(folder: Path) -> list[str]:
    """The files in a folder that is there."""
    if not folder.is_dir():
        raise NoModelError(f"there is no folder {folder}")
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _fingerprint(folder: Path, names: Iterable[str], settings: Sequence[str]) -> str:
    """Changes with all a vector depends on: graph, weights, tokenizer and how they are used; not with the place."""
    digest = hashlib.blake2b("\0".join(settings).encode(), digest_size=16)
    for name in sorted(names):
        if name == TOKENIZER or not name.endswith((".json", ".txt")):  # what the others say is in the settings
            with (folder / name).open("rb") as stream:
                digest.update(name.encode() + b"\0" + hashlib.file_digest(stream, "blake2b").digest())
    return f"onnx-{digest.hexdigest()}"
