"""What an import is remembered by is taken back entry by entry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.exchange.writing.ledger import Ledger
from kb.exchange.writing.ledger_undone import undone


def ledger(**sections: Any) -> bytes:
    return Ledger(**sections, system="zendesk").as_json().encode()


def entry(path: str, mark: str) -> dict[str, Any]:
    return {"en": {"path": path, "parts": {"body": mark}}}


BEFORE = ledger(articles={"1": entry("a.md", "1")}, category_files={"_index.md": "1"})
AFTER = ledger(
    articles={"1": entry("a.md", "2"), "2": entry("b.md", "2")},
    category_files={"_index.md": "2", "x/_index.md": "2"},
    files={"k.png": {"path": "images/k.png", "language": "en", "hash": "2"}},
    categories={"10": "x"},
)


def test_without_changes_since_it_is_as_it_was() -> None:
    assert undone(BEFORE, AFTER, AFTER, set()) == BEFORE
    assert undone(None, AFTER, AFTER, set()) is None


def test_what_a_later_import_wrote_stays() -> None:
    later = ledger(articles={"1": entry("a.md", "3"), "2": entry("b.md", "2"), "3": entry("c.md", "3")})
    found = json.loads(undone(BEFORE, AFTER, later, set()) or b"")
    assert found["articles"] == {"1": entry("a.md", "3"), "3": entry("c.md", "3")}


def test_what_stays_as_a_file_is_still_remembered() -> None:
    found = json.loads(undone(None, AFTER, AFTER, {"b.md", "en/images/k.png", "x/_index.md"}) or b"")
    assert list(found["articles"]) == ["2"]
    assert list(found["files"]) == ["k.png"]
    assert found["category_files"] == {"x/_index.md": "2"}


@pytest.mark.parametrize("damaged", [b"[]", b"{", b'{"format": 99}'])
def test_what_is_no_ledger_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="ledger|Expecting"):
        undone(None, AFTER, damaged, set())


def counted(mark: str, views: int) -> dict[str, Any]:
    return {"en": {**entry("a.md", mark)["en"], "counted": {"on": "2026-11-03", "views": views}}}


def test_what_was_counted_there_goes_back_with_the_import_that_read_it() -> None:
    before, after = ledger(articles={"1": counted("1", 5)}), ledger(articles={"1": counted("1", 9)})
    assert undone(before, after, after, set()) == before
    assert undone(None, after, after, set()) is None


def test_what_a_later_import_only_counted_anew_is_not_written_by_it() -> None:
    before, after = ledger(articles={"1": counted("1", 5)}), ledger(articles={"1": counted("2", 9)})
    later = ledger(articles={"1": counted("2", 20)})
    assert undone(None, after, later, set()) is None
    assert json.loads(undone(before, after, later, set()) or b"")["articles"] == {"1": counted("1", 20)}
