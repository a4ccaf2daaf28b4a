"""`kb backup`, `kb restore` and `kb db`: what is put back is what was there, row by row."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from click.testing import CliRunner
from sqlalchemy import Engine, MetaData, create_engine, select

from app import main
from kb.catalog.article import ArticleId
from kb.core.clock import utc_now
from kb.core.errors import KbError
from kb.core.settings import Settings
from kb.operations.archive import DATABASE, KEY, MANIFEST, BackupError
from kb.operations.archive_bounds import Bounds, TooMuchError
from kb.operations.backup import back_up
from kb.short_links.links import Destination, make
from kb.storage.data_folder import secret_key
from kb.storage.database import MIGRATIONS, Base, connect, newest_revision
from kb.usage.views import ViewCounter
from tests.conftest import Collection

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

ROOT = Path(__file__).parents[3]
FILES = {"en/account/reset.md": "# Reset", "fa/account/بازنشانی.md": "# بازنشانی", ".replies/en.md": "Hello"}


class Operator:
    """Somebody at the command line of a site with a data folder."""

    def __init__(self, folder: Path) -> None:
        self.data, self.articles = folder / "data", folder / "articles"
        self.settings = Settings(articles_dir=self.articles, data_dir=self.data)

    def run(self, *arguments: object) -> str:
        places = ["--articles", str(self.articles), "--data", str(self.data)]
        result = CliRunner().invoke(main, [*places, *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    def fill(self) -> None:
        """Views, a link, a key, articles."""
        self.data.mkdir(parents=True)
        secret_key(self.data)
        for path, content in FILES.items():
            (self.articles / path).parent.mkdir(parents=True, exist_ok=True)
            (self.articles / path).write_text(content, "utf-8")
        engine = connect(self.settings.database)
        views = ViewCounter(engine, utc_now)
        for number in range(20):
            views.count(ArticleId("en", f"a{number}"))
        views.flush()
        with engine.begin() as connection:
            make(connection, Destination("account/reset"), "Reset", "Ann", utc_now().replace(tzinfo=None))
        engine.dispose()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        engine = create_engine(self.settings.database)
        found = rows_of(engine)
        engine.dispose()
        return found


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table there is."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table)))) for table in tables.sorted_tables}


@pytest.fixture
def here(tmp_path: Path) -> Operator:
    """A site that has been used."""
    operator = Operator(tmp_path / "here")
    operator.fill()
    return operator


@pytest.fixture
def there(tmp_path: Path) -> Operator:
    """An empty machine."""
    return Operator(tmp_path / "there")


@pytest.fixture
def file(here: Operator, tmp_path: Path) -> Path:
    """A backup of ``here`` with its articles."""
    here.run("backup", tmp_path / "kb.tar.gz", "--with-articles")
    return tmp_path / "kb.tar.gz"


@pytest.fixture
def child() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a script of these tests in a process of its own, which does not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", f"tests.kb.operations.{script}", *map(str, arguments)]
        started.append(subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def repack(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Write a backup anew, with each entry as ``change`` wants it."""
    with tarfile.open(file) as archive:
        entries = [(entry.name, archive.extractfile(entry).read()) for entry in archive]  # type: ignore[union-attr]
    with tarfile.open(file, "w:gz") as archive:
        for name, content in filter(None, (change(*entry) for entry in entries)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


class Zeros(io.RawIOBase):
    """As many zeros as somebody asks for."""

    def read(self, size: int = -1, /) -> bytes:
        return bytes(size)


def refused(operator: Operator, file: Path, *arguments: str) -> str:
    """Why a restore is refused; nothing may have changed by it."""
    before = files_of(operator.data)
    with pytest.raises(BackupError) as caught:
        operator.run("restore", file, *arguments)
    assert files_of(operator.data) == before
    return str(caught.value)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file with its content, but SQLite's helpers."""
    found = (path for path in folder.rglob("*") if path.is_file() and "-" not in path.suffix)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class TestBackup:
    def test_what_is_restored_is_what_was_there_row_by_row(self, here: Operator, there: Operator, file: Path) -> None:
        said = there.run("restore", file, "--with-articles")
        assert "with 3 files of articles" in said
        assert there.rows() == here.rows()
        assert len(there.rows()["article_views"]) == 20
        assert (there.data / KEY).read_bytes() == (here.data / KEY).read_bytes()
        assert {path: (there.articles / path).read_text("utf-8") for path in FILES} == FILES
        assert sorted(path.name for path in there.data.iterdir()) == [DATABASE, KEY]

    def test_the_audit_log_in_it_says_that_it_was_made(self, there: Operator, file: Path) -> None:
        there.run("restore", file)
        [entry] = there.rows()["audit_log"]
        assert {"exported", "command line", "backup"} <= {value for value in entry if isinstance(value, str)}

    def test_it_is_a_secret_and_so_is_the_key_after_it(self, there: Operator, file: Path) -> None:
        assert file.stat().st_mode & 0o777 == 0o600
        there.run("restore", file)
        assert (there.data / KEY).stat().st_mode & 0o777 == 0o600

    def test_articles_come_along_only_where_asked_for(self, here: Operator, there: Operator, tmp_path: Path) -> None:
        here.run("backup", tmp_path / "small.tar.gz")
        with tarfile.open(tmp_path / "small.tar.gz") as archive:
            assert archive.getnames() == [DATABASE, KEY, MANIFEST]
        assert "no articles in this backup" in refused(there, tmp_path / "small.tar.gz", "--with-articles")

    def test_the_repository_around_the_articles_stays_out(self, here: Operator, tmp_path: Path) -> None:
        (here.articles / ".git").mkdir()
        (here.articles / ".git" / "HEAD").write_text("ref")
        manifest = back_up(here.settings, tmp_path / "b", utc_now(), with_articles=True)
        assert sorted(manifest.articles) == sorted(f"articles/{path}" for path in FILES)

    def test_a_backup_of_before_is_replaced_or_stays_whole(self, here: Operator, file: Path) -> None:
        before = file.read_bytes()
        here.run("backup", file)
        assert file.read_bytes() != before
        kept = file.read_bytes()
        (here.data / DATABASE).write_bytes(b"no database" * 500)
        with pytest.raises(BackupError, match="no backup was made"):
            here.run("backup", file)
        assert file.read_bytes() == kept
        assert not list(file.parent.glob(".kb-backup-*"))

    def test_without_a_database_there_is_nothing_to_back_up(self, there: Operator, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="there is no database"):
            there.run("backup", tmp_path / "b")

    def test_a_database_on_postgresql_has_tools_of_its_own(
        self, here: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KB_DATABASE_URL", "postgresql+psycopg://localhost/kb")
        for arguments in (("backup", tmp_path / "b"), ("restore", tmp_path / "b")):
            with pytest.raises(BackupError, match="pg_dump"):
                here.run(*arguments)

    def test_one_inside_the_articles_holds_neither_itself_nor_the_database(
        self, here: Operator, there: Operator, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(2):
            here.run("backup", here.articles / "en/x.tar.gz", "--with-articles")
        here.run("backup", here.articles / "y.tar.gz", "--with-articles")
        assert "en/x.tar.gz is left out of the backup: it is a backup itself" in caplog.text
        there.run("restore", here.articles / "y.tar.gz", "--with-articles")
        assert set(files_of(there.articles)) == set(FILES)

    def test_a_data_folder_inside_the_articles_stays_out(self, tmp_path: Path, there: Operator) -> None:
        inside = Operator(tmp_path / "in")
        inside.data = inside.articles / "data"
        inside.settings = Settings(articles_dir=inside.articles, data_dir=inside.data)
        inside.fill()
        inside.run("backup", tmp_path / "b", "--with-articles")
        there.run("restore", tmp_path / "b", "--with-articles")
        assert set(files_of(there.articles)) == set(FILES)

    def test_a_data_folder_around_the_articles_leaves_them_in(self, tmp_path: Path, there: Operator) -> None:
        around = Operator(tmp_path / "in")
        around.articles = around.data / "articles"
        around.settings = Settings(articles_dir=around.articles, data_dir=around.data)
        around.fill()
        around.run("backup", tmp_path / "b", "--with-articles")
        there.run("restore", tmp_path / "b", "--with-articles")
        assert set(files_of(there.articles)) == set(FILES)

    def test_what_could_not_be_restored_is_left_out_and_named(
        self, here: Operator, there: Operator, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "secret").write_text("of the machine")
        (here.articles / "out.md").symlink_to(tmp_path / "secret")
        (here.articles / "in.md").symlink_to(here.articles / "en/account/reset.md")
        (here.articles / "a\\b.md").write_text("text")
        Path(os.fsdecode(os.fsencode(here.articles) + b"/\xff.md")).write_text("text")
        (here.articles / ".GIT").mkdir()
        (here.articles / ".GIT/config").write_text("[core]")
        here.run("backup", tmp_path / "b", "--with-articles")
        assert "out.md is left out of the backup: the symbolic link leads out" in caplog.text
        assert "a\\b.md is left out of the backup: no backup may hold such a name" in caplog.text
        assert "the name is not UTF-8" in caplog.text
        there.run("restore", tmp_path / "b", "--with-articles")
        assert set(files_of(there.articles)) == {*FILES, "in.md"}

    @pytest.mark.slow
    def test_while_somebody_writes_it_is_of_one_moment(
        self, here: Operator, there: Operator, tmp_path: Path, child: Callable[..., subprocess.Popen[str]]
    ) -> None:
        writer = child("keep_writing", here.settings.database, 3_000)
        assert writer.stdout
        assert writer.stdout.readline() == "writing\n"
        sizes = []
        while writer.poll() is None:
            here.run("backup", tmp_path / "b")
            there.run("restore", tmp_path / "b", "--force")
            found = there.rows()
            viewed = {int(key[1:]) for _, key, _, _ in found["article_views"] if key.startswith("k")}
            clicked = {int(code) for code, *_ in found["link_clicks"]}
            assert viewed == clicked == set(range(len(clicked)))
            sizes.append(len(clicked))
        assert writer.returncode == 0
        assert len(set(sizes)) > 1, "nothing was written between the backups"
        here.run("backup", tmp_path / "b")
        there.run("restore", tmp_path / "b", "--force")
        assert there.rows() == here.rows()
        assert len(there.rows()["link_clicks"]) == 3_000


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
        repack(file, lambda name, content: (name, content[:-1] + b"!") if name == KEY else (name, content))
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
        with tarfile.open(tmp_path / "b", "w:gz", compresslevel=1) as archive:
            for number in range(100_001):
                archive.addfile(tarfile.TarInfo(f"articles/{number}"))
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


class TestDatabase:
    def test_the_version_is_told_and_nothing_is_made(self, here: Operator, there: Operator) -> None:
        newest = newest_revision()
        assert there.run("db", "version") == f"no database yet (newest: {newest})\n"
        assert not there.data.exists()
        assert here.run("db", "version") == f"{newest} (newest: {newest})\n"

    def test_an_old_database_is_upgraded_while_a_site_writes_to_it(self, here: Operator) -> None:
        older = create_engine(here.settings.database)
        downgrade(older, "0001")
        views = ViewCounter(older, utc_now)
        views.count(ArticleId("en", "a0"))
        newest = newest_revision()
        assert here.run("db", "version") == f"0001 (newest: {newest})\n"
        with older.connect() as reading:
            reading.exec_driver_sql("SELECT * FROM article_views").fetchone()
            assert here.run("db", "upgrade") == f"upgraded from 0001 to {newest}\n"
        views.flush()
        older.dispose()
        assert sum(row[-1] for row in here.rows()["article_views"]) == 21
        assert here.run("db", "upgrade") == f"up to date at {newest}\n"

    def test_what_cannot_be_opened_is_one_line(self, there: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KB_DATABASE_URL", "postgresql+psycopg://bob:s3cret@127.0.0.1:1/kb")
        for action in ("version", "upgrade"):
            with pytest.raises(KbError, match="cannot be used") as caught:
                there.run("db", action)
            assert "s3cret" not in str(caught.value)

    @pytest.mark.slow
    def test_processes_that_start_together_upgrade_once(
        self, collection: Collection, empty_database_url: str, child: Callable[..., subprocess.Popen[str]]
    ) -> None:
        processes = [child("count_many", empty_database_url) for _ in range(2)]
        assert [process.wait(timeout=240) for process in processes] == [0, 0]
        engine = connect(empty_database_url)
        counts = {name: rows for name, rows in rows_of(engine).items() if name in ("article_views", "link_clicks")}
        engine.dispose()
        day = date(2026, 11, 22)
        assert counts == {
            "article_views": [("en", "account/reset", day, 2_000)],
            "link_clicks": [("bcd2345", day, "box", 2_000)],
        }

    def test_a_migration_that_fails_leaves_the_database_as_it_was(self, tmp_path: Path) -> None:
        engine = connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
        downgrade(engine, "0001")
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE link_clicks (x INTEGER)")  # is in the way of the sixth
        before = rows_of(engine)
        engine.dispose()
        with pytest.raises(KbError, match="link_clicks already exists"):
            connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
        after = create_engine(f"sqlite:///{tmp_path / 'kb.sqlite'}")
        assert rows_of(after) == before
        after.dispose()


def downgrade(engine: Engine, revision: str) -> None:
    """Take a database back to an older version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
