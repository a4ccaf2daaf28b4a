"""Vectors come back to the last digit, and only one process writes them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from search.index.postgres.database import IndexDatabase
from search.index.postgres.election import DeposedError, Election
from search.index.postgres.vector_tables import PostgresVectors
from tests.search.index.local.conftest import vectors
from tests.search.index.postgres.conftest import database_at

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def database(index_url: str) -> Iterator[IndexDatabase]:
    """One schema for all."""
    opened = database_at(index_url, "vectors")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shelf(database: IndexDatabase) -> Iterator[PostgresVectors]:
    """The vectors of whoever keeps the index."""
    election = Election(database)
    assert election.term()
    yield PostgresVectors(database, election.term)
    election.close()


def hashes(count: int, first: int = 0) -> list[bytes]:
    return [number.to_bytes(16, "big") for number in range(first, first + count)]


def test_vectors_come_back_to_the_last_digit(shelf: PostgresVectors) -> None:
    matrix = vectors(100, 384)
    shelf.add("exact", hashes(100), matrix)
    found = shelf.find("exact", hashes(120))
    assert found.keys() == set(hashes(100))
    assert np.array_equal(np.stack([found[one] for one in hashes(100)]), matrix)
    assert found[hashes(1)[0]].dtype == np.float32


def test_it_is_told_what_is_missing_and_how_long_they_are(shelf: PostgresVectors) -> None:
    shelf.add("some", hashes(3), vectors(3))
    assert shelf.missing("some", hashes(5)) == set(hashes(2, 3))
    assert shelf.missing("another", hashes(2)) == set(hashes(2))
    assert shelf.find("another", hashes(2)) == {}
    assert shelf.find("some", []) == {}
    assert (shelf.dimension("some"), shelf.dimension("another")) == (16, 0)


def test_a_text_that_was_embedded_twice_keeps_its_first_vector(shelf: PostgresVectors) -> None:
    first, second = vectors(1), vectors(1, seed=8)
    shelf.add("twice", hashes(1), first)
    shelf.add("twice", hashes(1), second)
    assert np.array_equal(shelf.find("twice", hashes(1))[hashes(1)[0]], first[0])
    shelf.add("at once", hashes(1) * 2, np.concatenate([first, second]))
    assert np.array_equal(shelf.find("at once", hashes(1))[hashes(1)[0]], first[0])
    shelf.add("at once", [], vectors(0))


def test_who_does_not_keep_the_index_writes_none(database: IndexDatabase, shelf: PostgresVectors) -> None:
    shelf.add("others", hashes(1), vectors(1))
    follower = PostgresVectors(database, lambda: None)
    with pytest.raises(DeposedError):
        follower.add("others", hashes(1, 1), vectors(1))
    deposed = PostgresVectors(database, lambda: 0)
    with pytest.raises(DeposedError):
        deposed.add("others", hashes(1, 1), vectors(1))
    assert follower.missing("others", hashes(2)) == set(hashes(1, 1))


def test_pgvector_itself_can_search_them(database: IndexDatabase, shelf: PostgresVectors) -> None:
    matrix = vectors(20)
    shelf.add("asked in SQL", hashes(20), matrix)
    with database.reading() as connection:
        table = shelf._table(connection, "asked in SQL")
        asked = f"SELECT text_hash FROM {table} ORDER BY embedding <#> '{matrix[7].tolist()}' LIMIT 1"
        assert bytes(connection.exec_driver_sql(asked).scalar()) == hashes(1, 7)[0]  # type: ignore[arg-type]
