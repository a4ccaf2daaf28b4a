"""The database of a shared index: its connections, and whatever goes wrong with it as one line for the operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from kb.core.errors import DataFolderError, SettingsError
from kb.storage.database import open_engine, said_by, shown
from kb.storage.servers.bounded import CONNECT_SECONDS, NOTICING, DriverError
from kb.storage.servers.engine import connect_to_write, is_of_several
from search.index.postgres.tables import IndexTables

SCHEMA = "kb_index"
LOCK_SECONDS = 5
"""So long a writer waits for a lock that somebody holds, before it gives up and tries again later."""
NOTICED_BY_SERVER = {
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "idle_in_transaction_session_timeout": 60_000,
}
"""By these the server notices that our machine has vanished: else it would keep our lock for two hours."""


class IndexDatabase:
    """The database at ``url`` with the index of one site in ``schema``; nothing is connected before it is asked.

    ``prepare`` makes or checks the schema, and is called once before anything else is asked.
    """

    def __init__(self, url: str, prepare: Callable[[Connection, IndexTables], None], schema: str = SCHEMA) -> None:
        """Raises ``SettingsError`` where the address is none."""
        self.tables = IndexTables(schema)
        self._shown = shown(url)
        self._prepare = prepare
        self._is_prepared = False
        self._preparing = Lock()
        try:
            self._engine: Engine = open_engine(url, pool_pre_ping=True, pool_size=3, connect_args=_asked_for(url))
        except (SQLAlchemyError, ValueError) as error:
            raise SettingsError(f"KB_DATABASE_URL ({self._shown}) is no address of PostgreSQL: {error}") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction in which everything is as at its beginning.

        Raises:
            DataFolderError: the database cannot be used.

        """
        self._be_prepared()
        with self._told(), self._engine.connect() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is carried out whole or not at all; it waits a few seconds for a lock.

        Raises:
            DataFolderError: the database cannot be used.

        """
        self._be_prepared()
        with self._told(), self._engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection without transactions, which whoever asked keeps; errors while it is made are told.

        Raises:
            NoPrimaryError: of the servers of one database none takes writes now.
            DataFolderError: the database cannot be used.

        """
        self._be_prepared()
        with self._told():
            try:
                made = connect_to_write(self._engine)
            except OperationalError as error:
                if is_of_several(self._engine):
                    raise NoPrimaryError(f"the index in PostgreSQL ({self._shown}): {_line(error)}") from error
                raise
            yield made.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _be_prepared(self) -> None:
        with self._preparing:
            if self._is_prepared:
                return
            with self._told(), self._prepared_on() as connection:
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
                try:
                    self._prepare(connection, self.tables)
                except DataFolderError as error:
                    raise DataFolderError(f"the index in PostgreSQL ({self._shown}) cannot be used: {error}") from error
            self._is_prepared = True

    @contextmanager
    def _prepared_on(self) -> Iterator[Connection]:
        """A transaction of the primary; of a standby where there is none, on which what is there is only looked at."""
        try:
            connection = connect_to_write(self._engine)
        except OperationalError:
            connection = self._engine.connect()
        with connection, connection.begin():
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError, DriverError) as error:  # the last from COPY, which goes past SQLAlchemy
            raise DataFolderError(f"the index in PostgreSQL ({self._shown}) cannot be used: {_line(error)}") from error


class NoPrimaryError(DataFolderError):
    """Of the servers of one database none takes writes now; those that follow may be read."""


def _asked_for(url: str) -> dict[str, Any]:
    """How to connect, beside what ``url`` says of it, which counts."""
    ours = {"connect_timeout": CONNECT_SECONDS, "application_name": "kb index", **NOTICING}
    theirs = dict(parse_qsl(urlsplit(url).query))  # the last one counts
    options = [f"-c {name}={value}" for name, value in NOTICED_BY_SERVER.items()]
    return {
        **{name: value for name, value in ours.items() if name not in theirs},
        "options": " ".join(filter(None, [*options, theirs.get("options", "")])),
    }


def _line(error: Exception) -> str:
    """What the database says, in one line; of a connection that failed all of it, which quotes nothing of anybody."""
    said = said_by(error)
    whole = " ".join(str(getattr(error, "orig", None) or error).split())
    return whole[:400] if "connection" in said.casefold() else said


def cursor_of(connection: Connection, *, binary: bool = False) -> Any:
    """A cursor of the driver itself, for COPY and for values in their own form."""
    driver: Any = connection.connection.driver_connection
    return driver.cursor(binary=binary)
