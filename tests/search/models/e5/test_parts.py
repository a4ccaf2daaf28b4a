"""Graph and vocabulary are made once, and believed only where they are whole and of this very package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search.models.e5.parts import E5Parts, parts_of
from search.models.e5.weights import DamagedModelError, Weights

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[4]
MAKE = """
import sys
from pathlib import Path
from search.models.e5.parts import parts_of
from search.models.e5.weights import Weights, package_file
for _ in range(3):
    parts = parts_of(Weights(package_file()), Path(sys.argv[1]))
    print(len(parts.graph), len(parts.pieces))
"""


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


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "no JSON", "another package"])
def test_what_is_kept_and_damaged_is_made_anew(weights: Weights, made: E5Parts, tmp_path: Path, damage: str) -> None:
    file = kept(tmp_path)
    content = file.read_bytes()
    line, _, rest = content.partition(b"\n")
    about = json.dumps({**json.loads(line), "of": "0 0.1 1 1"}).encode()
    file.write_bytes(
        {
            "cut": content[: len(content) // 2],
            "changed": content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
            "empty": b"",
            "no JSON": b"[[[\n" + rest,
            "another package": about + b"\n" + rest,
        }[damage]
    )
    assert parts_of(weights, tmp_path / "models") == made
    assert file.read_bytes() == content
    assert kept(tmp_path) == file


def test_where_nothing_can_be_kept_they_are_made_all_the_same(weights: Weights, made: E5Parts, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("a file")
    assert parts_of(weights, tmp_path / "no folder") == made
    assert parts_of(weights, None) == made


def test_two_processes_that_make_them_at_once_leave_them_whole(made: E5Parts, tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(tmp_path / "both" / "models")]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=200)[0] for process in both]
    assert told == [f"{len(made.graph)} {len(made.pieces)}\n" * 3] * 2
    assert [file.name for file in (tmp_path / "both" / "models").iterdir()] == ["e5.parts"]


def test_nothing_is_made_of_a_damaged_package(copied: Path, tmp_path: Path) -> None:
    with copied.open("r+b") as stream:
        stream.seek(-1_000, os.SEEK_END)
        stream.write(b"\0" * 10)
    with pytest.raises(DamagedModelError):
        parts_of(Weights(copied), tmp_path / "models")
    assert not (tmp_path / "models").exists()
