"""The vectors of each model in a table of its own, by the hash of the text: none is computed twice, whoever did it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, select, text

from search.index.postgres.database import IndexDatabase, cursor_of
from search.index.postgres.election import DeposedError
from search.index.postgres.writing import lock_site
from search.models.embedder import Matrix

AT_ONCE = 5_000
_HEAD = 4
"""Bytes before the numbers in pgvector's own form of a vector: how many there are, and two for later."""
COPY_HEAD, COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
"""What stands before rows that are copied in binary (a signature, no flags, nothing more), and after them."""


class PostgresVectors:
    """A :class:`VectorShelf` in PostgreSQL; ``term`` is that of whoever writes, None where we may not."""

    def __init__(self, database: IndexDatabase, term: Callable[[], int | None]) -> None:
        self._database, self._term = database, term

    def find(self, model: str, hashes: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors that are there, each of shape (dimension,).

        Raises:
            DataFolderError: the database cannot be used.

        """
        found: dict[bytes, Matrix] = {}
        if not hashes:
            return found
        with self._database.reading() as connection:
            if (table := self._table(connection, model)) is None:
                return found
            query = f"SELECT text_hash, vector_send(embedding) FROM {table} WHERE text_hash = ANY(%s)"  # noqa: S608 - our name
            with cursor_of(connection, binary=True) as cursor:
                for start in range(0, len(hashes), AT_ONCE):
                    for text_hash, sent in cursor.execute(query, (list(hashes[start : start + AT_ONCE]),)):
                        found[bytes(text_hash)] = np.frombuffer(sent, ">f4", offset=_HEAD).astype(np.float32)
        return found

    def missing(self, model: str, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of ``hashes`` that have no vector yet.

        Raises:
            DataFolderError: the database cannot be used.

        """
        wanted = list(dict.fromkeys(hashes))
        there: set[bytes] = set()
        with self._database.reading() as connection:
            if (table := self._table(connection, model)) is None:
                return set(wanted)
            for start in range(0, len(wanted), AT_ONCE):
                there |= _there(connection, table, wanted[start : start + AT_ONCE])
        return set(wanted) - there

    def dimension(self, model: str) -> int:
        """The length of the vectors of ``model``; 0 where there are none.

        Raises:
            DataFolderError: the database cannot be used.

        """
        models = self._database.tables.model
        with self._database.reading() as connection:
            asked = select(models.c.dimension).where(models.c.fingerprint == model)
            return int(connection.execute(asked).scalar() or 0)

    def add(self, model: str, hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Keep ``vectors`` (shape (len(hashes), dimension)) and commit.

        Raises:
            DataFolderError: the database cannot be used, or another process keeps the index by now.

        """
        if (term := self._term()) is None:
            raise DeposedError
        with self._database.writing() as connection:
            lock_site(connection, self._database.tables, term)
            table = self._table(connection, model) or self._made(connection, model, vectors.shape[1])
            there = _there(connection, table, hashes)  # nobody else adds any meanwhile
            new = {one: row for row, one in reversed(list(enumerate(hashes))) if one not in there}
            if new:
                with cursor_of(connection) as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.write(_sent(list(new), vectors[list(new.values())]))

    def _table(self, connection: Connection, model: str) -> str | None:
        models = self._database.tables.model
        number = connection.execute(select(models.c.number).where(models.c.fingerprint == model)).scalar()
        return None if number is None else self._name(number)

    def _made(self, connection: Connection, model: str, dimension: int) -> str:
        models = self._database.tables.model
        row = models.insert().values(fingerprint=model, dimension=dimension).returning(models.c.number)
        table = self._name(int(connection.execute(row).scalar_one()))
        columns = f"text_hash bytea PRIMARY KEY, embedding vector({int(dimension)}) NOT NULL"
        connection.execute(text(f"CREATE TABLE {table} ({columns})"))
        # A vector is longer than a page likes, and does not get shorter by being compressed.
        connection.execute(text(f"ALTER TABLE {table} ALTER COLUMN embedding SET STORAGE PLAIN"))
        return table

    def _name(self, number: int) -> str:
        return f'"{self._database.tables.schema}"."vectors_{number}"'


def _there(connection: Connection, table: str, hashes: Sequence[bytes]) -> set[bytes]:
    """Those of ``hashes`` that ``table`` has."""
    query = text(f"SELECT text_hash FROM {table} WHERE text_hash = ANY(:some)")  # noqa: S608 - our name
    return set(map(bytes, connection.scalars(query, {"some": list(hashes)})))


def _sent(hashes: Sequence[bytes], vectors: Matrix) -> bytes:
    """Rows as COPY reads them in binary: of each column how many bytes it has, and then these, a vector as pgvector has
    it. As text each would be written and read digit by digit, which takes eight times as long.
    """
    count, dimension = vectors.shape
    length = len(hashes[0])
    row = [("columns", ">i2"), ("hash_bytes", ">i4"), ("hash", f"V{length}")]
    row += [("vector_bytes", ">i4"), ("dimension", ">i2"), ("unused", ">i2"), ("vector", f"({dimension},)>f4")]
    rows = np.zeros(count, row)
    rows["columns"], rows["hash_bytes"], rows["hash"] = 2, length, np.frombuffer(b"".join(hashes), f"V{length}")
    rows["vector_bytes"], rows["dimension"], rows["vector"] = _HEAD + 4 * dimension, dimension, vectors
    return COPY_HEAD + rows.tobytes() + COPY_END
