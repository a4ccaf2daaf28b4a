"""What is kept to be quicker is put in place whole, and for the account alone that runs the site."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from kb.files.private import keep_whole


def test_it_stands_whole_in_a_folder_that_is_made_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "one"
    keep_whole(file, lambda stream: stream.write(b"first"))
    keep_whole(file, lambda stream: stream.writelines([b"sec", b"ond"]))
    assert file.read_bytes() == b"second"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]
    assert list(file.parent.iterdir()) == [file]


def test_what_cannot_be_written_to_its_end_leaves_what_was_there_and_no_draft(tmp_path: Path) -> None:
    file = tmp_path / "one"
    keep_whole(file, lambda stream: stream.write(b"first"))

    def fails(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        keep_whole(file, fails)
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]
