"""Whatever goes wrong with the database is one line, without its password."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlalchemy import text

from kb.core.errors import DataFolderError, SettingsError
from search.index.postgres.database import IndexDatabase, cursor_of
from tests.search.index.postgres.conftest import database_at
from tests.servers import free_port


def test_an_address_that_points_nowhere_is_one_line_without_the_password() -> None:
    database = database_at(f"postgresql+psycopg://kb:hush@127.0.0.1:{free_port()}/kb", "kb_index")
    with pytest.raises(DataFolderError) as told, database.reading():
        pass
    said = str(told.value)
    assert "connection" in said.casefold()
    assert "refused" in said
    assert "hush" not in said
    assert "\n" not in said
    database.close()


def test_what_is_no_address_is_a_mistake_in_a_setting() -> None:
    with pytest.raises(SettingsError, match="KB_DATABASE_URL"):
        IndexDatabase("postgresql+psycopg://kb@host:port/kb", lambda *_: None)


@pytest.mark.slow
def test_a_machine_that_vanishes_is_noticed_and_what_the_address_says_of_it_counts(index_url: str) -> None:
    asked = (
        "SELECT reset_val FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'statement_timeout',"
        " 'application_name') ORDER BY name"
    )
    ours = database_at(index_url, "vanishing")
    options = quote("-c idle_in_transaction_session_timeout=7s -c statement_timeout=9s")
    more = f"&application_name=theirs&options={options}"
    theirs = database_at(index_url + more, "vanishing")
    with ours.reading() as one, theirs.reading() as other:
        assert one.scalars(text(asked)).all() == ["kb index", "60000", "0"]
        assert other.scalars(text(asked)).all() == ["theirs", "7000", "9000"]
        told = one.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
        assert told["keepalives_idle"] == "5"
        assert told["tcp_user_timeout"] == "15000"
        assert "-c tcp_keepalives_idle=5" in told["options"]
    ours.close()
    theirs.close()


@pytest.mark.slow
def test_what_is_read_is_of_one_moment_and_what_is_written_is_whole(index_url: str) -> None:
    database = database_at(index_url, "moments")
    site = database.tables.site
    with database.reading() as reading:
        before = reading.execute(site.select()).one().news
        with database.writing() as writing:
            writing.execute(site.update().values(news=before + 1))
        assert reading.execute(site.select()).one().news == before

    def fail_half_way() -> None:
        with database.writing() as writing:
            writing.execute(site.update().values(news=before + 7))
            writing.execute(text("SELEKT"))

    with pytest.raises(DataFolderError):
        fail_half_way()
    with database.reading() as reading:
        assert reading.execute(site.select()).one().news == before + 1
    database.close()


@pytest.mark.slow
def test_errors_of_the_driver_itself_are_told_the_same(index_url: str) -> None:
    database = database_at(index_url, "copies")
    with pytest.raises(DataFolderError, match="nowhere"), database.reading() as connection:
        cursor_of(connection).execute("COPY nowhere TO STDOUT")
    with pytest.raises(DataFolderError, match="syntax"), database.reading() as connection:
        connection.execute(text("SELEKT"))
    database.close()
