"""A real server on this machine that answers ``/v1/rerank`` as a test wants it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Behave = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """One connection; ``behave`` of the server decides what becomes of a request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), asked))
        self.server.places.add(self.client_address)
        self.server.behave(self, asked)

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers), {}))
        self.answer(b"{}")

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    """``asked`` are address, head and body of each request, ``over`` is set when the test ends."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.places: set[Any] = set()
        self.over = threading.Event()
        self.behave: Behave = scores_by_length
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/rerank"

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no error here."""


def told(*results: tuple[Any, Any]) -> bytes:
    """An answer with these indices and scores."""
    return json.dumps({"results": [{"index": one, "relevance_score": score} for one, score in results]}).encode()


def scores_by_length(handler: Handler, asked: dict[str, Any]) -> None:
    """The longest text answers best."""
    lengths = [(place, len(text) / 1000) for place, text in enumerate(asked["documents"])]
    handler.answer(told(*sorted(lengths, key=lambda one: -one[1])))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
