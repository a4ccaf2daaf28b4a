"""A server that speaks the chat interface of OpenAI: it streams what it is told to, stalls, breaks off, lies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.receivers import serving
from tests.servers import PATIENCE_SECONDS

PIECE = 7
"""Characters of a piece of the stream."""


def told(*sentences: tuple[str, int, str], answerable: bool = True) -> str:
    """The JSON that is asked for: sentences with their sources and quotes."""
    listed = [{"text": text, "source": source, "quote": quote} for text, source, quote in sentences]
    return json.dumps({"answerable": answerable, "sentences": listed}, ensure_ascii=False)


@dataclass
class ModelServer:
    """What it does with a question, and what it was sent. ``says`` is one answer, or one for each question."""

    address: str = ""
    says: str | list[str] = ""
    status: int = 200
    location: str = ""
    refuses: frozenset[str] = frozenset()
    """Names of a request that it does not know."""
    stalls_before: int | None = None
    """The piece before which it says nothing more, until it is let go."""
    holds_before: int | None = None
    """The piece before which it waits until it is let go; then it goes on."""
    breaks_before: int | None = None
    finish: str = "stop"
    raw: bytes = b""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    answered: int = 0

    @property
    def url(self) -> str:
        return f"{self.address}/v1"

    @property
    def sent(self) -> str:
        """All that it was ever sent, as text."""
        return json.dumps(self.requests, ensure_ascii=False)

    def data(self, number: int = -1) -> dict[str, Any]:
        """The question and passages of a request."""
        found: dict[str, Any] = json.loads(self.requests[number]["messages"][1]["content"])
        return found


def _event(content: str | None, finish: str | None = None) -> bytes:
    delta = {"content": content} if content is not None else {}
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "tiny",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


@contextmanager
def model_server(says: str | list[str] = "", **more: Any) -> Iterator[ModelServer]:
    """It, running."""
    model = ModelServer(says=says, **more)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            assert self.path == "/v1/chat/completions"
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(body)
            model.headers.append({name.lower(): value for name, value in self.headers.items()})
            status = 400 if model.refuses & body.keys() else model.status
            self.send_response(status)
            if model.location:
                self.send_header("Location", model.location)
            self.send_header("Content-Type", "text/event-stream" if status == 200 else "application/json")
            self.end_headers()
            if status != 200:
                self.wfile.write(b'{"error": {"message": "secret words of the question", "type": "x"}}')
                return
            with suppress(OSError):  # nobody waits any more
                self._stream()

        def _stream(self) -> None:
            if model.raw:
                self.wfile.write(model.raw)
                return
            says = model.says if isinstance(model.says, str) else model.says[min(model.answered, len(model.says) - 1)]
            model.answered += 1
            pieces = [says[start : start + PIECE] for start in range(0, len(says), PIECE)] or [""]
            for number, piece in enumerate(pieces):
                if number == model.stalls_before:
                    model.let_go.wait(PATIENCE_SECONDS)
                    return
                if number == model.holds_before and not model.let_go.wait(PATIENCE_SECONDS):
                    return
                if number == model.breaks_before:
                    return
                self.wfile.write(_event(piece))
            self.wfile.write(_event(None, model.finish) + b"data: [DONE]\n\n")

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as model.address:
        try:
            yield model
        finally:
            model.let_go.set()
