"""`kb serve` as the engineer who runs it meets it: a real process on a real port."""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.core.clock import utc_now
from kb.core.events import EventKind, SiteEvent
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.factors.sealing import Sealing
from kb.storage.data_folder import secret_key
from kb.storage.database import connect
from kb.webhooks.outbox import teller
from kb.webhooks.subscriptions import Subscriptions
from search.log.searches import Searches
from tests.conftest import Collection
from tests.servers import PATIENCE_SECONDS, Server, free_port
from tests.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def settings() -> dict[str, str]:
    return {}


@pytest.fixture
def server(collection: Collection, tmp_path: Path, settings: dict[str, str]) -> Iterator[Server]:
    collection.write("en/first.md", "The very first article.", title="First")
    running = Server(collection.root, tmp_path / "data", free_port(), settings)
    yield running
    running.stop()


def found(server: Server, query: str, says: str) -> dict[str, object]:
    path = f"/api/v1/search?lang=en&q={urllib.parse.quote(query)}"
    body: dict[str, object] = json.loads(server.wait_until(path, says))
    return body


@pytest.mark.parametrize("settings", [{"KB_EMBEDDING_MODELS": "e5"}])
def test_a_saved_article_is_shown_and_found_and_a_deleted_one_is_gone_without_a_restart(
    server: Server, collection: Collection
) -> None:
    server.wait_until("/en/articles/first", "The very first article")
    server.wait_until("/readyz", '"hybrid"')
    file = collection.write("en/second.md", "About the marzipan converter.", title="Second")
    server.wait_until("/en/articles/second", "marzipan")
    found(server, "marzipan", "/en/articles/second")
    collection.write("en/second.md", "About the nougat converter.", title="Second")
    server.wait_until("/en/articles/second", "nougat")
    found(server, "nougat", "/en/articles/second")
    file.unlink()
    server.wait_until("/en/articles/second", "", status=404)


def test_without_models_it_is_ready_and_finds_by_words(server: Server) -> None:
    server.wait_until("/readyz", '"lexical"')
    found(server, "very first", "/en/articles/first")


def test_a_broken_save_keeps_the_last_good_version(server: Server, collection: Collection) -> None:
    server.wait_until("/en/articles/first", "The very first article")
    collection.write("en/first.md", b"---\ntitle: First\ndate: 2026-02-31\n---\nA newer text.\n")
    server.wait_until("/readyz", '"problems":1')
    assert "The very first article" in server.get("/en/articles/first")[1]


@pytest.mark.parametrize("settings", [{"KB_EMBEDDING_MODELS": "e5"}])
def test_sigterm_ends_it_cleanly(server: Server) -> None:
    server.wait_until("/healthz", "ok")
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert "Traceback" not in server.said


@pytest.mark.parametrize("settings", [{"KB_WEBHOOK_NETWORKS": "127.0.0.0/8"}])
def test_what_was_counted_is_kept_though_a_receiver_of_webhooks_hangs_at_sigterm(
    server: Server, tmp_path: Path
) -> None:
    server.wait_until("/readyz", '"lexical"')
    database = connect(f"sqlite:///{tmp_path / 'data' / 'kb.sqlite'}")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE_SECONDS)
        hooks = Subscriptions(database, utc_now, Sealing(secret_key(tmp_path / "data"), "webhooks"))
        for name in ("one", "other"):
            address = f"http://127.0.0.1:{silent.getsockname()[1]}/{name}"
            hooks.add(AT_THE_COMMAND_LINE, address, ["article.changed"], internal=False)
        with database.begin() as connection:
            teller(utc_now)(connection, SiteEvent(EventKind.ARTICLE_CHANGED, {"language": "en", "key": "first"}))
        hanging, _ = silent.accept()
        with hanging:
            reader = Visitor(server.port, site=server.address)
            browser = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "Sec-Fetch-Site": "same-origin"}
            assert "/en/articles/first" in reader.get("/en/search?q=very+first", browser).text
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(timeout=PATIENCE_SECONDS) == 0
    with database.connect() as connection:
        assert connection.scalars(select(Searches.query)).all() == ["very first"]
    database.dispose()
    assert "Traceback" not in server.said


def test_a_port_in_use_is_said_in_one_line(collection: Collection, tmp_path: Path) -> None:
    collection.write("first.md", "Some text.")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        second = Server(collection.root, tmp_path / "data", port)
        assert second.process.wait(timeout=PATIENCE_SECONDS) == 2
    said = second.said
    assert f"port {port} on 127.0.0.1 cannot be used" in said
    assert "--port" in said
    assert "Traceback" not in said


def test_a_missing_articles_folder_is_said_in_one_line(tmp_path: Path) -> None:
    missing = Server(tmp_path / "nowhere", tmp_path / "data", free_port())
    assert missing.process.wait(timeout=PATIENCE_SECONDS) == 2
    said = missing.said
    assert "nowhere cannot be read" in said
    assert "--articles" in said
    assert "Traceback" not in said


def test_a_data_folder_that_cannot_be_written_is_said_and_the_site_serves_all_the_same(
    collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/first.md", "The very first article.", title="First")
    (tmp_path / "data").write_text("a file where the folder should be")
    running = Server(collection.root, tmp_path / "data", free_port())
    try:
        running.wait_until("/en/articles/first", "The very first article")
        found(running, "first", "/en/articles/first")
    finally:
        running.process.terminate()
        running.process.wait(timeout=PATIENCE_SECONDS)
    assert "cannot be written" in running.said


def test_the_printed_link_opens_the_staff_pages_and_another_start_ends_it(
    server: Server, collection: Collection, tmp_path: Path
) -> None:
    """Nothing else does, however much a request looks like one of somebody at the machine."""
    server.wait_until("/healthz", "ok")
    links = printed_links(server)
    browser = Visitor(server.port, site=f"http://127.0.0.1:{server.port}")
    assert browser.get("/review").headers["Location"] == "/login?next=/review"
    assert browser.get(links["Staff pages"]).headers["Location"] == "/review"
    assert browser.get("/review").status == 200
    server.stop()
    again = Server(collection.root, tmp_path / "data", server.port)
    try:
        again.wait_until("/healthz", "ok")
        assert browser.get("/review").status == 302
        assert [browser.get(path).status for path in links.values()] == [410, 410]
        assert browser.get(printed_links(again)["First administrator"]).status == 200
    finally:
        again.stop()


def printed_links(server: Server) -> dict[str, str]:
    """The secret links at the start, by what is said of them."""
    found = re.findall(r"^(Staff pages|First administrator).*: http://[^/]+(\S+)", server.said, re.MULTILINE)
    assert len(found) == 2, server.said
    return dict(found)
