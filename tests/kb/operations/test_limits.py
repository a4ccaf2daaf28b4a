"""What a stranger may send to `kb serve`: never more than the limits, and never a traceback back."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Collection
from tests.servers import Server, free_port

pytestmark = pytest.mark.slow

HEAD = b"Host: localhost\r\nConnection: close\r\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder: Path = tmp_path_factory.mktemp("limits")
    Collection(folder / "articles").write("en/a.md", "Some text.", title="A")
    port = free_port()
    server = Server(folder / "articles", folder / "data", port)
    try:
        server.wait_until("/healthz", "ok")
        yield "127.0.0.1", port
        assert "Traceback" not in server.said
    finally:
        server.process.kill()
        server.process.wait()


def answer_to(address: tuple[str, int], request: bytes) -> str:
    """The whole answer; a server that closes before it has read all of a refused request is in its rights."""
    received = b""
    with socket.create_connection(address, timeout=30) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(request)
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
    return received.decode(errors="replace")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /en/ HTTP/1.1\r\n" + HEAD + b"X-Long: " + b"x" * 40_000 + b"\r\n\r\n", "431"),
        (b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n", "431"),
        (b"POST /en/ HTTP/1.1\r\n" + HEAD + b"Content-Length: 9999999999\r\n\r\n", "413"),
        (b"POST /en/ HTTP/1.1\r\n" + HEAD + b"Content-Length: nonsense\r\n\r\n", "400"),
        (b"nonsense\r\n\r\n", "400"),
        (b"GET /en/%00%ff HTTP/1.1\r\n" + HEAD + b"\r\n", "404"),
        (b"BREW /en/ HTTP/1.1\r\n" + HEAD + b"\r\n", "405"),
        (b"GET /en/ HTTP/1.1\r\nHost: <script>alert(1)</script>\r\nConnection: close\r\n\r\n", "400"),
        (b"GET /en/ HTTP/1.1\r\n" + HEAD + b"Accept-Language: " + b"fa;q=x," * 2000 + b"\r\n\r\n", "200"),
        (b"GET /en/ HTTP/1.1\r\n" + HEAD + b'If-Modified-Since: yesterday\r\nIf-None-Match: "\r\n\r\n', "200"),
    ],
    ids=["header", "address", "body", "length", "nonsense", "bytes", "method", "host", "languages", "validators"],
)
def test_what_is_too_much_or_makes_no_sense_is_answered_without_a_traceback(
    address: tuple[str, int], request_: bytes, status: str
) -> None:
    answer = answer_to(address, request_)
    assert answer.split(" ", 2)[1] == status
    assert "Traceback" not in answer
    assert "<script>alert" not in answer


def test_it_still_serves_after_all_that(address: tuple[str, int]) -> None:
    assert "200 OK" in answer_to(address, b"GET /en/articles/a HTTP/1.1\r\n" + HEAD + b"\r\n")
