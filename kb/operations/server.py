"""The HTTP server: waitress, with limits on who may hold a connection without asking anything.

A connection costs nothing but a place. Where all places are taken, the address with the most waiting connections loses
the one that has waited longest, so that a stranger who opens hundreds keeps nobody out. A request that trickles in
byte by byte counts as waiting since its first one.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from kb.core.networks import household, parse_address
from kb.core.setting_groups import ContactSettings
from kb.core.settings import Settings
from kb.core.site_address import LISTENED_AT, reached_address
from kb.files.private import make_private_file

SPARE = 64
"""Places above the limit, for those who are let in while others are being shown out."""
LOOKED_AFTER_SECONDS = 5
MAX_REVIEW_BYTES, MAX_HEADER_BYTES = 15 * 2**20, 32 * 2**10
"""The longest article, as a browser writes it, with a picture; and the head of a request."""


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection; ``most`` is how many there may be."""

    most = 0
    _begun: float | None = None

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002
        super().__init__(server, sock, addr, adj, map=map)
        known = parse_address(str(addr[0]))
        self.household = household(str(known)) if known else str(addr[0])
        others = [one for one in self._map.values() if isinstance(one, Channel) and not one.will_close]
        if len(others) > self.most:
            _show_out(others)

    def received(self, data: bytes) -> bool:
        """Take in a part of a request; waiting for the rest of it is waiting."""
        done: bool = super().received(data)
        if self.request is None:
            self._begun = None
        else:
            self._begun = self._begun or time.time()
            self.last_activity = self._begun
        return done


def _show_out(channels: list[Channel]) -> None:
    """Close the connection that has waited longest of the address that has most of those that wait."""
    waiting = [channel for channel in channels if not channel.requests]
    if waiting:
        most = Counter(channel.household for channel in waiting).most_common(1)[0][0]
        oldest = min((channel for channel in waiting if channel.household == most), key=lambda one: one.last_activity)
        oldest.will_close = True


def largest_body(settings: ContactSettings) -> int:
    """The bytes of the largest form that may be sent: a review, or a message with its files."""
    return max(MAX_REVIEW_BYTES, settings.contact_body_bytes)


def create_server(app: Flask, settings: Settings, given: Sequence[socket.socket] = ()) -> Any:
    """A server of ``app`` that listens already, on the sockets ``given`` where there are some.

    Raises:
        OSError: the address or port cannot be used.

    """

    class Limited(Channel):
        most = settings.connections

    sockets: dict[int, Any] = {}
    place: dict[str, Any] = {"sockets": list(given)} if given else {"host": settings.host, "port": settings.port}
    server = waitress.create_server(
        app,
        map=sockets,
        **place,
        threads=settings.threads,
        ident=None,
        clear_untrusted_proxy_headers=False,  # kb.client decides whose word counts
        max_request_body_size=largest_body(settings),
        max_request_header_size=MAX_HEADER_BYTES,
        connection_limit=settings.connections + SPARE,
        channel_timeout=settings.wait_seconds,
        cleanup_interval=LOOKED_AFTER_SECONDS,
        asyncore_use_poll=True,  # select() knows no more than 1024 files
    )
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = Limited
    return server


def note_address(settings: Settings) -> None:
    """Leave in the data folder where the server listens; where that cannot be written nothing is noted."""
    file = settings.data_dir / LISTENED_AT
    draft = file.with_name(f".{LISTENED_AT}")
    with suppress(OSError):
        make_private_file(draft)
        draft.write_text(f"{reached_address(settings)}\n", "utf-8")
        draft.replace(file)
