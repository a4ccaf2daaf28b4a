"""Markdown that is read here anyway is brought in byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.copying import copy_folder
from kb.exchange.report import ImportOutcome, ImportReport
from tests.kb.exchange.conftest import PNG, Exchange

FILES = {
    "en/a.md": b"\xef\xbb\xbf# A\r\n\r\nText",
    "en/images/p.png": PNG,
    "site.yml": b"name: Acme\n",
    ".gitbook/assets/x.png": PNG,
}


@pytest.fixture
def folder(exchange: Exchange) -> Exchange:
    for path, content in {**FILES, ".git/config": b"secret", "x.exe": b"MZ"}.items():
        exchange.write(path, content)
    return exchange


def run(exchange: Exchange, *, is_dry: bool = False) -> ImportReport:
    return copy_folder(Packed(exchange.export), exchange.target, "markdown", is_dry=is_dry)


def test_articles_pictures_and_settings_are_the_same_bytes(folder: Exchange) -> None:
    report = run(folder)
    assert {path: (folder.target / path).read_bytes() for path in folder.files} == FILES
    assert [note.where for note in report.notes] == ["x.exe"]
    assert report.counts["new"] == 4
    assert run(folder).counts["same"] == 4


def test_what_changed_on_one_side_is_settled_and_on_both_is_shown(folder: Exchange) -> None:
    run(folder)
    folder.write("en/a.md", "# New")
    assert run(folder).counts["updated"] == 1
    (folder.target / "en/a.md").write_text("# Mine")
    assert run(folder).counts["same"] == 4
    folder.write("en/a.md", "# Newer")
    report = run(folder)
    [difference] = next(one for one in report.versions if one.outcome is ImportOutcome.DIFFERS).differences
    assert (difference.here, difference.there) == ("# Mine", "# Newer")
    assert folder.text("en/a.md") == "# Mine"


def test_what_was_deleted_here_stays_away_and_what_is_gone_there_stays(folder: Exchange) -> None:
    run(folder)
    (folder.target / "en/a.md").unlink()
    (folder.export / "site.yml").unlink()
    report = run(folder)
    assert (report.counts["left_out"], report.gone) == (1, ["site.yml"])


def test_a_dry_run_writes_nothing(folder: Exchange) -> None:
    assert run(folder, is_dry=True).counts["new"] == 4
    assert not folder.target.exists()


def test_a_folder_without_articles_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text("x")
    with pytest.raises(ExportError, match="has no article"):
        copy_folder(Packed(tmp_path / "x"), tmp_path / "y", "markdown")
    assert not (tmp_path / "y").exists()
