"""The key that signs cookies is made once, whole, and is for its owner only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.core.errors import DataFolderError
from kb.storage.data_folder import secret_key


def test_it_is_made_on_the_first_start_and_stays(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "data")
    assert len(key) == 32
    assert secret_key(tmp_path / "data") == key
    assert secret_key(tmp_path / "other") != key


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    secret_key(tmp_path)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(secret_key, [tmp_path] * 64))) == 1


def test_a_file_that_is_too_short_to_be_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"short")
    with pytest.raises(DataFolderError, match="has only 5 bytes; delete it"):
        secret_key(tmp_path)


def test_a_folder_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DataFolderError, match="can neither be read nor made"):
        secret_key(tmp_path / "data")


def test_a_key_that_several_machines_share_is_read_and_never_made(tmp_path: Path) -> None:
    given = tmp_path / "secret.key"
    with pytest.raises(DataFolderError, match=r"KB_SECRET_KEY_FILE=.*secret.key cannot be read"):
        secret_key(tmp_path / "data", str(given))
    given.write_bytes(b"k" * 31)
    with pytest.raises(DataFolderError, match="has only 31 bytes"):
        secret_key(tmp_path / "data", str(given))
    given.write_bytes(secret_key(tmp_path / "first"))
    assert {secret_key(tmp_path / name, str(given)) for name in "ab"} == {secret_key(tmp_path / "first")}
    assert not (tmp_path / "a").exists()
