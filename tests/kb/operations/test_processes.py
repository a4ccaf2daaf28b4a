"""`kb serve --processes`: several answer at one address, one that dies is started again, and all end together."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.contact.pages import IN_SECONDS, OF_ONE
from kb.storage.key_check import OTHER_KEY
from kb.storage.shared_counts import REST_SECONDS
from tests.conftest import Collection
from tests.postgres import Postgres
from tests.servers import PATIENCE_SECONDS, Server, free_port
from tests.visitor import Visitor

pytestmark = pytest.mark.slow
Start = Callable[..., Server]
SEARCH = "/api/v1/search?lang=en&q="


@pytest.fixture
def start(collection: Collection, tmp_path: Path) -> Iterator[Start]:
    collection.write("en/first.md", "The very first article.", title="First")
    started: list[Server] = []

    def one(*options: str, count: int = 2, **settings: Any) -> Server:
        given = {"KB_PROCESSES": str(count), **settings}
        started.append(Server(collection.root, tmp_path / "data", free_port(), given, *options))
        return started[-1]

    yield one
    for server in started:
        left = children(server.process.pid)
        server.stop()
        for child in left:  # they would end by themselves, but may write into the folder until they do
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def children(parent: int) -> list[int]:
    """The processes that ``parent`` has started and that run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = status.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(its_parent) == parent and state != "Z":
            found.append(int(status.parent.name))
    return sorted(found)


def until(holds: Callable[[], object], server: Server) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, server.said[-3000:]
        time.sleep(0.1)


def keeper_of(server: Server, tmp_path: Path) -> int:
    """The child that has the lock of whoever keeps the index."""
    lock = (tmp_path / "data" / "index" / "keeper.lock").stat().st_ino
    held = re.findall(rf"FLOCK +ADVISORY +WRITE (\d+) \S+:{lock} ", Path("/proc/locks").read_text())
    return int(held[0])


def test_each_of_them_answers_and_all_have_started_before_it_is_ready(start: Start) -> None:
    server = start(count=3)
    body = json.loads(server.wait_until("/readyz", '"started":true'))
    assert body["processes"]["all"] == 3
    assert len(children(server.process.pid)) == 3
    until(lambda: "All 3 processes are ready" in server.said, server)
    assert server.said.count("Help centre:") == 1
    assert ", by 3 processes" in server.said
    for _ in range(20):
        assert server.get("/en/articles/first")[0] == 200


def test_a_saved_article_is_found_by_all_and_still_after_the_one_that_keeps_the_index_is_killed(
    start: Start, collection: Collection, tmp_path: Path
) -> None:
    server = start()
    server.wait_until("/readyz", '"started":true')
    collection.write("en/second.md", "About the marzipan converter.", title="Second")
    until(lambda: all("/second" in server.get(f"{SEARCH}marzipan")[1] for _ in range(20)), server)
    killed = keeper_of(server, tmp_path)
    assert killed in children(server.process.pid)
    os.kill(killed, signal.SIGKILL)
    collection.write("en/third.md", "About the nougat converter.", title="Third")
    for _ in range(10):
        assert server.get("/en/articles/first")[0] == 200  # nobody is refused meanwhile
    until(lambda: all("/third" in server.get(f"{SEARCH}nougat")[1] for _ in range(20)), server)
    until(lambda: len(children(server.process.pid)) == 2, server)
    assert f"({killed}) ended by SIGKILL; started again in 0.5 s" in server.said
    assert "Traceback" not in server.said
    server.wait_until("/readyz", '"ready":2')


def test_a_process_that_the_machine_has_no_room_for_is_tried_again_and_the_others_go_on() -> None:
    command = [sys.executable, str(Path(__file__).with_name("refused_forks.py"))]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert ended.returncode == 0, ended.stderr
    refused = re.findall(r"Process 2 could not be started \(.+\); tried again in (\S+) s", ended.stderr)
    assert refused == ["0.5", "1"]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_all_end_when_the_parent_is_told_to(start: Start, how: signal.Signals) -> None:
    server = start()
    server.wait_until("/readyz", '"started":true')
    theirs = children(server.process.pid)
    server.process.send_signal(how)
    assert server.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert not [one for one in theirs if Path(f"/proc/{one}").exists()]
    assert server.said.count("Stopped.") == 1
    assert "Traceback" not in server.said


def test_none_is_left_where_the_parent_is_killed(start: Start) -> None:
    server = start()
    server.wait_until("/readyz", '"started":true')
    theirs = children(server.process.pid)
    server.process.kill()
    server.process.wait()
    until(lambda: not [one for one in theirs if Path(f"/proc/{one}").exists()], server)


def test_what_keeps_the_first_from_starting_is_said_once_and_ends_all(start: Start, tmp_path: Path) -> None:
    key = tmp_path / "short.key"
    key.write_bytes(b"short")
    server = start(KB_SECRET_KEY_FILE=str(key))
    assert server.process.wait(timeout=PATIENCE_SECONDS) == 2
    assert server.said.count("has only 5 bytes") == 1
    assert "Traceback" not in server.said


def test_a_port_in_use_is_said_in_one_line(collection: Collection, tmp_path: Path) -> None:
    collection.write("first.md", "Some text.")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        second = Server(collection.root, tmp_path / "data", port, None, "--processes", "2")
        assert second.process.wait(timeout=PATIENCE_SECONDS) == 2
    assert second.said.startswith(f"kb: port {port} on 127.0.0.1 cannot be used")


def test_the_link_that_is_printed_opens_the_staff_pages_whoever_answers(start: Start) -> None:
    server = start()
    server.wait_until("/readyz", '"started":true')
    path = re.findall(r"Staff pages, until there is an account: \S+(/here\?key=\S+)", server.said)[0]
    assert {server.get(path)[0] for _ in range(20)} == {200}


def test_a_limit_is_that_of_all_of_them_together(start: Start, collection: Collection) -> None:
    (collection.root / "site.yml").write_text("contact: {form: yes}\n", "utf-8")
    server = start(count=3)
    server.wait_until("/readyz", '"started":true')

    def said() -> tuple[int, int]:  # where the database is late each counts for itself; with the hour all begin anew
        return server.said.count("is counted by each for a while"), int(time.time() // IN_SECONDS)

    for client in range(1, 9):
        before = said()
        asked = [_message_of(server, f"203.0.113.{client}") for _ in range(2 * OF_ONE)]
        if said() == before:
            break
        time.sleep(REST_SECONDS)
    assert sorted(asked) == [303] * OF_ONE + [429] * OF_ONE


def _message_of(server: Server, client: str) -> int:
    """On a connection of its own, so that each of the processes gets some."""
    form = urllib.parse.urlencode({"text": "My kettle leaks.", "email": "jane@example.com"}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    visitor = Visitor(server.port, site=server.address)
    return visitor.send("/en/contact", form, {**kind, "X-Forwarded-For": client}).status


def test_another_key_than_that_of_the_others_is_said(start: Start, tmp_path: Path, postgres: Postgres) -> None:
    with postgres.new_database() as url:
        keys = []
        for number in range(2):
            keys.append(tmp_path / f"{number}.key")
            keys[-1].write_bytes(bytes([number]) * 32)
        given = {"KB_DATABASE_URL": url, "count": 1}
        one = start(KB_SECRET_KEY_FILE=str(keys[0]), **given)
        assert json.loads(one.wait_until("/readyz", '"lexical"'))["key"] == "ok"
        one.process.terminate()
        one.process.wait()
        other = start(KB_SECRET_KEY_FILE=str(keys[1]), **given)
        assert json.loads(other.wait_until("/readyz", '"lexical"'))["key"] == OTHER_KEY
        assert other.said.count(OTHER_KEY) == 1
        assert "is the right one from now on" in other.run("db", "accept-key")
        other.process.terminate()
        other.process.wait()
        again = start(KB_SECRET_KEY_FILE=str(keys[1]), **given)
        assert json.loads(again.wait_until("/readyz", '"lexical"'))["key"] == "ok"
