"""Markdown that is read here anyway is brought in byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.top_folder import OURS
from kb.exchange.copying import copy_folder
from kb.exchange.report import ImportOutcome, ImportReport
from kb.exchange.writing.ledger import LedgerError
from kb.exchange.writing.staging import staging
from tests.kb.exchange.conftest import PNG, Exchange, article

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


def test_the_folder_around_everything_in_an_archive_is_left_out(folder: Exchange) -> None:
    copy_folder(Packed(folder.zipped("help-main/")), folder.target, "markdown")
    assert {path: (folder.target / path).read_bytes() for path in folder.files} == FILES
    assert run(folder).counts["same"] == 4


def test_what_came_in_with_the_folder_around_it_stays_there(folder: Exchange) -> None:
    copy_folder(Packed(folder.zipped("help-main/", OURS)), folder.target, "markdown")  # read as it was before
    assert folder.files == sorted(f"help-main/{path}" for path in FILES)
    folder.write("en/a.md", "# New")
    report = copy_folder(Packed(folder.zipped("help-main/")), folder.target, "markdown")
    assert (report.counts["same"], report.counts["updated"], report.gone) == (3, 1, [])
    assert folder.files == sorted(f"help-main/{path}" for path in FILES)


def test_a_dry_run_writes_nothing(folder: Exchange) -> None:
    assert run(folder, is_dry=True).counts["new"] == 4
    assert not folder.target.exists()


def test_a_folder_without_articles_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text("x")
    with pytest.raises(ExportError, match="has no article"):
        copy_folder(Packed(tmp_path / "x"), tmp_path / "y", "markdown")
    assert not (tmp_path / "y").exists()


def test_a_second_import_at_the_same_time_is_refused(folder: Exchange) -> None:
    with staging(folder.target, is_dry=False), pytest.raises(ExportError, match="another import"):
        run(folder)
    assert run(folder).counts["new"] == 4


def test_a_link_in_the_place_of_a_file_is_not_followed(folder: Exchange, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder.target / "en").mkdir(parents=True)
    (folder.target / "en/a.md").symlink_to(tmp_path / "secret")
    report = run(folder)
    assert (report.counts["left_out"], report.counts["new"]) == (1, 3)
    assert "secret" not in str(report.as_json()).replace(str(tmp_path), "")


def test_a_name_with_a_backslash_is_named_and_stays(folder: Exchange) -> None:
    folder.write("en/a\\b.md", "# B")
    assert "en/a\\b.md" in [note.where for note in run(folder).notes]
    assert run(folder).counts["same"] == 4


def test_one_name_is_for_the_exports_of_one_system(folder: Exchange) -> None:
    folder.write("articles.json", {"articles": [article(1, "Reset", "<p>x</p>")]})
    folder.run(name="markdown")
    with pytest.raises(LedgerError, match="remembers imports of zendesk, and this is one of markdown; .* --as"):
        run(folder)
