"""Connections that ask nothing, or never finish asking, keep nobody out."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from kb.core.settings import Settings
from kb.operations.server import largest_body
from tests.conftest import Collection
from tests.servers import PATIENCE_SECONDS, Server, free_port

pytestmark = pytest.mark.slow

MANY = 300
HEAD = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n"
KINDS = {
    "idle": b"",
    "slow head": HEAD + b"X-Slow: ",
    "slow body": b"POST /feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx",
    "kept open": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("server")
    Collection(folder / "articles").write("en/a.md", "Some text.", title="A")
    (folder / "articles" / "site.yml").write_text("contact: {form: yes}\n", "utf-8")
    settings = {"KB_CONNECTIONS": "100", "KB_WAIT_SECONDS": "2"}
    running = Server(folder / "articles", folder / "data", free_port(), settings)
    running.wait_until("/healthz", "ok")
    yield running
    assert "Traceback" not in running.said
    running.stop()


def opened(server: Server, begins: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS)
    connection.sendall(begins)
    return connection


@pytest.mark.parametrize("kind", KINDS)
def test_three_hundred_are_more_than_there_may_be_and_a_reader_gets_an_answer(server: Server, kind: str) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(opened(server, KINDS[kind]))
        for _ in range(3):
            assert server.get("/en/")[0] == 200


def test_a_request_that_trickles_in_ends_in_time(server: Server) -> None:
    with opened(server, HEAD) as connection, contextlib.suppress(ConnectionError):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            connection.sendall(b"X-Slow: 1\r\n")
            time.sleep(0.5)
        raise AssertionError("it went on for minutes")


def test_a_request_in_pieces_that_comes_in_time_is_answered(server: Server) -> None:
    with opened(server, b"") as connection:
        for part in (HEAD[:7], HEAD[7:], b"\r", b"\n"):
            connection.sendall(part)
            time.sleep(0.1)
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_the_printed_configuration_of_nginx_lets_in_the_largest_form() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide-operators.md").read_text("utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", guide)
    assert 0 <= int(megabytes) * 2**20 - largest_body(Settings()) < 2**20


def test_a_message_comes_with_all_the_files_that_the_contact_form_allows(server: Server) -> None:
    settings = Settings()
    picture = b"\x89PNG\r\n\x1a\n".ljust(settings.contact_file_bytes, b"\0")
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="leak.png"\r\n\r\n'
    fields = {"text": "My kettle leaks.", "email": "jane@example.com"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in fields.items()]
    body = b"\r\n".join([*map(str.encode, parts), *[head.encode() + picture] * settings.contact_files, b"--x--\r\n"])
    asked = Request(f"{server.address}/en/contact", body, {"Content-Type": "multipart/form-data; boundary=x"})
    with urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
        assert "Your message has arrived" in answer.read().decode()
