"""The help centre as one WSGI application for ``bench/servers.py``, with a stream beside it that lasts.

``/slow-stream`` sends a line each half second for as long as ``?seconds=`` says: it holds what an answer holds while a
language model writes it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

from app import create_app
from kb.core.settings import Settings

PAUSE_SECONDS = 0.5


def lines(seconds: float) -> Iterator[bytes]:
    """One now and then."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield b"event: sentence\ndata: {}\n\n"
        time.sleep(PAUSE_SECONDS)


def with_stream(site: Any) -> Any:
    """``site`` with the stream."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/slow-stream":
            answer: Iterable[bytes] = site(environ, start_response)
            return answer
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return lines(float(parse_qs(environ["QUERY_STRING"])["seconds"][0]))

    return application


def serve_by_waitress() -> None:
    """As ``kb serve`` does, on the port that is the only argument."""
    from kb.operations.server import create_server

    settings = Settings.from_environment(os.environ, port=int(sys.argv[1]))
    server = create_server(with_stream(create_app(settings, models=[])), settings)
    server.run()


if __name__ == "__main__":
    serve_by_waitress()
elif os.environ.get("KB_ARTICLES_DIR"):
    application = with_stream(create_app(Settings.from_environment(os.environ), models=[]))
