"""The database of what readers and staff do: its tables, its migrations, its connections.

SQLite in the data folder by default, PostgreSQL by address. All times are UTC.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase

from kb.core.errors import DataFolderError
from kb.files.private import make_private_file
from kb.storage.servers.address import names_several
from kb.storage.servers.read_only import tell_read_only

logger = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
Row = TypeVar("Row")
_IN_ONE_STATEMENT = 500
_BEFORE = re.compile(r"^down_revision = \"(\w+)\"", re.MULTILINE)
_UPGRADING = 20_261_122
"""The number of the lock that a process holds on PostgreSQL while it upgrades."""


ONLY_STANDBYS = (
    "is a standby, which only reads: nothing that people do is kept until it is promoted. Name the primary as well: "
    "KB_DATABASE_URL=postgresql://USER@PRIMARY,STANDBY/NAME"
)
AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
"""What the database raises where it is locked, full, read-only or not there: to be tried again later."""


def said_by(error: Exception) -> str:
    """What the database itself says, for the log: nothing of what was to be written, which SQLAlchemy adds, and which
    PostgreSQL quotes in the lines after the first.
    """
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


class Base(DeclarativeBase):
    """Base of all tables."""


class NewerDatabaseError(DataFolderError):
    """A newer version of us made the database; ``advice`` says so without its address."""

    def __init__(self, url: str, revision: str, known: str) -> None:
        self.advice = (
            f"is of a newer version of kb: its revision is {revision}, the newest known here is {known}. Install that "
            "version again, or restore the backup that was made before it (kb restore FILE --force)"
        )
        super().__init__(f"the database {shown(url)} {self.advice}")


def insert_into(connection: Connection, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows what to do ``on_conflict``, which each kind of database has in a dialect of its own.

    Whether a row was new, ``returning`` tells; ``rowcount`` is -1 with PostgreSQL's driver.
    """
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def few_at_a_time(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """``rows`` in parts small enough to be named in one statement."""
    for start in range(0, len(rows), _IN_ONE_STATEMENT):
        yield rows[start : start + _IN_ONE_STATEMENT]


def naive_utc(at: datetime) -> datetime:
    """A time with its zone as the tables keep it: in UTC, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None)


def connect(url: str) -> Engine:
    """Open the database at ``url`` and bring its tables up to date.

    Raises:
        DataFolderError: it cannot be opened or written, its driver is not installed, or a newer version made it.

    """
    with _named_errors(url):
        engine = open_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            _make_private(engine.url.database)
            event.listen(engine, "connect", _prepare_sqlite)
        try:
            upgrade(engine)
            if not names_several(url) and is_standby(engine):
                logger.warning("the database %s %s", shown(url), ONLY_STANDBYS)
        except BaseException:
            engine.dispose()
            raise
    return engine


def open_engine(url: str, **options: Any) -> Engine:
    """What speaks to the database at ``url``, which is not asked yet; ``options`` as of ``create_engine``. Errors are
    logged: what is typed is in none of them.

    Raises:
        SQLAlchemyError, ValueError: it is no address.

    """
    if names_several(url):
        from kb.storage.servers.engine import SeveralServers  # with the driver that the extra has

        return SeveralServers(url, **options)
    engine = create_engine(url, hide_parameters=True, **options)
    if engine.dialect.name == "postgresql":
        from kb.storage.servers.bounded import bound

        bound(engine)
        tell_read_only(engine)
    return engine


def is_standby(engine: Engine) -> bool:
    """Whether there is no server that takes writes, only what follows one."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT pg_is_in_recovery()")))


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing: all or, where one fails, none; one process after the other.

    Where none is missing it only reads, so that no start waits for somebody who writes.
    """
    with engine.connect() as connection:
        revision = _revision(connection)
    if revision == newest_revision():
        return
    if revision is not None and revision not in revisions():
        raise NewerDatabaseError(str(engine.url), revision, newest_revision())
    if is_standby(engine):
        raise DataFolderError(
            f"the database {engine.url} cannot be brought up to date from {revision or 'nothing'} to "
            f"{newest_revision()}: it {ONLY_STANDBYS}"
        )
    from alembic import command  # a fifth of a second that only a missing migration costs
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        # Python's sqlite3 would begin a transaction at the first row only, after the tables were made.
        is_sqlite = engine.dialect.name == "sqlite"
        if not is_sqlite:
            from kb.storage.servers.bounded import wait_long

            wait_long(connection)  # for another process that does the same, or for a large table
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else f"SELECT pg_advisory_xact_lock({_UPGRADING})")
        config.attributes["connection"] = connection
        logging.getLogger("alembic").setLevel(logging.WARNING)
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DataFolderError(f"the database {engine.url} cannot be used: {error}") from error


@cache  # these files change with the application only
def newest_revision() -> str:
    """The revision that the migrations lead to: the one that no other goes on from. Their numbers are no order."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    before = {found[1] for file in files if (found := _BEFORE.search(file.read_text("utf-8")))}
    return max(revisions() - before)


@cache
def revisions() -> frozenset[str]:
    """All that there are: each file is named after its own."""
    return frozenset(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(url: str) -> str | None:
    """The revision of the database at ``url``, which is left as it is; None where nothing was ever made there.

    Raises:
        DataFolderError: it cannot be opened, or its driver is not installed.

    """
    with _named_errors(url):
        engine = open_engine(url, poolclass=NullPool)
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        if file and not Path(file).exists():
            return None  # to look for it would make it
        try:
            with engine.connect() as connection:
                return _revision(connection)
        finally:
            engine.dispose()


@contextmanager
def _named_errors(url: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError, ImportError, ValueError) as error:
        reason = str(getattr(error, "orig", None) or error)
        raise DataFolderError(f"the database {shown(url)} cannot be used: {reason}") from error


def _make_private(database: str | None) -> None:
    """Make the file of a database for its owner's eyes only; what SQLite keeps beside it gets the same mode."""
    if database and database != ":memory:" and not database.startswith("file:"):
        with suppress(OSError):  # SQLite will say so better
            make_private_file(Path(database))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Readers never wait for writers, writers wait for each other, references hold."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def shown(url: str) -> str:
    """An address of a database as it may be printed: without its password."""
    before, separator, after = url.rpartition("@")
    return f"{before.rpartition(':')[0]}:***{separator}{after}" if separator and ":" in before else url
