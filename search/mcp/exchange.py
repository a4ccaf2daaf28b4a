"""Hands one HTTP request to the SDK, in the thread that answers it, and takes what it says back.

The SDK is asynchronous and the site is not. A loop of its own for each request costs under a millisecond, needs no
thread beside it, and leaves what the request carries (who asks, above all) where every other page finds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

Headers = list[tuple[str, str]]


@dataclass
class HttpAnswer:
    """What the SDK answered."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""


def exchange(server: Server[Any], headers: Iterable[tuple[str, str]], body: bytes) -> HttpAnswer:
    """The answer of ``server`` to ``body`` posted with ``headers``.

    A thread has one loop at a time: where it already runs one, as below an asynchronous server, another thread does it.
    """
    work = _exchange(server, headers, body)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(copy_context().run, asyncio.run, work).result()


async def _exchange(server: Server[Any], headers: Iterable[tuple[str, str]], body: bytes) -> HttpAnswer:
    answer, parts = HttpAnswer(), [body]

    async def receive() -> dict[str, Any]:
        if not parts:
            await anyio.sleep_forever()  # nobody hangs up: the request is here whole
        return {"type": "http.request", "body": parts.pop(), "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
        else:
            answer.body += message.get("body", b"")

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/mcp",
        "query_string": b"",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    }
    manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
    async with manager.run():
        await manager.handle_request(scope, receive, send)
    return answer
