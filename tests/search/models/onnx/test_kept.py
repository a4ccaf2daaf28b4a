"""What is made once is believed only where it is whole and of what is wanted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search.models.embedder import EmbedderError
from search.models.onnx.kept import kept_or_made

ROOT = Path(__file__).parents[4]
PARTS = [b"a graph" * 900, b"", b"\n\0\xff{"]
MAKE = """
import sys
from pathlib import Path
from search.models.onnx.kept import kept_or_made
parts = [bytes([one]) * 500_000 for one in range(4)]
for _ in range(20):
    assert kept_or_made(Path(sys.argv[1]), sys.argv[2], lambda: parts) == parts
"""

ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from search.models.onnx.kept import kept_or_made
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
parts = [bytes([one]) * 5_000 for one in range(4)]
assert kept_or_made(Path(sys.argv[1]), "ours 1", lambda: parts) == parts
"""


def never() -> list[bytes]:
    raise AssertionError("it is there already")


def test_the_next_start_takes_what_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "models" / "ours.parts"
    assert kept_or_made(file, "ours 1", lambda: PARTS) == PARTS
    assert file.stat().st_mode & 0o077 == 0
    assert kept_or_made(file, "ours 1", never) == PARTS


def test_of_another_package_it_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "ours.parts"
    kept_or_made(file, "ours 1", lambda: PARTS)
    assert kept_or_made(file, "ours 2", lambda: [b"new"]) == [b"new"]
    assert kept_or_made(file, "ours 2", never) == [b"new"]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[: len(content) // 2],
    "cut by a byte": lambda content: content[:-1],
    "changed": lambda content: content[:-1] + b"!",
    "empty": lambda content: b"",
    "no JSON": lambda content: b"[[[\n" + content.partition(b"\n")[2],
    "not about parts": lambda content: b"[1]\n" + content.partition(b"\n")[2],
    "of before": lambda content: json.dumps({"of": "ours 1", "graph": 7, "hash": "0"}).encode() + b"\nthe rest",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_kept_and_damaged_is_made_anew(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "ours.parts"
    kept_or_made(file, "ours 1", lambda: PARTS)
    content = file.read_bytes()
    file.write_bytes(DAMAGES[damage](content))
    assert kept_or_made(file, "ours 1", lambda: PARTS) == PARTS
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_where_nothing_can_be_kept_it_is_made_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("a file")
    for kept in (tmp_path / "no folder" / "ours.parts", None):
        assert kept_or_made(kept, "ours 1", lambda: PARTS) == PARTS


def test_on_a_full_disk_it_is_made_all_the_same_and_nothing_is_left_half(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path / "ours.parts")], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> list[bytes]:
        raise EmbedderError("no weights")

    with pytest.raises(EmbedderError, match="no weights"):
        kept_or_made(tmp_path / "ours.parts", "ours 1", fail)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_two_processes_that_make_it_at_once_leave_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "models" / "ours.parts"
    commands = [[sys.executable, "-c", MAKE, str(file), of] for of in ("ours 1", "ours 2")]
    both = [subprocess.Popen(command, cwd=ROOT) for command in commands]
    assert [process.wait(timeout=200) for process in both] == [0, 0]
    assert list(file.parent.iterdir()) == [file]
