"""Each process has a folder of its own, and the next start finds what this one has left."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import DataFolderError
from search.index.shared.place import OwnFolder, newest_folder


def test_two_processes_have_two_folders_and_the_next_start_gets_the_first_again(tmp_path: Path) -> None:
    one, other = OwnFolder(tmp_path), OwnFolder(tmp_path)
    assert (one.path, other.path) == (tmp_path / "1", tmp_path / "2")
    one.close()
    again = OwnFolder(tmp_path)
    assert again.path == tmp_path / "1"
    for each in (other, again):
        each.close()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError, match="the data folder cannot be written"):
        OwnFolder(tmp_path / "file")


def test_the_newest_is_the_one_that_was_saved_last(tmp_path: Path) -> None:
    assert newest_folder(tmp_path) is None
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
    (tmp_path / "1" / "CURRENT").write_text("00000001")
    assert newest_folder(tmp_path) == tmp_path / "1"
