"""What is kept of the database is read anew after anybody has written, in whichever process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, PoolProxiedConnection, QueuePool, create_engine, text
from sqlalchemy.exc import TimeoutError as NoConnectionError

from kb.storage.database import connect
from review.fresh import KeptUntilWritten
from tests.postgres import Postgres


def reads_of(database: Engine, *, others: bool) -> tuple[KeptUntilWritten, list[int]]:
    kept, made = KeptUntilWritten(database, others=others), list[int]()

    def read(connection: Connection) -> int:
        made.append(int(connection.scalar(text("SELECT count(*) FROM site_facts")) or 0))
        return made[-1]

    kept.read = lambda: kept("facts", read)  # type: ignore[attr-defined]
    return kept, made


def write(database: Engine, name: str) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO site_facts (name, value) VALUES (:name, '')"), {"name": name})


@pytest.mark.parametrize("others", [False, True])
def test_what_this_process_writes_is_read_at_once_and_nothing_is_read_twice(database: Engine, others: bool) -> None:
    kept, made = reads_of(database, others=others)
    assert [kept.read() for _ in range(3)] == [0, 0, 0]  # type: ignore[attr-defined]
    write(database, "one")
    assert [kept.read() for _ in range(3)] == [1, 1, 1]  # type: ignore[attr-defined]
    assert made == [0, 1]
    kept.close()


def test_what_another_process_writes_is_read_at_once_where_there_are_others(
    database: Engine, database_url: str
) -> None:
    kept, made = reads_of(database, others=True)
    other = connect(database_url)
    assert kept.read() == 0  # type: ignore[attr-defined]
    for number in range(1, 4):
        write(other, f"one {number}")
        assert [kept.read(), kept.read()] == [number, number]  # type: ignore[attr-defined]
    assert made == [0, 1, 2, 3]
    other.dispose()
    kept.close()


def test_what_is_written_while_it_is_read_is_not_hidden_by_what_was_read(database: Engine) -> None:
    kept = KeptUntilWritten(database)

    def read(connection: Connection) -> int:
        found = int(connection.scalar(text("SELECT count(*) FROM site_facts")) or 0)
        connection.rollback()
        if not found:
            write(database, "meanwhile")
        return found

    assert [kept("facts", read), kept("facts", read)] == [0, 1]


class TellingPool(QueuePool):
    """Says when somebody asks for a connection, and who got none."""

    asked, gave_up = threading.Semaphore(0), list[NoConnectionError]()

    def connect(self) -> PoolProxiedConnection:
        self.asked.release()
        try:
            return super().connect()
        except NoConnectionError as error:
            self.gave_up.append(error)
            raise


@pytest.mark.slow
def test_who_commits_does_not_wait_for_who_waits_for_a_connection(postgres: Postgres) -> None:
    with postgres.new_database() as url, ThreadPoolExecutor() as pool:
        database = create_engine(url, poolclass=TellingPool, pool_size=1, max_overflow=0, pool_timeout=20)
        kept, made = reads_of(database, others=True)
        with database.begin() as connection:  # all the connections that there are
            assert TellingPool.asked.acquire(timeout=60)
            connection.execute(text("INSERT INTO site_facts (name, value) VALUES ('one', '')"))
            reading = pool.submit(kept.read)  # type: ignore[attr-defined]
            assert TellingPool.asked.acquire(timeout=60)
        assert reading.result(60) == 1
        assert made == [1]
        assert TellingPool.gave_up == []
        database.dispose()
