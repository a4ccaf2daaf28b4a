"""Backups: what is in them, what stays out, and that they are of one moment."""

from __future__ import annotations

import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.core.clock import utc_now
from kb.core.errors import DataFolderError
from kb.core.settings import Settings
from kb.operations.archive import DATABASE, KEY, MANIFEST, BackupError
from kb.operations.backup import back_up
from tests.kb.operations.conftest import FILES, Operator, files_of, refused

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


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


class TestNamedKey:
    """``KB_SECRET_KEY_FILE``: the key is elsewhere than in the data folder."""

    @pytest.fixture
    def named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        file = tmp_path / "secrets" / "the key"
        file.parent.mkdir()
        (tmp_path / "mounted").write_bytes(b"n" * 32)
        file.symlink_to(tmp_path / "mounted")
        monkeypatch.setenv("KB_SECRET_KEY_FILE", str(file))
        return file

    def test_it_is_in_the_backup_instead_of_the_one_of_the_folder(
        self, here: Operator, there: Operator, named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here.run("backup", tmp_path / "b", "--with-articles")
        there.run("restore", tmp_path / "b")
        assert sorted(path.name for path in there.data.iterdir()) == [DATABASE]
        assert "can be restored" in there.run("restore", tmp_path / "b", "--drill")
        monkeypatch.delenv("KB_SECRET_KEY_FILE")
        there.run("restore", tmp_path / "b", "--force")
        assert (there.data / KEY).read_bytes() == named.read_bytes()

    def test_without_it_there_is_no_backup(self, here: Operator, named: Path, tmp_path: Path) -> None:
        named.unlink()
        with pytest.raises(DataFolderError, match="KB_SECRET_KEY_FILE=.* cannot be read"):
            here.run("backup", tmp_path / "b")
        assert not (tmp_path / "b").exists()

    def test_another_one_is_refused_with_the_line_that_puts_the_right_one_there(
        self, here: Operator, named: Path, file: Path
    ) -> None:
        before = (here.data / KEY).read_bytes()
        (here.data / DATABASE).unlink()
        for change in (lambda: None, named.unlink):
            change()
            said = refused(here, file)
            assert "KB_SECRET_KEY_FILE" in said
        line = said.partition("Put it there: ")[2].rpartition(", or restore")[0]
        subprocess.run(["sh", "-c", line], check=True)
        assert (named.read_bytes(), named.stat().st_mode & 0o777) == (before, 0o600)
        here.run("restore", file)
        assert len(here.rows()["article_views"]) == 20

    def test_by_force_the_database_is_restored_and_no_key_is_touched(
        self, here: Operator, named: Path, file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (here.data / KEY).write_bytes(b"o" * 32)
        here.run("restore", file, "--force")
        assert f"KB_SECRET_KEY_FILE={named} has another key than the backup" in caplog.text
        assert (named.read_bytes(), (here.data / KEY).read_bytes()) == (b"n" * 32, b"o" * 32)

    def test_a_drill_uses_that_of_the_backup(self, there: Operator, named: Path, file: Path) -> None:
        named.unlink()
        assert "can be restored" in there.run("restore", file, "--drill")
        assert not named.exists()
