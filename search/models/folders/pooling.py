"""From the vectors of a text's tokens to the text's, as sentence-transformers does (Reimers and Gurevych 2019)."""

from __future__ import annotations

import numpy as np

from search.models.embedder import Matrix


def pooled(tokens: Matrix, way: str) -> Matrix:
    """One vector, of shape (dimension,), of ``tokens``, (tokens, dimension); ``way`` is one of ``POOLINGS``."""
    if way == "cls":
        return np.asarray(tokens[0], np.float32)
    if way == "lasttoken":
        return np.asarray(tokens[-1], np.float32)
    if way == "max":
        return np.asarray(tokens.max(axis=0), np.float32)
    if way == "weightedmean":  # later tokens have read more (Muennighoff 2022)
        weights = np.arange(1, len(tokens) + 1, dtype=np.float32)
        return np.asarray(weights @ tokens / weights.sum(), np.float32)
    # A mean by the root of the length differs from the mean by a factor, which normalising takes away.
    return np.asarray(tokens.mean(axis=0), np.float32)
