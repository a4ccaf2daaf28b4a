"""A server on this machine that stands in for the hosts in the web where help centres keep their pictures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.pictures import picture


@dataclass
class PictureWeb:
    """What it answers by path (status, headers, content), and what it was asked: ``HOST/PATH?QUERY``."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = "pictures.test") -> str:
        """An address here, under any name."""
        return f"http://{host}:{self.port}{path}"

    def has(self, path: str, content: bytes = b"", status: int = 200, kind: str = "image/png", **more: str) -> str:
        """Have it answer so at ``path``; the address."""
        headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in more.items()}}
        self.answers[path] = (status, headers, content)
        return self.url(path)

    def has_picture(self, path: str) -> str:
        """Have a picture at ``path``; its address."""
        return self.has(path, picture("PNG"))

    @property
    def paths(self) -> list[str]:
        """What was asked for, without hosts."""
        return [one[one.index("/") :] for one in self.asked]


@contextmanager
def web_of_pictures() -> Iterator[PictureWeb]:
    """It listens at ``127.0.0.1``."""
    web = PictureWeb()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name http.server asks for
            web.asked.append(f"{str(self.headers['Host']).partition(':')[0]}{self.path}")
            web.secrets += [
                value for name in ("Authorization", "Cookie", "Referer") for value in self.headers.get_all(name, [])
            ]
            if self.path == "/held":
                web.hold.wait(30)
            status, headers, content = web.answers.get(self.path.partition("?")[0], (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()
