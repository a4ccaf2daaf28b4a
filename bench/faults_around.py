"""What a site stands on goes away and comes back, its database or its articles: readers go on, and nothing is lost."""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, select, text

from bench.cut import Cut
from bench.staffed import served, vote
from kb.feedback.vote_rows import FeedbackVote
from tests.postgres import Postgres, running
from tests.servers import PATIENCE_SECONDS, Server
from tests.visitor import Visitor

KEY = "orders/check-stock"
READ = ("/en/", f"/en/articles/{KEY}", "/en/search?q=password", "/api/v1/search?lang=en&q=kettle", "/healthz")
AWAY_SECONDS, SLOW_SECONDS = 4.0, 5.0
LATER = (503, 429)
"""What a vote is answered that was not taken: who sent it is told so."""


@dataclass
class Readers:
    """Who reads and votes while something is away."""

    visitor: Visitor
    told: dict[str, str] = field(default_factory=dict)
    refused: int = 0

    def go_on(self, seconds: float) -> None:
        """Read every kind of page, and vote, for so long."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for path in READ:
                answer = self.visitor.get(path)
                assert answer.status == 200, f"{path} said {answer.status}: {answer.text[:300]}"
            assert "/articles/" in self.visitor.get(READ[3]).text, "nothing is found"
            self.vote()

    def vote(self) -> bool:
        """Vote; whether it was taken."""
        said = f"because {secrets.token_hex(4)}"
        answer = vote(self.visitor, KEY, helpful=False, comment=said)
        assert answer.status in (200, *LATER), f"a vote was answered {answer.status}: {answer.text[:300]}"
        if answer.status == 200:
            self.told[json.loads(answer.body)["vote"]] = said
        self.refused += answer.status != 200
        return answer.status == 200

    def until_taken(self) -> None:
        """Vote until it is taken again."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not self.vote():
            assert time.monotonic() < ends, "votes are not taken any more"
            time.sleep(0.2)


@dataclass
class Site:
    """A site on PostgreSQL, reached through something that can be cut."""

    server: Server
    cut: Cut
    postgres: Postgres
    url: str
    readers: Readers


@contextmanager
def _on_postgres(folder: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        postgres = stack.enter_context(running())
        url = stack.enter_context(postgres.empty_database())
        socket = Path(url.rpartition("host=")[2]) / ".s.PGSQL.5432"
        cut = stack.enter_context(Cut(socket))
        name = url.split("@/")[1].split("?")[0]
        through = f"postgresql+psycopg://postgres@127.0.0.1:{cut.port}/{name}"
        server = stack.enter_context(served(folder, {"KB_DATABASE_URL": through, "KB_INDEX": "postgres"}))
        server.wait_until("/api/v1/search?lang=en&q=kettle", "/articles/")
        site = Site(server, cut, postgres, url, Readers(Visitor(server.port, site=server.address)))
        site.readers.go_on(0.5)
        yield site


def _all_is_well(site: Site, folder: Path) -> None:
    """Votes are taken again and none that was taken is lost; what is saved is found; the log has no traceback."""
    site.readers.until_taken()
    _until_nothing_waits(folder / "data/kept")
    _until_saved_is_found(site.server, folder)
    site.server.wait_until("/readyz", '"database":"ok"')
    database = create_engine(site.url)
    with database.connect() as connection:
        found = dict(connection.execute(select(FeedbackVote.id, FeedbackVote.comment)).tuples().all())
    database.dispose()
    lost = {name: said for name, said in site.readers.told.items() if found.get(name) != said}
    assert not lost, f"{len(lost)} of {len(site.readers.told)} votes are lost"
    assert "Traceback" not in site.server.said, site.server.said[-3_000:]


def _until_nothing_waits(kept: Path) -> None:
    """Until what was kept while the database was away is written."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while any(kept.glob("*")):
        assert time.monotonic() < ends, f"these wait still: {sorted(one.name for one in kept.iterdir())}"
        time.sleep(0.2)


def _until_saved_is_found(server: Server, folder: Path) -> None:
    word = f"afterwards{secrets.token_hex(4)}"
    (folder / "articles/en/afterwards.md").write_text(f"---\ntitle: Afterwards\n---\nIt says {word}.\n", "utf-8")
    server.wait_until(f"/api/v1/search?lang=en&q={word}", "/en/articles/afterwards")


def database_cut(folder: Path, dice: random.Random) -> None:
    """All connections are dropped, and none is let in for some seconds."""
    with _on_postgres(folder) as site:
        site.cut.cut()
        site.readers.go_on(dice.uniform(0.5, AWAY_SECONDS))
        site.cut.mend()
        _all_is_well(site, folder)


def database_slow(folder: Path, dice: random.Random) -> None:
    """Each piece of an answer takes long; who only reads does not wait for that."""
    with _on_postgres(folder) as site:
        site.cut.delay = dice.uniform(1, SLOW_SECONDS)
        begun = time.monotonic()
        for path in READ:
            assert site.readers.visitor.get(path).status == 200, path
        waited = time.monotonic() - begun
        site.cut.delay = 0.0
        assert waited < SLOW_SECONDS * len(READ), f"readers waited {waited:.0f} s"
        _all_is_well(site, folder)


def database_read_only(folder: Path, dice: random.Random) -> None:
    """It takes nothing any more, as a primary that became a standby."""
    with _on_postgres(folder) as site:
        name = site.url.split("@/")[1].split("?")[0]
        admin = create_engine(site.postgres.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            for value in ("on", "off"):
                connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}"))
                connection.execute(
                    text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
                )
                site.readers.go_on(dice.uniform(0.5, AWAY_SECONDS) if value == "on" else 0)
        admin.dispose()
        _all_is_well(site, folder)


def database_restarted(folder: Path, dice: random.Random) -> None:
    """The server ends in the midst of everything, and begins again some seconds later."""
    with _on_postgres(folder) as site:
        with site.postgres.away():
            site.readers.go_on(dice.uniform(0.5, AWAY_SECONDS))
        _all_is_well(site, folder)


def folder_gone(folder: Path, dice: random.Random) -> None:
    """The articles folder is not there for some seconds, as a volume that is mounted anew."""
    with served(folder) as server:
        server.wait_until("/api/v1/search?lang=en&q=kettle", "/articles/")
        readers = Readers(Visitor(server.port, site=server.address))
        away = folder / "away"
        (folder / "articles").rename(away)
        if dice.random() < 0.5:
            (folder / "articles").mkdir()  # where it was mounted
        readers.go_on(dice.uniform(2, AWAY_SECONDS))
        if (folder / "articles").exists():
            (folder / "articles").rmdir()
        away.rename(folder / "articles")
        _until_saved_is_found(server, folder)
        readers.go_on(0.2)
        assert "Traceback" not in server.said, server.said[-3_000:]


AROUND: dict[str, Callable[[Path, random.Random], None]] = {
    "database cut": database_cut,
    "database slow": database_slow,
    "database read-only": database_read_only,
    "database restarted": database_restarted,
    "articles gone": folder_gone,
}
