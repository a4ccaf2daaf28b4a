"""What is kept of the database is read anew after anybody has written, in whichever process."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, text

from kb.storage.database import connect
from review.fresh import KeptUntilWritten


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
