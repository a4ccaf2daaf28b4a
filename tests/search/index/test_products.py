"""Numpy multiplies in the thread that asks."""

from __future__ import annotations

import subprocess
import sys

ASKING = """
import faiss
import numpy as np
from search.index.products import one_thread_a_product
def product():
    matrix = np.random.default_rng(7).standard_normal((8000, 384)).astype(np.float32)
    return matrix @ matrix[0]
before = product()
print(one_thread_a_product(), np.array_equal(before, product()))
"""


def test_products_are_told_to_stay_in_one_thread_and_give_the_same_digits() -> None:
    # FAISS brings an OpenBLAS of its own, built otherwise than numpy's.
    done = subprocess.run([sys.executable, "-c", ASKING], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
