"""Which files of a published model are needed, by their names alone; the same on the hub and in a folder.

Where a model has a graph for ONNX Runtime and ``tokenizer.json``, one graph is taken and no other weights; else the
weights in ``safetensors``. What is program or may hide one (Python, pickles) is never needed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

TOKENIZER = "tokenizer.json"
GRAPHS = (
    *("onnx/model.onnx", "model.onnx"),
    *("onnx/model_quantized.onnx", "model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model_uint8.onnx"),
)
"""Where graphs usually are, the most exact first: what 8 bits lose differs by model and by processor."""
NO_GRAPH = "none"
"""In the place of a graph's name: run by PyTorch."""
_SAFE_NAME = re.compile(r"(?!.*\.\.)(?:[A-Za-z0-9_][\w.+-]*/)*[A-Za-z0-9_][\w.+-]*", re.ASCII)
_MODULE_FOLDER = re.compile(r"\d+_\w+", re.ASCII)
_WEIGHTS = (".safetensors", ".model")
_TEXTS = (".json", ".txt")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files that are needed, and which of them is the graph; empty where PyTorch is to compute."""

    names: tuple[str, ...]
    graph: str


class NoModelError(ValueError):
    """There are no files of a model that we could run; says what is missing."""


def needed_files(names: Collection[str], graph: str = "") -> ModelFiles:
    """What is needed of a model's files ``names``; ``graph`` names the one to take, or is ``NO_GRAPH``.

    Raises:
        NoModelError: nothing that can be run safely.

    """
    safe = sorted(filter(is_safe, names))
    texts = [name for name in safe if name.endswith(_TEXTS) and _is_of_the_model(name)]
    chosen = graph_of(safe, graph)
    if chosen:
        return ModelFiles((*texts, chosen, *_beside(chosen, safe)), chosen)
    weights = [name for name in safe if name.endswith(_WEIGHTS) and _is_of_the_model(name)]
    if not any(name.endswith(".safetensors") for name in weights):
        found = ", ".join(sorted({PurePosixPath(name).suffix or name for name in names})[:8]) or "nothing"
        raise NoModelError(
            f"it has neither {TOKENIZER} with a graph like {GRAPHS[0]} nor weights in .safetensors (it has {found}); "
            "pickles such as pytorch_model.bin can run programs and are never read"
        )
    if "config.json" not in texts and "modules.json" not in texts:
        raise NoModelError("it has neither modules.json nor config.json")
    return ModelFiles((*texts, *weights), "")


def graph_of(names: Collection[str], wanted: str = "") -> str:
    """The graph to take of a model's files ``names``; empty where PyTorch is to compute.

    Raises:
        NoModelError: the one that is ``wanted`` is not there, or cannot be used.

    """
    if wanted == NO_GRAPH:
        return ""
    if wanted:
        graphs = sorted(name for name in names if name.endswith(".onnx"))
        if wanted not in graphs:
            raise NoModelError(f"it has no graph {wanted!r}; there are {', '.join(graphs) or 'none'}")
        if TOKENIZER not in names:
            raise NoModelError(f"it has no {TOKENIZER}, which a graph needs")
        return wanted
    return next((name for name in GRAPHS if name in names and TOKENIZER in names), "")


def is_safe(name: str) -> bool:
    """Whether ``name`` is that of a file below the folder it is said to be in, and neither hidden nor odd."""
    return bool(_SAFE_NAME.fullmatch(name))


def _beside(graph: str, names: Sequence[str]) -> list[str]:
    """The files in which the weights of a large graph are kept, called by it."""
    return [name for name in names if re.fullmatch(re.escape(graph) + r"(_data(_\d+)?|\.data)", name)]


def _is_of_the_model(name: str) -> bool:
    """Whether a file is at the top or in the folder of a module such as ``1_Pooling``, and not another form of it."""
    folder = PurePosixPath(name).parent.as_posix()
    return folder == "." or bool(_MODULE_FOLDER.fullmatch(folder))
