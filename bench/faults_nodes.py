"""One of several nodes is lost, or has another time than the others: the rest go on, and what was promised is there."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.faulty import (
    KEY,
    Fault,
    Readers,
    Turn,
    new_word,
    says_nothing_unexpected,
    until_saved_is_found,
    with_last_line,
)
from bench.nodes import Nodes, on_database
from bench.staffed import EMAIL, PASSWORD, administrator, form_of_article, save_form
from tests.postgres import running
from tests.servers import Server
from tests.visitor import Visitor

_ELECTED = re.compile(r"keeps the index in PostgreSQL from now on \(term (\d+)\)")
MINUTES_OFF = 10
CLOCKS = (0, MINUTES_OFF, -MINUTES_OFF)
"""Minutes by which the clocks of three nodes are ahead."""


@contextmanager
def _nodes(folder: Path, count: int) -> Iterator[tuple[Nodes, str]]:
    shutil.rmtree(folder / "data")  # each node has one of its own
    with running() as postgres, postgres.new_database() as url, on_database(folder, url, count) as nodes:
        yield nodes, url


def _ready(server: Server) -> Server:
    with suppress(AssertionError):  # a first index may take twice as long as anything else
        server.wait_until("/readyz", "")
    server.wait_until("/readyz", "")
    server.wait_until("/api/v1/search?lang=en&q=kettle", "/articles/")
    return server


@contextmanager
def leader_killed(folder: Path) -> Iterator[Turn]:
    """The node that keeps the index ends by ``kill -9`` just after an article was saved; another keeps it, and the one
    that comes back follows.
    """
    with _nodes(folder, 2) as (nodes, url):
        for place in range(2):
            _ready(nodes.start(place))
        readers = [Readers(Visitor(one.port, site=one.address)) for one in nodes.servers]

        def turn(dice: random.Random) -> None:
            terms = [max(map(int, _ELECTED.findall(one.said)), default=0) for one in nodes.servers]
            killed = terms.index(max(terms))
            left = 1 - killed
            word = new_word()
            (folder / "articles/en/just-before.md").write_text(f"---\ntitle: Before\n---\nIt says {word}.\n", "utf-8")
            readers[killed].go_on(dice.uniform(0, 1))
            nodes.kill(killed)
            readers[left].go_on(0.5)
            nodes.servers[left].wait_until(f"/api/v1/search?lang=en&q={word}", "/en/articles/just-before")
            until_saved_is_found(folder, nodes.servers[left])
            _ready(nodes.start(killed))
            until_saved_is_found(folder, *nodes.servers)
            for one in readers:
                one.until_taken()
                one.must_be_in(url)
            says_nothing_unexpected(*nodes.servers)

        yield turn


@contextmanager
def clock_off(folder: Path) -> Iterator[Turn]:
    """Of three nodes one has the right time, one is ten minutes ahead and one as much behind; people go from any to
    any: signed in, with forms, with votes, and with articles that they save.
    """
    with _nodes(folder, len(CLOCKS)) as (nodes, url):
        library = folder / "turned_clock.so"
        compiler = ["cc", "-shared", "-fPIC", "-o", library, Path(__file__).with_name("turned_clock.c"), "-ldl"]
        subprocess.run(compiler, check=True)
        for place, minutes in enumerate(CLOCKS):
            _ready(nodes.start(place, {"LD_PRELOAD": str(library), "TURNED_BY": str(60 * minutes)}))
        administrator(nodes.servers[0])
        readers = [Readers(Visitor(one.port, site=one.address)) for one in nodes.servers]

        def turn(dice: random.Random) -> None:
            here, there = dice.sample(range(len(CLOCKS)), 2)
            first, second = nodes.servers[here], nodes.servers[there]
            visitor = Visitor(first.port, site=first.address)
            visitor.sign_in(EMAIL, PASSWORD)
            assert visitor.get("/account").status == 200, f"{CLOCKS[here]}: not signed in where the password was given"
            elsewhere = visitor.at(second.port, second.address)
            assert elsewhere.get("/account").status == 200, f"{CLOCKS[here]} → {CLOCKS[there]}: not signed in"
            word = new_word()
            form = form_of_article(visitor, KEY)
            form.fields["text"] = with_last_line(form.fields["text"], "Saved", word)
            save_form(elsewhere, form)
            for one in nodes.servers:
                one.wait_until(f"/api/v1/search?lang=en&q={word}", f"/en/articles/{KEY}")
            assert visitor.get("/account").status == 200, "not signed in any more where the password was given"
            for reader in (readers[here], readers[there]):
                reader.look()
                assert reader.vote(), "a vote was refused"
                reader.must_be_in(url)
            says_nothing_unexpected(*nodes.servers)

        yield turn


AMONG_NODES: dict[str, Fault] = {"leader killed": leader_killed, "clock ten minutes off": clock_off}
