"""A database of several servers as SQLAlchemy knows one: what is written goes to the primary, wherever that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from kb.storage.servers.address import DRIVER, read_address
from kb.storage.servers.opening import CONNECT_SECONDS, NOTICING, ServersTried
from kb.storage.servers.read_only import tell_read_only

READERS_KEPT_SECONDS = 60
"""So long a connection to read by is used: after that a standby that came back gets its share."""


class SeveralServers(Engine):
    """The servers that ``url`` names, a primary and its standbys.

    ``begin()`` is a transaction of the primary, and fails at once while there is none. ``connect()`` reads there too,
    so that all see what they have just written; while there is none it reads from a standby. ``reading`` reads from a
    standby where there is one, for what may be some seconds old.
    """

    def __init__(self, url: str, **options: Any) -> None:
        """``options`` as of ``create_engine``, for the connections that write.

        Raises:
            ValueError: ``url`` is no address of PostgreSQL.

        """
        hosts, said = read_address(url)
        given = {**_asked_for(said), **options.pop("connect_args", {})}
        address = URL.create(DRIVER, said.get("user"), said.get("password"), hosts[0].host, None, said.get("dbname"))
        common: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True, "connect_args": given}
        writing = create_engine(address, **{**common, **options})
        asked = {**writing.dialect.create_connect_args(address)[1], **given, "port": None}
        self.servers = ServersTried(
            hosts,
            lambda host: _connected({**asked, **host}),
            writing.dialect.loaded_dbapi.OperationalError,
        )
        self.reading = create_engine(address, **common, pool_recycle=READERS_KEPT_SECONDS)
        event.listen(writing, "do_connect", self._connect_to_write)
        event.listen(self.reading, "do_connect", self._connect_to_read)
        super().__init__(writing.pool, writing.dialect, address, hide_parameters=True)
        tell_read_only(self)
        tell_read_only(self.reading, is_for_reading=True)

    def connect(self) -> Connection:
        """A connection to read by."""
        try:
            return super().connect()
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            try:
                return self.reading.connect()
            except SQLAlchemyError:
                raise error from None

    def connect_to_write(self) -> Connection:
        """A connection to the primary.

        Raises:
            OperationalError: there is none.

        """
        return super().connect()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction of the primary."""
        with self.connect_to_write() as connection, connection.begin():
            yield connection

    def dispose(self, close: bool = True) -> None:
        """Close all connections that nobody uses."""
        self.servers.close()
        super().dispose(close)
        self.reading.dispose(close)

    def _connect_to_write(self, _: object, ___: object, __: list[Any], asked: dict[str, Any]) -> Any:
        return self.servers.writing(lambda host: _connected({**asked, "port": None, **host}))

    def _connect_to_read(self, _: object, ___: object, __: list[Any], asked: dict[str, Any]) -> Any:
        return self.servers.reading(lambda host: _connected({**asked, "port": None, **host}))


def is_of_several(database: Engine) -> bool:
    """Whether there may be a server that is read while none takes writes."""
    return isinstance(database, SeveralServers)


def reading_engine(database: Engine) -> Engine:
    """What reads from a standby of ``database`` where there is one: for what readers see and may be seconds old."""
    return database.reading if isinstance(database, SeveralServers) else database


def connect_to_write(database: Engine) -> Connection:
    """A connection of ``database`` to a server that takes writes."""
    return database.connect_to_write() if isinstance(database, SeveralServers) else database.connect()


def trouble_of(database: Engine) -> str:
    """Why nothing can be written to ``database`` now, as far as anybody has tried; empty where it can."""
    return database.servers.trouble if isinstance(database, SeveralServers) else ""


def _connected(asked: dict[str, Any]) -> Any:
    from kb.storage.servers.bounded import BoundedConnection  # with the driver, which a site on SQLite has not

    return BoundedConnection.connect(**asked)


def _asked_for(said: dict[str, str]) -> dict[str, Any]:
    """How to connect, beside to whom; what the address says of it itself counts."""
    ours = {"connect_timeout": CONNECT_SECONDS, **NOTICING}
    return {**ours, **{name: value for name, value in said.items() if name not in ("user", "password", "dbname")}}
