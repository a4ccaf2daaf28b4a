"""A cross-encoder of sentence-transformers in a folder, on the CPU and without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.reranking.scores import RerankerError


class SentenceCrossEncoder:
    """The model in ``folder``.

    Raises:
        RerankerError: the extra ``models`` is not installed, or there is no such model.

    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "config.json").is_file():
            raise RerankerError(f"the folder {folder} has no config.json")
        try:
            from sentence_transformers import CrossEncoder

            self._model: Any = CrossEncoder(str(folder), device="cpu", local_files_only=True)
            self._model.predict([("first", "text")], show_progress_bar=False)
        except ImportError as error:
            raise RerankerError(f"install the extra 'models' ({error})") from error
        except Exception as error:  # whatever the model's files or libraries raise, search goes on without it
            raise RerankerError(f"the folder {folder} cannot be read: {error}") from error

    def close(self) -> None:
        """Nothing is held but memory."""

    def score(self, question: str, texts: Sequence[str], seconds: float) -> list[float]:  # noqa: ARG002 - all at once
        """What the model says of each text; one call, which cannot be ended early."""
        scores = np.asarray(self._model.predict([(question, text) for text in texts], show_progress_bar=False))
        if scores.shape != (len(texts),):
            raise RerankerError(f"it gives scores of shape {scores.shape}, which no cross-encoder does")
        return [float(score) for score in scores]
