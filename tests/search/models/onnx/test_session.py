"""A graph says what it takes and gives, and what is no graph is refused by the model's name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from search.models.embedder import EmbedderError
from search.models.onnx.session import Session


def graph() -> bytes:
    """Twice what is given."""
    given = helper.make_tensor_value_info("given", TensorProto.FLOAT, ["many"])
    made = helper.make_tensor_value_info("made", TensorProto.FLOAT, ["many"])
    node = helper.make_node("Add", ["given", "given"], ["made"])
    opset = helper.make_opsetid("", 17)
    model: onnx.ModelProto = helper.make_model(
        helper.make_graph([node], "twice", [given], [made]), opset_imports=[opset], ir_version=9
    )
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("from_file", [False, True])
def test_a_graph_is_computed_from_memory_and_from_its_file(tmp_path: Path, from_file: bool) -> None:
    file = tmp_path / "twice.onnx"
    file.write_bytes(graph())
    session = Session("ours", file if from_file else graph())
    assert (session.takes, session.gives) == (["given"], ["made"])
    assert session.run("made", {"given": np.array([1, 2], np.float32)}).tolist() == [2, 4]


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    for wrong in (b"", b"no graph", graph()[:-9], tmp_path / "not there.onnx"):
        with pytest.raises(EmbedderError, match="the model 'ours' cannot be loaded: "):
            Session("ours", wrong)
