"""A cross-encoder in a folder, computed by ONNX Runtime: question and text in one go (Nogueira and Cho 2019)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from search.models.embedder import EmbedderError
from search.models.folders.files import GRAPHS, TOKENIZER, NoModelError
from search.models.folders.outside import files_beside
from search.models.onnx.session import Session
from search.models.onnx.tokenizing import JsonTokenizer
from search.reranking.scores import RerankerError

LONGEST = 256
"""Tokens of question and text together; the text's end is left out. Our passages have about a hundred words."""
TAKEN = {"input_ids", "attention_mask", "token_type_ids"}


def graph_in(folder: Path) -> str:
    """The name of the graph in a folder that this module can compute; empty without one."""
    has_tokenizer = (folder / TOKENIZER).is_file()
    return next((name for name in GRAPHS if has_tokenizer and (folder / name).is_file()), "")


class OnnxCrossEncoder:
    """The model in ``folder``; texts are scored side by side on ``cores`` cores.

    Raises:
        RerankerError: its files cannot be read, or are not those of a cross-encoder.

    """

    def __init__(self, folder: Path, cores: int = 1) -> None:
        graph = graph_in(folder)
        if not graph:
            raise RerankerError(f"the folder {folder} has not both a graph like {GRAPHS[0]} and {TOKENIZER}")
        try:
            files_beside(folder, graph)
            self._tokenizer = JsonTokenizer("reranker", (folder / TOKENIZER).read_bytes(), LONGEST)
            self._session = Session("reranker", folder / graph)
        except (EmbedderError, NoModelError, OSError) as error:
            raise RerankerError(str(error)) from error
        if unknown := set(self._session.takes) - TAKEN:
            raise RerankerError(f"{graph} takes {', '.join(sorted(unknown))}, which no cross-encoder does")
        self._pool = ThreadPoolExecutor(cores, "cross-encoder")
        try:
            self._score("first", "text")
        except Exception as error:
            self.close()
            raise RerankerError(f"{graph} cannot be computed: {error}") from error

    def close(self) -> None:
        """End its threads."""
        self._pool.shutdown(cancel_futures=True)

    def score(self, question: str, texts: Sequence[str], seconds: float) -> list[float]:
        """What the model says of each text, as it is: logits.

        Raises:
            RerankerError: it is not done after ``seconds``.

        """
        end = time.monotonic() + seconds

        def in_time(text: str) -> float:
            if time.monotonic() >= end:
                raise RerankerError(f"not done within {seconds * 1000:.0f} ms")
            return self._score(question, text)

        return list(self._pool.map(in_time, texts))

    def _score(self, question: str, text: str) -> float:
        ids, types = self._tokenizer.of_pair(question, text)
        row = np.array([ids], np.int64)
        given = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.array([types], np.int64)}
        logits = self._session.run(self._session.gives[0], {name: given[name] for name in self._session.takes})
        values = np.asarray(logits, np.float64).reshape(-1)
        if values.size not in (1, 2):
            raise RerankerError(f"it gives {values.size} numbers a text, which no cross-encoder does")
        return float(values[-1] - (values[0] if values.size > 1 else 0.0))  # two: no and yes
