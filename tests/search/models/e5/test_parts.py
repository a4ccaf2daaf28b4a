"""Graph and vocabulary are made once, and believed only where they are whole and of this very package."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search.models.e5.parts import E5Parts, parts_of
from search.models.e5.weights import Weights
from search.models.onnx.kept import DamagedModelError

pytestmark = pytest.mark.slow


@pytest.fixture
def made(weights: Weights, tmp_path: Path) -> E5Parts:
    """The parts, and a folder that keeps them."""
    return parts_of(weights, tmp_path / "models")


def kept(tmp_path: Path) -> Path:
    [file] = (tmp_path / "models").iterdir()
    return file


def test_the_next_start_takes_what_was_kept(weights: Weights, made: E5Parts, tmp_path: Path) -> None:
    file = kept(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    before = file.stat().st_mtime_ns
    assert parts_of(weights, tmp_path / "models") == made
    assert file.stat().st_mtime_ns == before


def test_where_nothing_can_be_kept_they_are_made_all_the_same(weights: Weights, made: E5Parts, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("a file")
    assert parts_of(weights, tmp_path / "no folder") == made
    assert parts_of(weights, None) == made


def test_nothing_is_made_of_a_damaged_package(copied: Path, tmp_path: Path) -> None:
    with copied.open("r+b") as stream:
        stream.seek(-1_000, os.SEEK_END)
        stream.write(b"\0" * 10)
    with pytest.raises(DamagedModelError):
        parts_of(Weights(copied), tmp_path / "models")
    assert not (tmp_path / "models").exists()
