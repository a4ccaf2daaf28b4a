"""Copies a whole database into an empty one, of the same or the other kind, and compares every row.

All of it in one transaction: either the copy is whole and the same, or nothing was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, func, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from kb.core.errors import KbError
from kb.core.text import shorten

MANY = 500
"""Rows that are written with one statement and held in memory."""
REVISION = "alembic_version"
_SHOWN = 60


class CopyError(KbError):
    """The copy was not made; the message says which table or row is in the way, and that nothing was written."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """``rows`` were copied and are the same on both sides."""

    name: str
    rows: int


def copy_database(
    source: Engine, target: Engine, tell: Callable[[CopiedTable], None] = lambda _: None
) -> list[CopiedTable]:
    """Copy every row of ``source`` into the empty tables of ``target``, which has the same revision; ``tell`` hears of
    each table when it is done.

    What others write into ``source`` meanwhile is not copied. Tables that are not ours stay where they are.

    Raises:
        CopyError: ``target`` has rows already, cannot take a row as it is, or gives another one back.

    """
    with _as_of_now(source) as reading, target.begin() as writing:
        if target.dialect.name == "sqlite":  # else the first savepoint would be a transaction of its own
            writing.exec_driver_sql("BEGIN IMMEDIATE")
        done = []
        theirs = _tables(reading)
        for table in _tables(writing).values():
            if writing.execute(select(table).limit(1)).first() is not None:
                raise CopyError(f"the database to copy into has rows in {table.name} already; name an empty one")
        for name, table in _tables(writing).items():
            if name not in theirs:
                raise CopyError(f"the database to copy has no table {name}; bring it up to date with `kb db upgrade`")
            copied = CopiedTable(name, _copy(reading, theirs[name], writing, table))
            tell(copied)
            done.append(copied)
        return done


@contextmanager
def _as_of_now(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, whatever others write."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            connection.exec_driver_sql("BEGIN")  # Python's sqlite3 begins none before it writes
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _tables(connection: Connection) -> dict[str, Table]:
    """Ours, those before that others refer to."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != REVISION}


def _copy(reading: Connection, theirs: Table, writing: Connection, table: Table) -> int:
    names = [column.name for column in table.columns]
    if missing := [name for name in names if name not in theirs.columns]:
        raise CopyError(f"{table.name} has no {missing[0]} there; bring it up to date with `kb db upgrade`")
    read = _RowDigest()
    for rows in _batches(_read(reading, theirs, names)):
        _write(writing, table, rows)
        read.add(rows)
    _go_on_counting(writing, table)
    written = _RowDigest()
    for rows in _batches(_read(writing, table, names)):
        written.add(rows)
    if written != read:
        raise CopyError(
            f"{table.name} is not the same after it was copied ({read.count} rows, then {written.count}); "
            "nothing was kept. Please report this"
        )
    return read.count


def _read(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """All rows, a few at a time; in the order of their key, so that a row comes after the one it may refer to."""
    query = select(*(table.columns[name] for name in names)).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=MANY)):
        yield dict(row._mapping)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, MANY)):
        yield batch


def _write(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert ``rows``; where that fails, find the one that cannot be taken."""
    try:
        with connection.begin_nested():
            connection.execute(table.insert(), rows)
    except (DBAPIError, StatementError, ValueError) as error:
        for row in rows:
            _try_one(connection, table, row)
        raise CopyError(f"{table.name} cannot be copied: {_said(error)}; nothing was kept") from error


def _try_one(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    try:
        with connection.begin_nested():
            connection.execute(table.insert(), row)
    except (DBAPIError, StatementError, ValueError) as error:
        key = ", ".join(f"{column.name}={row[column.name]!r}" for column in table.primary_key.columns)
        raise CopyError(
            f"the row {shorten(key, _SHOWN)} of {table.name} cannot be taken as it is: {_said(error)}; nothing was "
            "kept. Mend or delete that row, then copy again"
        ) from error


def _said(error: Exception) -> str:
    """Without the values, which may be what somebody typed."""
    return shorten(" ".join(str(getattr(error, "orig", None) or error).split("\n")[0].split()), 200)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Have PostgreSQL draw its next numbers above those that came along."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(quote_ident(:table), :column)"),
            {"table": table.name, "column": column.name},
        )
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest is not None:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


class _RowDigest:
    """How many rows, and a number that is the same for the same rows in whatever order databases give them."""

    def __init__(self) -> None:
        self.count, self._sum = 0, 0

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in ``rows``."""
        for row in rows:
            told = repr(tuple(sorted(row.items()))).encode("utf-8", "surrogatepass")
            self._sum += int.from_bytes(hashlib.blake2b(told, digest_size=32).digest())
            self.count += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _RowDigest) and (self.count, self._sum) == (other.count, other._sum)

    __hash__ = None  # type: ignore[assignment]
