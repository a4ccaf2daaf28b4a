"""What a site stands on goes away and comes back, its database or its articles: readers go on, and nothing is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.cut import Cut
from bench.faulty import READ, Fault, Readers, Turn, says_nothing_unexpected, until_saved_is_found
from bench.staffed import served
from tests.postgres import Postgres, running
from tests.servers import PATIENCE_SECONDS, Server
from tests.visitor import Visitor

CUT_SECONDS, AWAY_SECONDS, SLOW_SECONDS = 10.0, 4.0, 5.0


@dataclass
class Site:
    """A site on PostgreSQL, reached through something that can be cut."""

    folder: Path
    server: Server
    cut: Cut
    postgres: Postgres
    url: str
    name: str
    """That of the database."""
    readers: Readers

    def all_is_well(self) -> None:
        """Votes are taken again and none that was taken is lost; what is saved is found; the log has no traceback."""
        self.readers.until_taken()
        _until_nothing_waits(self.folder / "data/kept")
        until_saved_is_found(self.folder, self.server)
        self.server.wait_until("/readyz", '"database":"ok"')
        self.readers.must_be_in(self.url)
        says_nothing_unexpected(self.server)


def _until_nothing_waits(kept: Path) -> None:
    """Until what was kept while the database was away is written."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while any(kept.glob("*")):
        assert time.monotonic() < ends, f"these wait still: {sorted(one.name for one in kept.iterdir())}"
        time.sleep(0.2)


@contextmanager
def on_postgres(folder: Path, place: Path | None = None) -> Iterator[Site]:
    """A site on a server of its own, whose data are in ``place`` where one is given."""
    with ExitStack() as stack:
        postgres = stack.enter_context(running(place))
        url = stack.enter_context(postgres.empty_database())
        cut = stack.enter_context(Cut(Path(url.rpartition("host=")[2]) / ".s.PGSQL.5432"))
        name = url.split("@/")[1].split("?")[0]
        through = f"postgresql+psycopg://postgres@127.0.0.1:{cut.port}/{name}"
        server = stack.enter_context(served(folder, {"KB_DATABASE_URL": through, "KB_INDEX": "postgres"}))
        server.wait_until("/api/v1/search?lang=en&q=kettle", "/articles/")
        site = Site(folder, server, cut, postgres, url, name, Readers(Visitor(server.port, site=server.address)))
        site.readers.go_on(0.5)
        yield site


@contextmanager
def _turned(do: Callable[[Site, random.Random], None], folder: Path) -> Iterator[Turn]:
    with on_postgres(folder) as site:

        def turn(dice: random.Random) -> None:
            do(site, dice)
            site.all_is_well()

        yield turn


def cut_off(site: Site, _: random.Random) -> None:
    """All connections are dropped, and none is let in for ten seconds."""
    site.cut.cut()
    site.readers.go_on(CUT_SECONDS)
    site.cut.mend()


def silent(site: Site, _: random.Random) -> None:
    """Nothing is carried for ten seconds, and nobody is told: packets are lost, connections are not. What was sent
    comes later. A vote is begun meanwhile, which waits.
    """
    site.cut.silence()
    ends = time.monotonic() + CUT_SECONDS
    while time.monotonic() < ends:
        site.readers.look()
    site.cut.mend()


def forgotten(site: Site, _: random.Random) -> None:
    """A machine between has forgotten all connections: what goes over them is lost for good, new ones are carried."""
    site.cut.forget()
    site.readers.look()


def slow(site: Site, _: random.Random) -> None:
    """Each piece of an answer takes five seconds; who only reads does not wait for that."""
    site.cut.delay = SLOW_SECONDS
    begun = time.monotonic()
    site.readers.look()
    waited = time.monotonic() - begun
    site.cut.mend()
    assert waited < SLOW_SECONDS * len(READ), f"readers waited {waited:.0f} s"


def read_only(site: Site, dice: random.Random) -> None:
    """It takes nothing any more, as a primary that became a standby."""
    admin = create_engine(site.postgres.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for value in ("on", "off"):
            connection.execute(text(f"ALTER DATABASE {site.name} SET default_transaction_read_only = {value}"))
            connection.execute(
                text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{site.name}'")
            )
            if value == "on":
                site.readers.go_on(dice.uniform(0.5, AWAY_SECONDS))
    admin.dispose()


def restarted(site: Site, dice: random.Random) -> None:
    """The server ends in the midst of everything, and begins again some seconds later."""
    with site.postgres.away():
        site.readers.go_on(dice.uniform(0.5, AWAY_SECONDS))


@contextmanager
def folder_gone(folder: Path) -> Iterator[Turn]:
    """The articles folder is not there for some seconds, as a volume that is mounted anew."""
    with served(folder) as server:
        server.wait_until("/api/v1/search?lang=en&q=kettle", "/articles/")
        readers = Readers(Visitor(server.port, site=server.address))

        def turn(dice: random.Random) -> None:
            articles, away = folder / "articles", folder / "away"
            articles.rename(away)
            if dice.random() < 0.5:
                articles.mkdir()  # where it was mounted
            readers.go_on(dice.uniform(2, AWAY_SECONDS))
            if articles.exists():
                articles.rmdir()
            away.rename(articles)
            until_saved_is_found(folder, server)
            readers.go_on(0.2)
            says_nothing_unexpected(server)

        yield turn


AROUND: dict[str, Fault] = {
    "database cut": partial(_turned, cut_off),
    "database silent": partial(_turned, silent),
    "database connections forgotten": partial(_turned, forgotten),
    "database slow": partial(_turned, slow),
    "database read-only": partial(_turned, read_only),
    "database restarted": partial(_turned, restarted),
    "articles gone": folder_gone,
}
