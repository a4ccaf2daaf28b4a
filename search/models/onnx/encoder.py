"""An encoder as a graph for ONNX Runtime, from its matrices in blocks of few bits; the only module that knows ``onnx``.

The matrices stay as they are given (``MatMulNBits``); what is computed from tokens is quantised to 8 bits block by
block while it runs. The fused operators of ONNX Runtime are written down as such: its own optimiser does not find them.
The vectors of tokens stay out of the graph: they are most of a model, and only few are ever needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search.models.embedder import EmbedderError, Matrix

if TYPE_CHECKING:
    from onnx import ModelProto

MADE_BY = 1
"""Counts the ways in which graphs were made: part of the fingerprint, since another way gives other vectors."""
TOKENS, VECTOR = "tokens", "vector"
IN_BLOCK = 32
_FUSED = "com.microsoft"  # operators of ONNX Runtime that do in one pass what the standard has several for
_IN_INTEGERS = 4  # the accuracy level of MatMulNBits that computes in 8-bit integers


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix (rows, columns) in blocks of 32 neighbours in a row: whole numbers of ``bits`` bits, each less half of
    what so many bits can say and times its block's scale.

    ``packed`` has shape (rows, columns / 32, 4 · bits), the lower bits first; ``scales`` (rows, columns / 32).
    """

    packed: NDArray[np.uint8]
    scales: Matrix
    bits: int


class EncoderWeights(Protocol):
    """The numbers of an encoder, by name: ``emb.ln.w`` and ``.b``, and for each layer ``l0.`` … ``q``, ``k``, ``v``,
    ``ao`` (attention's output), ``aln`` (the normalisation after it), ``fi``, ``fo`` (the two wide matrices), ``oln``.
    """

    @property
    def width(self) -> int:
        """Numbers a token."""

    @property
    def layers(self) -> int:
        """How many layers."""

    @property
    def heads(self) -> int:
        """Heads of attention a layer."""

    @property
    def epsilon(self) -> float:
        """What normalisation adds to the variance."""

    def numbers(self, name: str) -> Matrix:
        """A bias or a gain, of shape (n,)."""

    def matrix(self, name: str) -> Blocks:
        """The matrix ``name``, of shape (out, in)."""


def make_encoder(name: str, weights: EncoderWeights) -> bytes:
    """A graph from ``tokens``, the vectors of one text's tokens, of shape (1, tokens, width), to ``vector``, the mean
    of what comes of them, of shape (1, width) and not normalised yet.

    It takes one text at a time: several at once would not be quicker on a processor, and would need padding.

    Raises:
        EmbedderError: ``onnx`` is not there, or the weights are not those of the model.

    """
    try:
        from onnx import TensorProto, helper
    except ImportError as error:
        raise EmbedderError(f"a graph of the model {name!r} cannot be made: {error}") from error
    draft = _Draft(weights)
    last = draft.normalise("embedded", TOKENS, "emb.ln")
    for layer in range(weights.layers):
        last = draft.layer(f"l{layer}", last)
    draft.add("ReduceMean", [last], VECTOR, axes=[1], keepdims=0)
    given = helper.make_tensor_value_info(TOKENS, TensorProto.FLOAT, [1, "tokens", weights.width])
    made = helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [1, weights.width])
    graph = helper.make_graph(draft.nodes, name, [given], [made], draft.kept)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model: ModelProto = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    return bytes(model.SerializeToString())


class _Draft:
    """The nodes so far and the numbers that they need."""

    def __init__(self, weights: EncoderWeights) -> None:
        self._weights = weights
        self.nodes: list[Any] = []
        self.kept: list[Any] = []
        self.keep("thirds", np.array([weights.width] * 3, np.int64))

    def keep(self, name: str, numbers: Any) -> str:
        """Numbers that belong to the graph."""
        from onnx import numpy_helper

        self.kept.append(numpy_helper.from_array(np.ascontiguousarray(numbers), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **more: Any) -> str:
        """One node with one output."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], **more))
        return output

    def normalise(self, name: str, value: str, by: str, added: str = "") -> str:
        """Layer normalisation of ``value``, to which ``added`` is added before."""
        given = [value, added] if added else [value]
        gain = [self.keep(f"{name}.{part}", self._weights.numbers(f"{by}.{part}")) for part in "wb"]
        more: dict[str, Any] = {"domain": _FUSED} if added else {"axis": -1}
        kind = "SkipLayerNormalization" if added else "LayerNormalization"
        return self.add(kind, [*given, *gain], name, epsilon=float(self._weights.epsilon), **more)

    def times(self, name: str, value: str, parts: Sequence[str]) -> str:
        """``value`` times the matrices ``parts``, one below the other, plus their biases."""
        matrices = [self._weights.matrix(f"{part}.w") for part in parts]
        packed = np.concatenate([matrix.packed for matrix in matrices])
        kept = [
            self.keep(f"{name}.weights", packed),
            self.keep(f"{name}.scales", np.concatenate([matrix.scales for matrix in matrices]).reshape(-1)),
            "",  # what stands for nothing: half of what the bits can say
            "",
            self.keep(f"{name}.bias", np.concatenate([self._weights.numbers(f"{part}.b") for part in parts])),
        ]
        size = {"K": packed.shape[1] * IN_BLOCK, "N": len(packed), "bits": matrices[0].bits, "block_size": IN_BLOCK}
        return self.add("MatMulNBits", [value, *kept], name, domain=_FUSED, **size, accuracy_level=_IN_INTEGERS)

    def layer(self, at: str, value: str) -> str:
        """One layer of the encoder (Devlin et al. 2019): attention, then two matrices with GELU between them."""
        self.times(f"{at}.qkv", value, [f"{at}.{part}" for part in "qkv"])
        parts = [f"{at}.{part}" for part in ("query", "key", "value")]
        from onnx import helper

        self.nodes.append(helper.make_node("Split", [f"{at}.qkv", "thirds"], parts, axis=-1))
        heads = self._weights.heads
        attended = self.add("MultiHeadAttention", parts, f"{at}.attended", domain=_FUSED, num_heads=heads)
        mixed = self.times(f"{at}.mixed", attended, [f"{at}.ao"])
        value = self.normalise(f"{at}.between", value, f"{at}.aln", mixed)
        wide = self.times(f"{at}.wide", value, [f"{at}.fi"])
        bent = self.add("Gelu", [wide], f"{at}.bent", domain=_FUSED)
        narrow = self.times(f"{at}.narrow", bent, [f"{at}.fo"])
        return self.normalise(f"{at}.out", value, f"{at}.oln", narrow)
