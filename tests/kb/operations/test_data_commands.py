"""The version of a database, told and upgraded at the command line."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine

from kb.catalog.article import ArticleId
from kb.core.clock import utc_now
from kb.core.errors import KbError
from kb.storage.database import MIGRATIONS, connect, newest_revision
from kb.usage.views import ViewCounter
from tests.conftest import Collection
from tests.kb.operations.conftest import Operator, rows_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


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

    def test_all_rows_are_copied_and_told_by_table(self, here: Operator, tmp_path: Path) -> None:
        to = f"sqlite:///{tmp_path / 'copy.sqlite'}"
        told = here.run("db", "copy", "--to", to)
        assert "       20 article_views\n" in told
        assert "each compared. Now set KB_DATABASE_URL" in told
        copy = create_engine(to)
        assert rows_of(copy) == here.rows()
        copy.dispose()
        with pytest.raises(KbError, match="has rows in .* already"):
            here.run("db", "copy", "--to", to)

    def test_a_database_of_before_and_half_a_command_copy_nothing(self, here: Operator, tmp_path: Path) -> None:
        to = f"sqlite:///{tmp_path / 'copy.sqlite'}"
        downgrade(create_engine(here.settings.database), "0001")
        with pytest.raises(KbError, match="is at 0001; bring it up to date first: kb db upgrade"):
            here.run("db", "copy", "--to", to)
        assert (here.run("db", "copy"), here.run("db", "version", "--to", to)) == ("", "")
        assert not (tmp_path / "copy.sqlite").exists()

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
