"""The computation of e5 as a graph for ONNX Runtime; the only module that knows ``onnx``.

The weights stay as the package has them, in blocks of 4 bits with a scale each (``MatMulNBits``); what is computed from
tokens is quantised to 8 bits block by block while it runs. The vectors of tokens stay out of the graph: they are four
fifths of the model, and only few are ever needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from search.models.e5.weights import IN_BLOCK, Weights
from search.models.embedder import EmbedderError

if TYPE_CHECKING:
    from onnx import ModelProto

MADE_BY = 1
"""Counts the ways in which graphs were made: part of the fingerprint, since another way gives other vectors."""
TOKENS, VECTOR = "tokens", "vector"
_FUSED = "com.microsoft"  # operators of ONNX Runtime that do in one pass what the standard has several for
_IN_INTEGERS = 4  # the accuracy level of MatMulNBits that computes in 8-bit integers


def make_graph(weights: Weights) -> bytes:
    """A graph from ``tokens``, the vectors of one text's tokens, of shape (1, tokens, width), to ``vector``, the mean
    of what comes of them, of shape (1, width) and not normalised yet.

    It takes one text at a time: several at once would not be quicker on a processor, and would need padding.

    Raises:
        EmbedderError: ``onnx`` is not there, or the weights are not e5's.

    """
    try:
        from onnx import TensorProto, helper
    except ImportError as error:
        raise EmbedderError(f"a graph of the model 'e5' cannot be made: {error}") from error
    draft = _Draft(weights)
    last = draft.normalise("embedded", TOKENS, "emb.ln")
    for layer in range(weights.layers):
        last = draft.layer(f"l{layer}", last)
    draft.add("ReduceMean", [last], VECTOR, axes=[1], keepdims=0)
    given = helper.make_tensor_value_info(TOKENS, TensorProto.FLOAT, [1, "tokens", weights.width])
    made = helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [1, weights.width])
    graph = helper.make_graph(draft.nodes, "e5", [given], [made], draft.kept)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model: ModelProto = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    return bytes(model.SerializeToString())


class _Draft:
    """The nodes so far and the numbers that they need."""

    def __init__(self, weights: Weights) -> None:
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

    def times(self, name: str, value: str, parts: Sequence[str], columns: int) -> str:
        """``value`` times the matrices ``parts``, each (out, ``columns``), one below the other, plus their biases."""
        blocks = np.concatenate([self._weights.blocks(f"{part}.w", columns) for part in parts])
        low, high = blocks["halves"] & 15, blocks["halves"] >> 4
        whole = np.concatenate([low, high], -1)  # in the order of the columns
        packed = whole[..., 0::2] | (whole[..., 1::2] << 4)  # two neighbours a byte
        bias = np.concatenate([self._weights.numbers(f"{part}.b") for part in parts])
        kept = [
            self.keep(f"{name}.weights", packed.astype(np.uint8)),
            self.keep(f"{name}.scales", blocks["scale"].astype(np.float32).reshape(-1)),
            "",  # what stands for nothing: 8, as in the package
            "",
            self.keep(f"{name}.bias", bias),
        ]
        size = {"K": columns, "N": len(blocks), "bits": 4, "block_size": IN_BLOCK, "accuracy_level": _IN_INTEGERS}
        return self.add("MatMulNBits", [value, *kept], name, domain=_FUSED, **size)

    def layer(self, at: str, value: str) -> str:
        """One layer of the encoder (Devlin et al. 2019): attention, then two matrices with GELU between them."""
        width, inner = self._weights.width, self._weights.inner
        self.times(f"{at}.qkv", value, [f"{at}.{part}" for part in "qkv"], width)
        parts = [f"{at}.{part}" for part in ("query", "key", "value")]
        from onnx import helper

        self.nodes.append(helper.make_node("Split", [f"{at}.qkv", "thirds"], parts, axis=-1))
        heads = self._weights.heads
        attended = self.add("MultiHeadAttention", parts, f"{at}.attended", domain=_FUSED, num_heads=heads)
        mixed = self.times(f"{at}.mixed", attended, [f"{at}.ao"], width)
        value = self.normalise(f"{at}.between", value, f"{at}.aln", mixed)
        wide = self.times(f"{at}.wide", value, [f"{at}.fi"], width)
        bent = self.add("Gelu", [wide], f"{at}.bent", domain=_FUSED)
        narrow = self.times(f"{at}.narrow", bent, [f"{at}.fo"], inner)
        return self.normalise(f"{at}.out", value, f"{at}.oln", narrow)
