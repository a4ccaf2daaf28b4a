"""A primary that dies: who reads goes on, who writes is told, and writes again when a standby was promoted."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from kb.core.errors import DataFolderError
from kb.storage.copying import copy_database
from kb.storage.database import AWAY, connect, newest_revision, revision_of
from kb.storage.key_check import SiteFact, accept
from kb.storage.servers.engine import SeveralServers, reading_engine
from tests.kb.storage.servers.conftest import eventually
from tests.postgres import Pair, Postgres

pytestmark = pytest.mark.slow


def write(database: Engine, key: bytes = b"one") -> None:
    accept(database, key)


def can_write(database: Engine) -> bool:
    try:
        write(database)
    except AWAY:
        return False
    return True


def where(database: Engine) -> str:
    with database.connect() as connection:
        return "standby" if connection.scalar(text("SELECT pg_is_in_recovery()")) else "primary"


def test_both_are_read_by_their_place_and_only_the_primary_is_written_to(pair: Pair) -> None:
    database = connect(pair.url)
    assert isinstance(database, SeveralServers)
    write(database)
    assert where(database) == "primary"
    assert where(reading_engine(database)) == "standby"
    with reading_engine(database).connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {SiteFact.__tablename__}")) == 1
        with pytest.raises(OperationalError, match="read-only"):
            connection.execute(text(f"DELETE FROM {SiteFact.__tablename__}"))
    database.dispose()


def test_while_no_server_takes_writes_what_is_there_is_read_and_writing_fails_as_where_the_database_is_away(
    pair: Pair,
) -> None:
    database = connect(pair.url)
    write(database)
    pair.primary.kill()
    with pytest.raises(AWAY):
        write(database)
    assert where(database) == "standby"
    with database.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {SiteFact.__tablename__}")) == 1
    with pytest.raises(OperationalError, match="none of the servers takes writes.*only reads"):
        write(database)
    assert "takes writes" in database.servers.trouble  # type: ignore[attr-defined]
    pair.standby.promote()
    eventually(lambda: can_write(database))
    assert where(database) == "primary"
    assert database.servers.trouble == ""  # type: ignore[attr-defined]
    database.dispose()


def test_a_process_begins_while_there_are_only_standbys_says_so_and_writes_later(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    pair.primary.kill()
    with caplog.at_level(logging.WARNING):
        database = connect(pair.url)
    assert "Nothing can be written to the database until" in caplog.text
    assert "standby: only reads (a standby)" in caplog.text
    assert where(database) == "standby"
    pair.standby.promote()
    eventually(lambda: can_write(database))
    database.dispose()


def test_an_address_of_a_standby_alone_is_read_and_the_log_says_what_is_missing(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        database = connect(pair.alone)
    assert "Name the primary as well" in caplog.text
    with pytest.raises(AWAY):
        write(database)
    database.dispose()


def test_a_standby_is_not_brought_up_to_date(pair: Pair) -> None:
    pair.primary.execute("CREATE DATABASE bare")
    eventually(lambda: pair.standby.has("bare"))
    with pytest.raises(DataFolderError, match="brought up to date from nothing.*is a standby"):
        connect(pair.standby.url("bare"))


def test_where_no_server_answers_each_is_named_with_its_reason(pair: Pair) -> None:
    pair.primary.kill()
    pair.standby.kill()
    with pytest.raises(DataFolderError, match="takes writes: .*kb-postgres.*; .*standby: "):
        connect(pair.url)


def test_the_revision_is_read_and_all_is_copied_by_an_address_of_several(pair: Pair, tmp_path: object) -> None:
    assert revision_of(pair.url) == newest_revision()
    source, target = connect(pair.url), connect(f"sqlite:///{tmp_path}/copy.sqlite")
    write(source)
    done = {one.name: one.rows for one in copy_database(source, target)}
    assert done[SiteFact.__tablename__] == 1
    source.dispose()
    target.dispose()


@contextmanager
def silent_server() -> Iterator[tuple[int, list[socket.socket]]]:
    """A port at which whoever connects is never answered, as by a machine that hangs; and who has connected."""
    came: list[socket.socket] = []

    def let_in() -> None:
        with suppress(OSError):
            while True:
                came.append(listening.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=let_in, daemon=True).start()
        yield listening.getsockname()[1], came
        listening.shutdown(socket.SHUT_RDWR)
    for one in came:
        one.close()


def test_a_server_that_says_nothing_is_waited_for_once_and_not_by_each_connection(postgres: Postgres) -> None:
    with postgres.new_database() as url, silent_server() as (port, came):
        before, _, place = url.partition("?host=")
        database = connect(f"{before}?host=127.0.0.1,{place}&port={port},5432&connect_timeout=2")
        eventually(lambda: came)
        with ExitStack() as stack:
            for _ in range(4):
                stack.enter_context(database.begin())
        assert len(came) == 1
        database.dispose()
