"""All that was decided is written, or nothing."""

from __future__ import annotations

import io
import os
import resource
from pathlib import Path

import pytest

from kb.core.errors import FileError
from kb.exchange.bundle.packed import ExportError
from kb.exchange.writing.ledger import ledger_file
from kb.exchange.writing.staging import staging


def content(root: Path) -> dict[str, bytes]:
    return {one.relative_to(root).as_posix(): one.read_bytes() for one in root.rglob("*") if one.is_file()}


def break_half_way(root: Path) -> None:
    with staging(root, is_dry=False) as drafts:
        drafts.add("a.md", b"new")
        raise FileError(root, "is out of space")


def test_everything_is_put_in_place_together(tmp_path: Path) -> None:
    root = tmp_path / "articles"
    with staging(root, is_dry=False) as drafts:
        drafts.add("en/a/b.md", b"new")
        drafts.add_stream("en/a/images/p.png", io.BytesIO(b"picture"))
        assert not (root / "en").exists()
        drafts.put_in_place(ledger_file(root, "x"), "told")
    assert content(root) == {"en/a/b.md": b"new", "en/a/images/p.png": b"picture", ".kb-import/x.json": b"told"}


def test_a_dry_run_and_one_that_breaks_leave_nothing(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "articles"
    with staging(root, is_dry=True) as drafts:
        drafts.add("a.md", b"new")
        drafts.put_in_place(ledger_file(root, "x"), "told")
    with pytest.raises(FileError, match="out of space"):
        break_half_way(root)
    assert not root.parent.exists()


def test_where_one_file_cannot_be_put_the_others_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_bytes(b"old")
    (tmp_path / "other.md").write_bytes(b"other")
    with staging(tmp_path, is_dry=False) as drafts:
        drafts.add("a/new.md", b"new")
        drafts.change("old.md", b"old", b"newer")
        drafts.change("other.md", b"other", b"newer")
        (tmp_path / "other.md").write_bytes(b"somebody was quicker")
        with pytest.raises(FileError, match="changed by someone else"):
            drafts.put_in_place(ledger_file(tmp_path, "x"), "told")
    assert content(tmp_path) == {"old.md": b"old", "other.md": b"somebody was quicker"}


def test_a_file_that_somebody_made_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with staging(tmp_path, is_dry=False) as drafts:
        drafts.add("a.md", b"new")
        (tmp_path / "a.md").write_bytes(b"theirs")
        with pytest.raises(FileError, match="made by somebody else"):
            drafts.put_in_place(ledger_file(tmp_path, "x"), "told")
    assert content(tmp_path) == {"a.md": b"theirs"}


def test_no_file_lies_outside_of_the_folder_by_a_link_in_it(tmp_path: Path) -> None:
    root = tmp_path / "articles"
    (tmp_path / "elsewhere").mkdir()
    root.mkdir()
    (root / "en").symlink_to(tmp_path / "elsewhere")
    with staging(root, is_dry=False) as drafts:
        drafts.add("en/a.md", b"new")
        with pytest.raises(FileError, match="outside of the folder"):
            drafts.put_in_place(ledger_file(root, "x"), "told")
    assert content(tmp_path / "elsewhere") == {}


def test_no_file_is_replaced_outside_of_the_folder_by_a_link(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "articles", tmp_path / "elsewhere"
    for folder in (root / "en", elsewhere):
        folder.mkdir(parents=True)
        (folder / "a.md").write_bytes(b"old")
    with staging(root, is_dry=False) as drafts:
        drafts.change("en/a.md", b"old", b"new")
        (root / "en").rename(root / "former")
        (root / "en").symlink_to(elsewhere)
        with pytest.raises(FileError, match="lies elsewhere"):
            drafts.put_in_place(ledger_file(root, "x"), "told")
        (root / "en").unlink()
        (root / "en").mkdir()
        (root / "en/a.md").symlink_to(root / "former/a.md")
        with pytest.raises(FileError, match="is a link"):
            drafts.put_in_place(ledger_file(root, "x"), "told")
    assert (elsewhere / "a.md").read_bytes() == (root / "former/a.md").read_bytes() == b"old"


def test_what_was_imported_is_not_kept_in_a_folder_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/.kb-import").symlink_to(tmp_path)
    with pytest.raises(FileError, match="symbolic link"), staging(tmp_path / "articles", is_dry=False):
        pass


def test_a_copy_that_does_not_fit_on_the_disk_leaves_no_half_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_hard_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with staging(tmp_path, is_dry=False) as drafts:
        drafts.add("a.md", b"x" * 2**20)
        monkeypatch.setattr(os, "link", no_hard_links)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**19, hard))
        try:
            with pytest.raises(FileError, match="File too large"):
                drafts.put_in_place(ledger_file(tmp_path, "x"), "told")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert content(tmp_path) == {}


def test_one_import_at_a_time_writes_and_who_is_refused_lets_no_third_in(tmp_path: Path) -> None:
    with staging(tmp_path, is_dry=False):
        for _ in range(2):
            with pytest.raises(ExportError, match="another import"), staging(tmp_path, is_dry=False):
                pass
            assert (tmp_path / ".kb-import/lock").exists()
    with staging(tmp_path, is_dry=False):
        pass
    assert list(tmp_path.iterdir()) == []
