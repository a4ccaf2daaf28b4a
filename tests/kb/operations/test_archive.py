"""Restoring: what is taken from an archive, and everything that is refused."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kb.core.clock import utc_now
from kb.operations.archive import DATABASE, KEY, BackupError
from kb.operations.archive_bounds import Bounds, TooMuchError
from kb.storage.database import Base, connect
from kb.usage.views import ViewCounter
from tests.kb.operations.conftest import FILES, ROOT, Operator, refused

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def repack(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Write a backup anew, with each entry as ``change`` wants it."""
    with tarfile.open(file) as archive:
        entries = [(entry.name, archive.extractfile(entry).read()) for entry in archive]  # type: ignore[union-attr]
    with tarfile.open(file, "w:gz") as archive:
        for name, content in filter(None, (change(*entry) for entry in entries)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def another_end(content: bytes) -> bytes:
    """``content`` with another last byte: a key is random and may end in any, so that no fixed one would do."""
    return content[:-1] + bytes([content[-1] ^ 1])


FIRST = tarfile.TarInfo("articles/000000").tobuf()


def header_of(number: int) -> bytes:
    """What tarfile writes for an empty file of that number, without reckoning all 512 bytes each time."""
    digits = b"%06d" % number
    check = int(FIRST[148:154], 8) + sum(digits) - sum(b"000000")
    return FIRST[:9] + digits + FIRST[15:148] + b"%06o" % check + FIRST[154:]


class Zeros(io.RawIOBase):
    """As many zeros as somebody asks for."""

    def read(self, size: int = -1, /) -> bytes:
        return bytes(size)


class TestRestore:
    def test_what_is_there_is_replaced_only_by_force(self, here: Operator, file: Path) -> None:
        before = here.rows()
        engine = connect(here.settings.database)
        ViewCounter(engine, utc_now)
        with engine.begin() as connection:
            connection.execute(Base.metadata.tables["article_views"].delete())
        engine.dispose()
        assert "--force replaces it" in refused(here, file)
        here.run("restore", file, "--force")
        assert here.rows() == before

    def test_a_damaged_database_is_replaced(self, here: Operator, file: Path) -> None:
        before = here.rows()
        (here.data / DATABASE).write_bytes(b"damaged" * 1000)
        (here.data / f"{DATABASE}-wal").write_bytes(b"of another" * 100)
        here.run("restore", file, "--force")
        assert here.rows() == before

    def test_articles_that_are_there_are_never_touched(self, here: Operator, file: Path) -> None:
        assert "is not empty" in refused(here, file, "--with-articles", "--force")
        assert (here.articles / "en/account/reset.md").read_text() == FILES["en/account/reset.md"]

    def test_it_is_refused_while_a_site_has_the_database_open_even_idle(self, here: Operator, file: Path) -> None:
        idle = "import sys; from kb.storage.database import connect; site = connect(sys.argv[1])\n"
        idle += "print(1, flush=True); input()"
        command_line = [sys.executable, "-c", idle, here.settings.database]
        open_elsewhere = subprocess.Popen(
            command_line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with open_elsewhere as site:
            assert site.stdout
            assert site.stdin
            site.stdout.readline()
            assert "is using" in refused(here, file, "--force")
            site.stdin.write("\n")
        here.run("restore", file, "--force")

    @pytest.mark.parametrize("keep", [0, 10, 300, 1500, -400])
    def test_a_file_cut_short_is_no_backup(self, there: Operator, file: Path, keep: int) -> None:
        file.write_bytes(file.read_bytes()[:keep])
        assert "no backup of ours" in refused(there, file)

    def test_what_is_no_archive_at_all_is_one_line(self, there: Operator, tmp_path: Path) -> None:
        (tmp_path / "x").write_bytes(b"hello" * 999)
        assert "no backup of ours" in refused(there, tmp_path / "x")
        assert "cannot be restored" in refused(there, tmp_path / "missing")

    def test_a_byte_that_changed_is_found(self, there: Operator, file: Path) -> None:
        repack(file, lambda name, content: (name, another_end(content)) if name == KEY else (name, content))
        assert "secret_key is not as it was backed up" in refused(there, file)

    @pytest.mark.parametrize("lost", [KEY, DATABASE, "articles/en/account/reset.md"])
    def test_a_file_that_is_missing_is_found(self, there: Operator, file: Path, lost: str) -> None:
        repack(file, lambda name, content: None if name == lost else (name, content))
        assert f"{lost} is not as it was backed up" in refused(there, file)

    @pytest.mark.parametrize(
        "name",
        ["../kb.sqlite", "/etc/passwd", "articles/../../evil", "articles//x", "articles/./x", "articles", "other.txt"]
        + ["articles/a\\..\\b", "secret_key/x"],
    )
    def test_a_name_that_leads_elsewhere_is_refused(self, there: Operator, file: Path, name: str) -> None:
        repack(file, lambda old, content: (name if old == "articles/en/account/reset.md" else old, content))
        assert "it holds" in refused(there, file)

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
    def test_a_link_or_device_is_refused(self, there: Operator, file: Path, kind: bytes) -> None:
        with tarfile.open(file, "w:gz") as archive:
            info = tarfile.TarInfo("articles/x")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        assert "it holds 'articles/x'" in refused(there, file)

    @pytest.mark.parametrize(
        "part",
        [
            ".git",
            ".GIT",
            ".giT ",
            ".git.",
            ".git. .",
            "git~1",
            "GIT~1",
            "git~2",
            ".g\u200cit",
            "\ufeff.git",
            ".git::$INDEX",
        ]
        + [".git:x", "．git", ".gi\u00adt"],
    )
    @pytest.mark.parametrize("place", ["articles/{}/config", "articles/en/{}", "articles/en/{}/hooks/pre-commit"])
    def test_what_any_file_system_takes_for_git_s_own_is_refused(
        self, there: Operator, file: Path, part: str, place: str
    ) -> None:
        name = place.format(part)
        repack(file, lambda old, content: (name if old == "articles/en/account/reset.md" else old, content))
        assert "it holds" in refused(there, file, "--with-articles")
        assert not there.articles.exists()

    @pytest.mark.parametrize("part", [".gitignore", ".github", "git", "git~x.md", ".gitlab-ci.yml", "a.git"])
    def test_names_that_only_look_like_it_are_restored(self, here: Operator, there: Operator, part: str) -> None:
        (here.articles / part).write_text("x")
        here.run("backup", here.data / "b", "--with-articles")
        there.run("restore", here.data / "b", "--with-articles")
        assert (there.articles / part).read_text() == "x"

    def test_a_file_that_unfolds_into_more_than_a_backup_does_is_refused(self, there: Operator, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "b", "w:gz") as archive:
            info = tarfile.TarInfo("articles/x")
            info.size = 300 * 2**20
            archive.addfile(info, Zeros())
        assert "would unfold to more than 256 MB" in refused(there, tmp_path / "b")

    def test_more_files_than_a_backup_has_are_refused(self, there: Operator, tmp_path: Path) -> None:
        with gzip.open(tmp_path / "b", "wb", compresslevel=1) as archive:
            archive.writelines(header_of(number) for number in range(100_001))
        assert "more than 100,000 files" in refused(there, tmp_path / "b")

    @pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
    def test_a_header_of_any_size_is_not_read(self, there: Operator, tmp_path: Path, kind: bytes) -> None:
        with tarfile.open(tmp_path / "b", "w:gz") as archive:
            info = tarfile.TarInfo("x")
            info.type, info.size = kind, 50 * 2**20
            archive.addfile(info, Zeros())
        assert "claims a size that no backup has" in refused(there, tmp_path / "b")

    def test_headers_without_end_are_one_line(self, there: Operator, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "b", "w:gz") as archive:
            for _ in range(3_000):
                info = tarfile.TarInfo("x")
                info.type, info.size = tarfile.XHDTYPE, 0
                archive.addfile(info)
        assert "no backup of ours" in refused(there, tmp_path / "b")

    def test_a_file_with_holes_is_refused(self, there: Operator, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "b", "w:gz", format=tarfile.PAX_FORMAT) as archive:
            info = tarfile.TarInfo("articles/x")
            holes = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,1,999999999999,1"}
            info.pax_headers = {**holes, "GNU.sparse.name": "articles/x", "GNU.sparse.size": "1000000000000"}
            info.size = 2
            archive.addfile(info, io.BytesIO(b"xx"))
        assert "it holds 'articles/x'" in refused(there, tmp_path / "b")

    def test_a_disk_without_room_is_told_before_anything_is_written(self, there: Operator, tmp_path: Path) -> None:
        noise = os.urandom(2**20)
        with tarfile.open(tmp_path / "b", "w:gz", compresslevel=0) as archive:
            info = tarfile.TarInfo("articles/x")
            info.size = len(noise)
            archive.addfile(info, io.BytesIO(noise))
        there.data.mkdir(parents=True)
        bounds = Bounds(2**50, there.data)
        info.size = shutil.disk_usage(there.data).free
        with pytest.raises(TooMuchError, match="MB free, and .* MB are needed; make room"):
            bounds.admit(info)

    def test_articles_that_fail_half_way_are_taken_away_again(
        self, here: Operator, there: Operator, file: Path
    ) -> None:
        (there.data / f"{DATABASE}-wal/x").mkdir(parents=True)
        with pytest.raises(BackupError):
            there.run("restore", file, "--with-articles", "--force")
        assert not there.articles.exists()
        assert [path.name for path in there.data.iterdir()] == [f"{DATABASE}-wal"]

    def test_what_is_restored_is_private_and_articles_are_as_new_files(self, there: Operator, file: Path) -> None:
        before = os.umask(0o022)
        try:
            there.run("restore", file, "--with-articles")
        finally:
            os.umask(before)
        modes = {path: path.stat().st_mode & 0o777 for path in (there.data, *there.data.iterdir())}
        assert modes == {there.data: 0o700, there.data / DATABASE: 0o600, there.data / KEY: 0o600}
        assert (there.articles / "en").stat().st_mode & 0o777 == 0o755
        assert (there.articles / "en/account/reset.md").stat().st_mode & 0o777 == 0o644

    def test_one_name_twice_is_refused(self, there: Operator, file: Path) -> None:
        repack(file, lambda name, content: (KEY if name == DATABASE else name, content))
        assert "it holds 'secret_key'" in refused(there, file)

    def test_a_backup_of_a_newer_version_is_refused(self, here: Operator, there: Operator, tmp_path: Path) -> None:
        with closing(sqlite3.connect(here.data / DATABASE)) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
            database.commit()
        here.run("backup", tmp_path / "b")
        assert "newer version (revision 9999)" in refused(there, tmp_path / "b")

    def test_another_format_is_named(self, there: Operator, file: Path) -> None:
        repack(file, lambda name, content: (name, content.replace(b'"format": 1', b'"format": 2')))
        assert "its format is 2, ours is 1" in refused(there, file)
