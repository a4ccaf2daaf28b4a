"""Long lists in JSON are read one item at a time, and what is broken is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.exchange.bundle.json_stream import read_records
from kb.exchange.bundle.packed import ExportError, Packed


def records(folder: Path, content: bytes | str) -> list[tuple[str, object]]:
    (folder / "a.json").write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records(Packed(folder), "a.json"))


def test_items_of_lists_come_one_by_one_with_their_key(tmp_path: Path) -> None:
    found = records(tmp_path, '\ufeff{"articles": [{"a": [1, 2]}, 3],\n "count": 12 , "next": null, "none": []}\n')
    assert found == [("articles", {"a": [1, 2]}), ("articles", 3), ("count", 12), ("next", None)]
    assert records(tmp_path, "[1, [2]]") == [("", 1), ("", [2])]
    assert records(tmp_path, "{}") == records(tmp_path, "[]") == []


def test_values_that_lie_across_pieces_are_read_whole(tmp_path: Path) -> None:
    long = "ü" * 70_000
    assert records(tmp_path, f'{{"a": ["{long}", 1234567{", 5" * 60_000}]}}')[:2] == [("a", long), ("a", 1234567)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"articles": [{"id": 1},\n{"id": 2', r"a\.json:2: .*the file ends too early"),
        ('{"articles": [1, 2', "the file ends too early"),
        ('{"articles": [1 2]}', "] was expected"),
        ('{"a": 1} {"b": 2}', "there is more behind the end"),
        ("{\n\n1: 2}", r"a\.json:3: .*a key was expected"),
        ("plain text", "a list or an object was expected"),
        ("", "a list or an object was expected"),
        ("[" + "[" * 100_000, "nested too deep"),
        ("[1" + "0" * 10_000 + "]", "Exceeds|exceeds"),
        ('["a\nb"]', "control character"),
        (b'{"a": [1,\n2, "\n' + b"\xff", r"a\.json:3: byte 0xff is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "is not UTF-8"),
    ],
)
def test_what_is_broken_is_one_error_with_its_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        records(tmp_path, content)
