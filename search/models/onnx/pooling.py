"""From what a model makes of each token to one vector a text (Reimers and Gurevych 2019)."""

from __future__ import annotations

import numpy as np

from search.models.embedder import Matrix

_TINY = np.float32(1e-12)


def normalised(vectors: Matrix) -> Matrix:
    """``vectors``, of shape (texts, dimension), each of length 1; nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Matrix = vectors / np.maximum(lengths, _TINY)
    return found
