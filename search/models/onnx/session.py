"""Graphs that are ready to be computed; the only module that knows ``onnxruntime``.

Everything about a graph is computed in the thread that calls it, one text a call: calls run side by side, and none
waits for another's. Several texts at once are not quicker on a processor, need padding, and where a model's numbers are
quantised while it runs a text's vector would depend on the texts beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from search.models.embedder import EmbedderError, Matrix


class Session:
    """A graph of the model ``name``, in memory or in its file, with what it takes and gives. Thread-safe.

    Raises:
        EmbedderError: ``onnxruntime`` is not there, or does not take the graph.

    """

    def __init__(self, name: str, graph: bytes | Path) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise EmbedderError(f"the model {name!r} cannot be loaded: {error}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # plans for each length of a text that came: 10 MB, and nothing is quicker
        options.log_severity_level = 3
        given = graph if isinstance(graph, bytes) else str(graph)
        try:
            self._session: Any = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library has exceptions of its own, all of them RuntimeError or not
            raise EmbedderError(f"the model {name!r} cannot be loaded: {error}") from error
        self._session._model_bytes = None  # kept for another provider, if this one failed; it has made what it needs
        self.takes: Sequence[str] = [one.name for one in self._session.get_inputs()]
        self.gives: Sequence[str] = [one.name for one in self._session.get_outputs()]

    def run(self, output: str, given: Mapping[str, Any]) -> Matrix:
        """What the graph makes of ``given``, arrays by their names."""
        [made] = self._session.run([output], dict(given))
        found: Matrix = made
        return found
