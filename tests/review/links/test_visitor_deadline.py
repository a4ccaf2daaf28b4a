"""A visit ends when it is over, however slowly a real server goes on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from review.links.visitor import LinkVisitor

pytestmark = pytest.mark.slow  # it is about waiting

GENEROUS = 60.0  # seconds; without a deadline each of these would take minutes
HELLO = b"HTTP/1.1 200 OK\r\n"


class Dripping:
    """A server that answers robots.txt at once and all else as ``drip`` wants it, a piece every tenth of a second."""

    def __init__(self, pieces: Iterator[bytes], robots: bytes = HELLO + b"Content-Length: 0\r\n\r\n") -> None:
        self._pieces, self._robots = pieces, robots
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self._listening.close()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                try:
                    asked = connection.recv(65_536)
                    if b"/robots.txt" in asked and self._robots:
                        connection.sendall(self._robots)
                        continue
                    for piece in self._pieces:
                        connection.sendall(piece)
                        if self.over.wait(0.1):
                            return
                except OSError:
                    continue


def headers() -> Iterator[bytes]:
    yield HELLO
    while True:
        yield b"X"


def lines() -> Iterator[bytes]:
    yield HELLO
    for number in range(10_000):
        yield b"X-%d: y\r\n" % number


def hints() -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\n\r\n"


def body() -> Iterator[bytes]:
    yield HELLO + b"Content-Length: 100000\r\n\r\n"
    while True:
        yield b"#"


@pytest.mark.parametrize("drip", [headers, lines, hints, body], ids=lambda drip: drip.__name__)
@pytest.mark.parametrize("is_robots", [False, True])
def test_a_server_that_drips_is_left(drip: object, is_robots: bool) -> None:
    server = Dripping(drip(), b"" if is_robots else HELLO + b"Content-Length: 0\r\n\r\n")  # type: ignore[operator]
    visitor = LinkVisitor(
        "", lambda: datetime.now(UTC), lambda _: None, may_visit=lambda a: a == ip_address("127.0.0.1"), visit_seconds=1
    )
    began = time.monotonic()
    try:
        result = visitor.visit(f"http://127.0.0.1:{server.port}/page")
    finally:
        server.close()
        visitor.close()
    assert time.monotonic() - began < GENEROUS
    if drip is not body or is_robots:  # nobody waits for the body of a page
        assert (result.state, result.detail) == ("unreachable", "no answer within 1 seconds")


def test_redirects_that_each_take_their_time_end_together() -> None:
    def slow() -> Iterator[bytes]:
        while True:
            yield from (b"HTTP/1.1 302 Found\r\n", b"Lo", b"cation: /m", b"ore\r\nContent-Length: 0\r\n", b"\r\n")

    server = Dripping(slow())
    visitor = LinkVisitor(
        "", lambda: datetime.now(UTC), lambda _: None, may_visit=lambda _: True, visit_seconds=1, timeout_seconds=5
    )
    began = time.monotonic()
    try:
        result = visitor.visit(f"http://127.0.0.1:{server.port}/page")
    finally:
        server.close()
        visitor.close()
    assert time.monotonic() - began < GENEROUS
    assert result.state in ("unreachable", "broken")
