"""The data folder is for its owner's eyes only, whatever the umask and whoever made it."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app
from kb.brand.link_card import CardStore
from kb.core.errors import DataFolderError
from kb.core.settings import Settings
from kb.files.private import make_private_file
from kb.operations.server import note_address
from kb.storage.data_folder import is_full, keep_private, secret_key, temporary_folder, try_to_write
from kb.storage.database import connect
from search.service.opening import open_search_somewhere
from tests.conftest import Collection

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """The umask that lets everybody do everything."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """A data folder as an earlier version left it, beside an articles folder."""
    (tmp_path / "articles").mkdir()
    data = tmp_path / "data"
    indexes = ("index/00000001/vectors/a.faiss", "index-postgres/1/CURRENT")
    for path in (*indexes, "link-pictures/x.png", "kb.sqlite", "vectors.sqlite", "readings"):
        (data / path).parent.mkdir(parents=True, exist_ok=True)
        (data / path).touch(0o666)
    (data / "notes.txt").touch(0o644)
    return data


def modes(folder: Path) -> dict[str, str]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: f"{path.lstat().st_mode & 0o777:o}" for name, path in found.items()}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestWhatIsMade:
    def test_the_folder_is_private_and_those_above_it_are_not(self, tmp_path: Path) -> None:
        try_to_write(tmp_path / "srv/data")
        assert mode(tmp_path / "srv/data") == 0o700
        assert mode(tmp_path / "srv") == 0o777

    def test_the_database_and_what_sqlite_keeps_beside_it_are_private(self, tmp_path: Path) -> None:
        engine = connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE x (y)")
            assert set(modes(tmp_path)) == {"kb.sqlite", "kb.sqlite-wal", "kb.sqlite-shm"}
            assert set(modes(tmp_path).values()) == {"600"}
        engine.dispose()

    def test_an_older_database_is_made_private_wherever_it_is(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.sqlite")) as database:
            database.execute("CREATE TABLE x (y)")
        (tmp_path / "other.sqlite").chmod(0o644)
        connect(f"sqlite:///{tmp_path / 'other.sqlite'}").dispose()
        assert mode(tmp_path / "other.sqlite") == 0o600

    def test_keys_addresses_and_pictures_are_private(self, tmp_path: Path) -> None:
        secret_key(tmp_path)
        note_address(Settings(data_dir=tmp_path))
        CardStore(tmp_path / "link-pictures")._keep(tmp_path / "link-pictures/x.png", b"x")
        assert modes(tmp_path) == {
            "secret_key": "600",
            "listened-at": "600",
            "link-pictures": "700",
            "link-pictures/x.png": "600",
        }


class TestWhereNothingCanBeWritten:
    def test_no_temporary_folder_is_one_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
        with pytest.raises(DataFolderError, match="neither can a temporary folder be made"):
            temporary_folder()

    def test_a_site_says_what_to_do(
        self, collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "data").touch()  # not even root makes a folder of it
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
        with pytest.raises(DataFolderError, match="cannot be written.*make one of them writable"):
            open_search_somewhere(settings, collection.library(), [])

    def test_a_temporary_folder_holds_no_accounts_so_nobody_is_made_the_first_administrator(
        self, collection: Collection, tmp_path: Path
    ) -> None:
        collection.write("en/a.md", "Text.", title="A")
        (tmp_path / "data").touch()  # not even root makes a folder of it
        app = create_app(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], start=False)
        assert app.extensions["kb"].database is None
        assert app.test_client().get("/en/articles/a").status_code == 200
        assert app.test_client().get("/first").status_code == 404
        app.extensions["kb"].close()

    def test_a_disk_with_room_is_not_full(self, tmp_path: Path) -> None:
        assert not is_full(tmp_path / "not/there/yet")


SERVE = """
import logging, sys, tempfile
from pathlib import Path
logging.basicConfig(level=logging.WARNING, format="%(message)s")
tempfile.tempdir = sys.argv[3]
from app import create_app
from kb.core.settings import Settings
app = create_app(Settings(articles_dir=Path(sys.argv[1]), data_dir=Path(sys.argv[2])), models=[], start=False)
client = app.test_client()
for path in ("/en/", "/en/articles/a", "/readyz"):
    print(client.get(path).status_code)
app.extensions["kb"].close()
"""


@pytest.mark.slow
@pytest.mark.parametrize("size", ["8k", "100k"])
def test_the_first_start_on_a_nearly_full_disk_serves_pages(collection: Collection, tmp_path: Path, size: str) -> None:
    collection.write("en/a.md", "Text.", title="A")
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    data.mkdir()
    temporary.mkdir()
    mounts = f"mount -t tmpfs -o size={size} tmpfs {data} && mount -t tmpfs -o size=4k tmpfs {temporary}"
    command = (sys.executable, "-c", SERVE, str(collection.root), str(data), str(temporary))
    line = ["unshare", "--mount", "sh", "-c", f'{mounts} || exit 77; exec "$@"', "sh", *command]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=240)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this system lets us mount nothing")
    assert done.stdout.split() == ["200", "200", "503"], done.stderr
    assert "Traceback" not in done.stderr
    assert re.search("No space left|disk is full", done.stderr)  # by whichever met it first


class TestWhatIsThere:
    def test_all_of_ours_is_made_private_and_nothing_else(self, loose: Path) -> None:
        keep_private(loose, loose.parent / "articles")
        found = modes(loose)
        assert found.pop("notes.txt") == "644"
        assert {name for name, kept in found.items() if kept not in ("600", "700")} == set()
        assert mode(loose) == 0o700

    @pytest.mark.parametrize("articles", ["data/articles", "data"])
    def test_a_folder_with_the_articles_in_it_stays_open(self, loose: Path, articles: str) -> None:
        keep_private(loose, loose.parent / articles)
        assert mode(loose) == 0o777
        assert mode(loose / "kb.sqlite") == 0o600

    def test_a_folder_for_everybody_stays_so(self, loose: Path) -> None:
        loose.chmod(0o1777)
        keep_private(loose, loose.parent / "articles")
        assert loose.stat().st_mode & 0o7777 == 0o1777

    def test_a_folder_with_the_place_we_run_in_stays_open(self, loose: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (loose / "work").mkdir()
        monkeypatch.chdir(loose / "work")
        keep_private(loose, loose.parent / "articles")
        assert mode(loose) == 0o777

    def test_what_a_link_leads_to_keeps_its_mode(self, loose: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").touch(0o644)
        (loose / "kb.sqlite-x").symlink_to(tmp_path / "elsewhere")
        (loose / "index/link").symlink_to(tmp_path / "elsewhere")
        keep_private(loose, loose.parent / "articles")
        assert mode(tmp_path / "elsewhere") == 0o644

    def test_a_file_that_its_owner_may_not_write_stays_so(self, tmp_path: Path) -> None:
        (tmp_path / "x").touch(0o444)
        make_private_file(tmp_path / "x")
        assert mode(tmp_path / "x") == 0o400
