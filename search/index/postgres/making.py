"""Makes the schema of a shared index, or says why the one that is there cannot be used."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, text
from sqlalchemy.exc import ProgrammingError

from kb.core.errors import DataFolderError
from search.index.postgres.tables import FORM, IndexTables

OLDEST_SERVER, OLDEST_VECTOR = 13, (0, 5)
_MAKING = 20_261_130
"""The number of the lock under which one process makes the schema, and the others wait for it."""


class NewerIndexError(DataFolderError):
    """A newer version of us keeps the index."""

    def __init__(self, form: int) -> None:
        super().__init__(
            f"the index in PostgreSQL is kept by a newer version of kb (form {form}, the newest known here is {FORM}); "
            "this process goes on with what it has until it is updated: install that version here as well; or, where "
            "that version was put back everywhere, drop the schema of the index, which is made anew"
        )


class NewerWaitsError(DataFolderError):
    """A newer version of us waits to keep the index, so that no older one does."""

    def __init__(self, form: int) -> None:
        super().__init__(
            f"a newer version of kb waits to keep the index in PostgreSQL (form {form}, the newest known here is "
            f"{FORM}): update this machine; or, where that version was put back, wait a minute after it has ended there"
        )


class OlderIndexError(DataFolderError):
    """An older version of us keeps the index still."""

    def __init__(self, form: int) -> None:
        super().__init__(
            f"the index in PostgreSQL is still of an older version of kb (form {form}, ours is {FORM}); "
            "it is built anew as soon as this version keeps it, which takes a few seconds"
        )


def prepare(address: str, connection: Connection, tables: IndexTables, oldest: int = OLDEST_SERVER) -> None:
    """Make what is missing in the database of ``connection`` for the site at ``address`` (empty: not told).

    Raises:
        DataFolderError: the server or what stands in the schema cannot be used.

    """
    server = int(_asked(connection, "SHOW server_version_num"))
    if server < oldest * 10_000:
        raise DataFolderError(f"the server is PostgreSQL {server // 10_000}; the index needs {oldest} or newer")
    inspector = inspect(connection)
    if tables.schema not in inspector.get_schema_names():
        _make(address, connection, tables)
        inspector = inspect(connection)
    _check_extension(connection)
    _add_what_is_new(inspector, connection, tables)
    _check_tables(inspect(connection), tables)
    _check_rights(connection, tables)
    _check_site(address, connection, tables)


def _make(address: str, connection: Connection, tables: IndexTables) -> None:
    database = _asked(connection, "SELECT current_database()")
    if _asked(connection, "SELECT pg_is_in_recovery()"):
        raise DataFolderError(
            f"the server is a standby, and its database {database} has no index yet: start kb on the primary first"
        )
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING})"))
    if tables.schema in inspect(connection).get_schema_names():  # whoever had the lock has made it
        return
    _make_extension(connection, database)
    user = _asked(connection, "SELECT current_user")
    with _denied(f"{user} may not make the schema {tables.schema}: GRANT CREATE ON DATABASE {database} TO {user}"):
        connection.execute(text(f'CREATE SCHEMA "{tables.schema}"'))
    tables.metadata.create_all(connection)
    row = {"name": "index", "ident": uuid.uuid4().hex, "address": address, "form": FORM, "wanted": FORM}
    row["wanted_at"] = text("now()")
    connection.execute(tables.site.insert().values(**row, **nothing_written()))


def _add_what_is_new(inspector: Inspector, connection: Connection, tables: IndexTables) -> None:
    """The column of the site that the first version with a shared index did not have."""
    if not inspector.has_table(tables.site.name, schema=tables.schema):
        return
    if "wanted_at" in {column["name"] for column in inspector.get_columns(tables.site.name, schema=tables.schema)}:
        return
    if _asked(connection, "SELECT pg_is_in_recovery()"):
        raise DataFolderError(
            "the server is a standby, and its index of an older version: start kb on the primary first"
        )
    user = _asked(connection, "SELECT current_user")
    with _denied(f"{user} may not change {tables.schema}.site: start this version once as the owner of the table"):
        column = "wanted_at timestamptz NOT NULL DEFAULT now()"
        connection.execute(text(f'ALTER TABLE "{tables.schema}".site ADD COLUMN IF NOT EXISTS {column}'))


def nothing_written() -> dict[str, Any]:
    """What the row of a site says where no generation was written."""
    return {"generation": 0, "token": "", "news": 0, "term": 0, "written_at": text("now()")}


def make_anew(connection: Connection, tables: IndexTables) -> None:
    """Have the tables of articles in our form, empty; vectors stay."""
    tables.metadata.drop_all(connection, tables.of_articles)
    tables.metadata.create_all(connection, tables.of_articles)
    values = {"form": FORM, "generation": 0, "token": "", "ident": uuid.uuid4().hex}
    connection.execute(tables.site.update().values(**values, news=tables.site.c.news + 1))


def _make_extension(connection: Connection, database: str) -> None:
    if _version_of_vector(connection):
        return
    if not _asked(connection, "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"):
        raise DataFolderError(
            "the server has no pgvector: install it there (Debian and Ubuntu: postgresql-NN-pgvector), or choose "
            "KB_INDEX=local"
        )
    who = f"an administrator must run CREATE EXTENSION vector in the database {database}"
    with _denied(f"{_asked(connection, 'SELECT current_user')} may not install pgvector: {who}"):
        connection.execute(text("CREATE EXTENSION vector"))


def _check_extension(connection: Connection) -> None:
    found = _version_of_vector(connection)
    if not found:
        raise DataFolderError("pgvector was taken out of the database: run CREATE EXTENSION vector in it again")
    if tuple(map(int, found.split(".")[:2])) < OLDEST_VECTOR:
        wanted = ".".join(map(str, OLDEST_VECTOR))
        raise DataFolderError(
            f"pgvector is {found} there; the index needs {wanted} or newer (ALTER EXTENSION vector UPDATE)"
        )


def _version_of_vector(connection: Connection) -> str:
    return str(_asked(connection, "SELECT max(extversion) FROM pg_extension WHERE extname = 'vector'") or "")


def _check_tables(inspector: Inspector, tables: IndexTables) -> None:
    """Whether what every form has is whole; a half of it was made by somebody else, or by hand."""
    is_there = partial(inspector.has_table, schema=tables.schema)
    missing = [table.name for table in tables.metadata.sorted_tables if not is_there(table.name)]
    for table in tables.metadata.sorted_tables:
        if table.name not in missing and table not in tables.of_articles:
            there = {column["name"] for column in inspector.get_columns(table.name, schema=tables.schema)}
            missing += [f"{table.name}.{column.name}" for column in table.columns if column.name not in there]
    if missing:
        raise _half_made(tables, f"{', '.join(missing)} is missing")


def _half_made(tables: IndexTables, what: str) -> DataFolderError:
    advice = f'Nothing in it is lost for good: run DROP SCHEMA "{tables.schema}" CASCADE, and kb makes it anew'
    return DataFolderError(f"the schema {tables.schema} is half made: {what}. {advice}")


def _check_rights(connection: Connection, tables: IndexTables) -> None:
    schema, user = tables.schema, _asked(connection, "SELECT current_user")
    named = {"schema": schema}
    may_use = connection.scalar(text("SELECT has_schema_privilege(:schema, 'USAGE')"), named)
    for table in tables.metadata.sorted_tables:
        asked = text("SELECT has_table_privilege(:table, may) FROM unnest(CAST(:rights AS text[])) AS may")
        given = {"table": f'"{schema}"."{table.name}"', "rights": ["SELECT", "INSERT", "UPDATE", "DELETE"]}
        if not may_use or not all(connection.scalars(asked, given)):
            asked = text("SELECT CAST(nspowner::regrole AS text) FROM pg_namespace WHERE nspname = :schema")
            owner = connection.scalar(asked, named)
            raise DataFolderError(
                f"{user} may not write {schema}.{table.name}, which {owner} owns: connect as {owner}, or GRANT {owner} "
                f"TO {user}"
            )


def _check_site(address: str, connection: Connection, tables: IndexTables) -> None:
    """Whether it is the index of this site."""
    site = connection.execute(tables.site.select()).one_or_none()
    if site is None:
        raise _half_made(tables, f"{tables.schema}.site has no row")
    if address and site.address and site.address != address:
        moved = f"SET address = '{address}'"
        raise DataFolderError(
            f"the index in the schema {tables.schema} is that of the site {site.address}, and this one is {address}: "
            "give each site a database of its own (KB_DATABASE_URL); if the site has moved, run "
            f"UPDATE {tables.schema}.site {moved}"
        )
    if _asked(connection, "SELECT pg_is_in_recovery()"):
        return
    if address and not site.address:
        connection.execute(tables.site.update().values(address=address))


@contextmanager
def _denied(told: str) -> Iterator[None]:
    """Say ``told`` where the database says that somebody may not."""
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") == "42501":
            raise DataFolderError(told) from error
        raise


def _asked(connection: Connection, query: str) -> Any:
    """The one value that a query of ours gives."""
    return connection.execute(text(query)).scalar()
