"""What an import remembers."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from kb.exchange.writing.ledger import (
    Ledger,
    LedgerError,
    hash_of,
    hash_of_stream,
    ledger_file,
    line_difference,
    read_ledger,
    verdict,
)


def test_a_ledger_is_read_as_it_was_written_one_line_an_article(tmp_path: Path) -> None:
    ledger = Ledger(
        system="zendesk",
        categories={"1": "orders"},
        category_files={"en/a": "x"},
        files={"p": {"path": "a", "language": "en"}},
    )
    ledger.note("1", "en", "en/a.md", {"title": "h"})
    ledger.note("2", "fa", "fa/ب.md", {})
    ledger_file(tmp_path, "zendesk").parent.mkdir()
    ledger_file(tmp_path, "zendesk").write_text(ledger.as_json(), "utf-8")
    assert read_ledger(tmp_path, "zendesk", "zendesk") == ledger
    assert sum(line.startswith(('"1": {"en"', '"2": {"fa"')) for line in ledger.as_json().split("\n")) == 2


def test_there_is_an_empty_one_before_the_first_import(tmp_path: Path) -> None:
    assert read_ledger(tmp_path, "zendesk", "zendesk") == Ledger(system="zendesk")


NO_CODE = '{"format": 1, "articles": {}, "categories": {}, "category_files": {}, "files": {}, "locales": {"en": 3}}'
WRONG = '{"format": 1, "articles": 3, "categories": {}, "category_files": {}, "files": {}}'


@pytest.mark.parametrize("content", ["", "[]", '{"format": 1}', '{"format": 9}', "[" * 99_999, WRONG, NO_CODE])
def test_one_that_cannot_be_read_stops_the_import(tmp_path: Path, content: str) -> None:
    ledger_file(tmp_path, "zendesk").parent.mkdir()
    ledger_file(tmp_path, "zendesk").write_text(content)
    with pytest.raises(LedgerError, match=r"zendesk\.json"):
        read_ledger(tmp_path, "zendesk", "zendesk")


@pytest.mark.parametrize("path", ["../x.md", "en/../../x.md", "/etc/x.md", "en\\x.md", "..", "a\0b", 3, None])
@pytest.mark.parametrize("part", ["articles", "categories", "files"])
def test_one_that_names_files_elsewhere_is_refused(tmp_path: Path, part: str, path: object) -> None:
    entries = {
        "articles": {"1": {"en": {"path": path, "parts": {}}}},
        "categories": {"1": path},
        "files": {"a.png": {"path": path, "language": "en"}},
    }
    told = {"format": 1, "articles": {}, "categories": {}, "category_files": {}, "files": {}, part: entries[part]}
    ledger_file(tmp_path, "zendesk").parent.mkdir()
    ledger_file(tmp_path, "zendesk").write_text(json.dumps(told))
    with pytest.raises(LedgerError, match="lies in no folder of articles"):
        read_ledger(tmp_path, "zendesk", "zendesk")


def test_one_of_another_system_is_refused(tmp_path: Path) -> None:
    ledger_file(tmp_path, "x").parent.mkdir()
    ledger_file(tmp_path, "x").write_text(Ledger(system="zendesk").as_json())
    with pytest.raises(LedgerError, match="remembers imports of zendesk"):
        read_ledger(tmp_path, "x", "markdown")


def test_what_becomes_of_a_part_is_told_by_what_it_is_here_there_and_was_last() -> None:
    expected = {
        ("a", "a", None): "same",
        (None, None, "a"): "same",
        ("b", "a", "a"): "keep",
        (None, "a", "a"): "keep",
        (None, "a", None): "take",
        ("a", "b", None): "differs",
        ("a", "b", "a"): "take",
        ("a", None, "a"): "take",
        (None, "b", "a"): "differs",
        ("c", "b", "a"): "differs",
    }
    assert {hashes: verdict(*hashes) for hashes in expected} == expected


def test_a_large_file_has_the_hash_of_its_bytes_and_a_text_that_of_its_utf_8() -> None:
    content = "ب\n".encode() * 400_000
    assert hash_of_stream(BytesIO(content)) == hash_of(content) == hash_of(content.decode())
    assert hash_of_stream(BytesIO(content[1:])) != hash_of(content)


def test_differences_show_the_lines_of_each_side_that_the_other_lacks_as_far_as_people_read() -> None:
    found = line_difference("body", "a\nhere\nz", "a\nthere\nz")
    assert (found.here, found.there) == ("here", "there")
    many = line_difference("body", "\n".join(map(str, range(100))), "x" * 1_000)
    assert many.here.endswith("\n59\n… and 40 more lines")
    assert many.there == "x" * 400
