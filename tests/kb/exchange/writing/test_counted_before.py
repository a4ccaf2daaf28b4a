"""What another system had counted is kept in the ledger, and follows its article wherever that goes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kb.catalog.article import ArticleId
from kb.exchange.writing.counted_before import CountedBefore, CountedBeforeReader
from kb.exchange.writing.ledger import Ledger
from kb.library.library import Library

ARRIVED = date(2026, 11, 3)
COUNTED = {"on": "2026-11-03", "helpful": 12, "not_helpful": 3, "views": 450}
TOLD = CountedBefore("zendesk", ARRIVED, 12, 3, 450)


def write(root: Path, path: str, origin: str = "zendesk:1") -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: Sign in\nimported_from: {origin}\n---\nText.\n", "utf-8")


def remember(root: Path, counted: Any = COUNTED, name: str = "zendesk", path: str = "en/a.md") -> None:
    entry = {"path": path, "parts": {}, "counted": counted}
    (root / ".kb-import").mkdir(parents=True, exist_ok=True)
    told = Ledger(articles={"1": {"en": entry}}, system="zendesk").as_json()
    (root / ".kb-import" / f"{name}.json").write_text(told, "utf-8")


def found(root: Path) -> dict[ArticleId, CountedBefore]:
    return dict(CountedBeforeReader(root).of(Library(root, "en").catalog))


def test_an_article_has_what_was_counted_of_it_there(tmp_path: Path) -> None:
    write(tmp_path, "en/a.md")
    write(tmp_path, "en/b.md", "zendesk:2")
    write(tmp_path, "en/c.md", "other:1")
    remember(tmp_path)
    assert found(tmp_path) == {ArticleId("en", "a"): TOLD}
    assert TOLD.votes == 15


def test_it_follows_an_article_that_moves_and_goes_with_one_that_is_deleted(tmp_path: Path) -> None:
    write(tmp_path, "en/a.md")
    remember(tmp_path)
    (tmp_path / "en/new").mkdir()
    (tmp_path / "en/a.md").rename(tmp_path / "en/new/place.md")
    assert found(tmp_path) == {ArticleId("en", "new/place"): TOLD}
    (tmp_path / "en/new/place.md").unlink()
    assert found(tmp_path) == {}


def test_a_copy_of_an_article_does_not_repeat_them(tmp_path: Path) -> None:
    for path in ("en/0-copy.md", "en/a.md", "en/z-copy.md"):
        write(tmp_path, path)
    remember(tmp_path)
    assert list(found(tmp_path)) == [ArticleId("en", "a")]


def test_a_folder_that_was_never_imported_has_none(tmp_path: Path) -> None:
    write(tmp_path, "en/a.md")
    assert found(tmp_path) == {}


def test_a_new_ledger_is_read_by_a_site_that_runs(tmp_path: Path) -> None:
    write(tmp_path, "en/a.md")
    catalog, reader = Library(tmp_path, "en").catalog, CountedBeforeReader(tmp_path)
    assert reader.of(catalog) == {}
    remember(tmp_path)
    assert reader.of(catalog)[ArticleId("en", "a")].views == 450
    remember(tmp_path, COUNTED | {"views": 1_451})
    assert reader.of(catalog)[ArticleId("en", "a")].views == 1_451
    (tmp_path / ".kb-import/zendesk.json").unlink()
    assert reader.of(catalog) == {}


@pytest.mark.parametrize(
    "counted",
    [
        None,
        [],
        "x",
        {"on": "2026-11-03"},
        {"on": "yesterday", "views": 3},
        {"views": 3},
        {"on": "2026-11-03", "views": -3},
        {"on": "2026-11-03", "views": True},
        {"on": "2026-11-03", "helpful": 3},
        {"on": "2026-11-03", "views": 10**40},
    ],
)
def test_what_no_import_wrote_is_no_number(tmp_path: Path, counted: Any) -> None:
    write(tmp_path, "en/a.md")
    remember(tmp_path, counted)
    assert found(tmp_path) == {}


@pytest.mark.parametrize("damaged", ["", "[", "[]", '{"articles": []}', '{"articles": {"1": 3}}', "[" * 90_000])
def test_a_damaged_ledger_takes_nothing_from_another(tmp_path: Path, damaged: str) -> None:
    write(tmp_path, "en/a.md")
    remember(tmp_path)
    (tmp_path / ".kb-import/other.json").write_text(damaged, "utf-8")
    assert list(found(tmp_path)) == [ArticleId("en", "a")]


def test_a_ledger_elsewhere_is_not_followed_by_a_link(tmp_path: Path) -> None:
    write(tmp_path / "articles", "en/a.md")
    remember(tmp_path / "elsewhere")
    (tmp_path / "articles/.kb-import").symlink_to(tmp_path / "elsewhere/.kb-import")
    assert found(tmp_path / "articles") == {}
    (tmp_path / "articles/.kb-import").unlink()
    (tmp_path / "articles/.kb-import").mkdir()
    (tmp_path / "articles/.kb-import/zendesk.json").symlink_to(tmp_path / "elsewhere/.kb-import/zendesk.json")
    assert found(tmp_path / "articles") == {}


def test_numbers_that_say_the_same_keep_their_day() -> None:
    ledger = Ledger()
    ledger.note("1", "en", "en/a.md", {})
    ledger.count("1", "en", {"views": 450, "helpful": 12, "not_helpful": 3}, ARRIVED)
    ledger.note("1", "en", "en/a.md", {})
    ledger.count("1", "en", {"views": 450}, datetime(2026, 12, 1, tzinfo=UTC).date())
    assert json.loads(ledger.as_json())["articles"]["1"]["en"]["counted"] == COUNTED
    ledger.count("1", "en", {"views": 500}, date(2026, 12, 2))
    assert ledger.articles["1"]["en"]["counted"] == COUNTED | {"views": 500, "on": "2026-12-02"}
