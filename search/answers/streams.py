"""Answers as server-sent events, whole sentence by whole sentence, and how many may be written at a time.

The server holds a thread for whoever waits for a sentence to be written. Two threads stay free for everybody else: who
comes when no more may be held gets the articles' own words, which nobody waits for.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

from flask import Response, stream_with_context

KIND = "text/event-stream"
KEPT_FREE = 2


class Places:
    """At most so many that wait for sentences, of a server with ``threads``."""

    def __init__(self, threads: int) -> None:
        self._free = max(threads - KEPT_FREE, 0)
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether there was a place; it is taken then, until ``give_back``."""
        with self._lock:
            if not self._free:
                return False
            self._free -= 1
            return True

    def give_back(self) -> None:
        """One place is free again."""
        with self._lock:
            self._free += 1


def event(name: str, data: Any) -> str:
    """One event; its data is JSON, in one line."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def stream(events: Iterator[str]) -> Response:
    """The response with ``events``, that neither a proxy nor a browser collects or changes."""
    response = Response(stream_with_context(events), content_type=f"{KIND}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response
