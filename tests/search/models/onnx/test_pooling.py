"""Vectors have length 1, and nothing divides by nothing."""

from __future__ import annotations

import numpy as np

from search.models.onnx.pooling import normalised


def test_vectors_keep_their_direction_and_get_length_1() -> None:
    found = normalised(np.array([[3, 4], [0, 0.5]], np.float32))
    assert found.dtype == np.float32
    assert np.allclose(found, [[0.6, 0.8], [0, 1]])


def test_nothing_stays_nothing() -> None:
    assert normalised(np.zeros((1, 2), np.float32)).tolist() == [[0, 0]]
    assert normalised(np.zeros((0, 2), np.float32)).shape == (0, 2)
