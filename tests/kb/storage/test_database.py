"""The database opens, brings its tables up to date, and says why it cannot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from kb.core.errors import DataFolderError
from kb.storage.database import MIGRATIONS, connect, newest_revision, said_by
from tests.tables import declared_tables


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'kb.sqlite'}"


def refused(address: str) -> str:
    with pytest.raises(DataFolderError) as caught:
        connect(address)
    return str(caught.value)


def test_the_migrations_make_the_tables_that_the_code_declares(tmp_path: Path) -> None:
    engine = connect(url(tmp_path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), declared_tables()) == []
    assert {"article_views", "alembic_version"} <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_what_the_database_says_has_nothing_of_what_was_to_be_written() -> None:
    quoted = Exception("null value violates a constraint\nDETAIL:  Failing row contains (jane@example.com).")
    error = IntegrityError("INSERT INTO contact_messages VALUES (?)", {"email": "jane@example.com"}, quoted)
    assert said_by(error) == "null value violates a constraint"
    assert said_by(OSError("away\nmore")) == "away"


def test_opening_it_again_keeps_what_is_there(tmp_path: Path) -> None:
    first = connect(url(tmp_path))
    with first.begin() as connection:
        connection.execute(text("INSERT INTO article_views VALUES ('en', 'a', '2026-01-01', 3)"))
    first.dispose()
    second = connect(url(tmp_path))
    with second.connect() as connection:
        assert connection.scalar(text("SELECT views FROM article_views")) == 3
    second.dispose()


def test_sqlite_lets_readers_read_while_somebody_writes_and_holds_references(tmp_path: Path) -> None:
    engine = connect(url(tmp_path))
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) == 10000
    engine.dispose()


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").write_bytes(b"this is no database" * 100)
    assert refused(url(tmp_path)) == f"the database {url(tmp_path)} cannot be used: file is not a database"


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "unable to open database file" in refused(url(tmp_path / "nowhere"))


def test_a_database_that_a_newer_version_made_is_one_line(tmp_path: Path) -> None:
    connect(url(tmp_path)).dispose()
    with closing(sqlite3.connect(tmp_path / "kb.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    assert "9999" in refused(url(tmp_path))


def test_migrations_lead_to_the_revision_that_their_files_name() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [newest_revision()]


@pytest.mark.parametrize("address", ["nonsense", "nonsense://host/kb"])
def test_an_address_that_is_none_is_one_line(address: str) -> None:
    assert refused(address).startswith(f"the database {address} cannot be used: ")


@pytest.mark.parametrize(
    "address", ["nodriver://bob:s3cret@host/kb", "nodriver://bob:s3@cret@host/kb", "broken with bob:s3cret@host"]
)
def test_a_password_is_in_no_message(address: str) -> None:
    message = refused(address)
    assert "bob:***@" in message
    assert "s3" not in message


def test_a_driver_that_is_not_installed_is_one_line() -> None:
    assert "No module named" in refused("oracle+cx_oracle://bob@host/kb")
