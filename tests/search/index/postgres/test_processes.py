"""Real processes that share an index: what one is told the others find, whichever ends, and without a database too."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.conftest import Collection
from tests.servers import Server, free_port

pytestmark = pytest.mark.slow
Start = Callable[..., Server]


@pytest.fixture
def start(collection: Collection, tmp_path: Path, index_url: str, admin: Engine) -> Iterator[Start]:
    """Starts processes over one articles folder, each with a data folder of its own, in a database without an index."""
    with admin.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS kb_index CASCADE"))
    servers: list[Server] = []

    def one_more(name: str, **settings: str) -> Server:
        shared = {"KB_INDEX": "postgres", "KB_DATABASE_URL": index_url, **settings}
        servers.append(Server(collection.root, tmp_path / name / "data", free_port(), shared))
        return servers[-1]

    yield one_more
    for server in servers:
        server.stop()


def wait_until_found(server: Server, word: str, key: str) -> None:
    server.wait_until(f"/api/v1/search?lang=en&q={urllib.parse.quote(word)}", f"/en/articles/{key}")


def test_what_is_saved_is_found_by_all_whoever_of_them_is_killed(start: Start, collection: Collection) -> None:
    collection.write("en/first.md", "The very first article.", title="First")
    servers = [start(name) for name in ("one", "two")]
    for server in servers:
        wait_until_found(server, "very first", "first")
    collection.write("en/second.md", "About the marzipan converter.", title="Second")
    for server in servers:
        wait_until_found(server, "marzipan", "second")
    keeper = next(server for server in servers if "This process keeps the index" in server.said)
    [other] = [server for server in servers if server is not keeper]
    keeper.stop()
    collection.write("en/third.md", "About the nougat converter.", title="Third")
    wait_until_found(other, "nougat", "third")
    assert "This process keeps the index in PostgreSQL from now on (term 2)" in other.said
    again = start("three")
    wait_until_found(again, "nougat", "third")
    (collection.root / "en/third.md").unlink()
    for server in (other, again):
        server.wait_until("/api/v1/search?lang=en&q=nougat", '"total":0')


def test_without_the_database_search_goes_on_and_starts_and_says_why_it_is_not_kept(
    start: Start, collection: Collection, admin: Engine
) -> None:
    collection.write("en/first.md", "The very first article.", title="First")
    server = start("one")
    wait_until_found(server, "very first", "first")
    with admin.connect() as connection:
        connection.execute(text("ALTER SCHEMA kb_index RENAME TO away"))
    try:
        collection.write("en/second.md", "About the marzipan converter.", title="Second")
        said = server.wait_until("/readyz", "the index in PostgreSQL")
        assert "kb_index.site" in said
        wait_until_found(server, "very first", "first")
    finally:
        with admin.connect() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS kb_index CASCADE"))
            connection.execute(text("ALTER SCHEMA away RENAME TO kb_index"))
    wait_until_found(server, "marzipan", "second")


def test_an_address_that_points_nowhere_is_told_at_the_start_and_pages_are_served(
    start: Start, collection: Collection
) -> None:
    collection.write("en/first.md", "The very first article.", title="First")
    server = start("one", KB_DATABASE_URL=f"postgresql://kb:hush@127.0.0.1:{free_port()}/kb")
    said = server.wait_until("/readyz", "refused", status=503)
    assert json.loads(said)["mode"] == "starting"
    assert "the index in PostgreSQL (postgresql+psycopg://kb:***@127.0.0.1" in json.loads(said)["reasons"]["index"]
    server.wait_until("/en/articles/first", "The very first article")
    assert "cannot be used: connection failed" in server.said
    assert "hush" not in server.said + said


def test_two_sites_in_one_database_are_told_apart(start: Start, collection: Collection) -> None:
    collection.write("en/first.md", "The very first article.", title="First")
    one = start("one", KB_BASE_URL="https://help.example.com", KB_ALLOWED_HOSTS="127.0.0.1")
    one.wait_until("/readyz", '"lexical"')
    other = start("two", KB_BASE_URL="https://other.example.com", KB_ALLOWED_HOSTS="127.0.0.1")
    said = other.wait_until("/readyz", "give each site a database of its own", status=503)
    assert "that of the site https://help.example.com" in said
