"""HTTP connections that end at a moment set before, however slowly the other side goes on.

The time-outs of the HTTP client are for each step: a server that sends a byte now and then keeps a visit for ever. Here
no step may wait longer than until the end.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2

Timer = Callable[[], float]
LookUp = Callable[[str], list[str]]


class VisitDeadline:
    """A moment after which nothing is waited for; ``timer`` gives seconds that never go back."""

    def __init__(self, seconds: float, timer: Timer = time.monotonic) -> None:
        self.seconds = seconds
        self._timer = timer
        self._end = timer() + seconds

    def begin(self) -> None:
        """From now on there are ``seconds`` again."""
        self._end = self._timer() + self.seconds

    @property
    def is_over(self) -> bool:
        """Whether the moment has come."""
        return self._timer() >= self._end

    def at_most(self, seconds: float | None, error: type[Exception]) -> float:
        """``seconds``, or what is left where that is less.

        Raises:
            Exception: ``error``, where nothing is left.

        """
        left = self._end - self._timer()
        if left <= 0:
            raise error("the time for the whole visit is over")
        return left if seconds is None else min(seconds, left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, deadline: VisitDeadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.at_most(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.at_most(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._deadline.at_most(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Network(httpcore2.SyncBackend):
    def __init__(self, deadline: VisitDeadline, connect_to: LookUp | None) -> None:
        self._deadline, self._connect_to = deadline, connect_to

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        places = [host] if self._connect_to is None else self._connect_to(host)
        for number, place in enumerate(places, start=1):
            left = self._deadline.at_most(timeout, httpcore2.ConnectTimeout)
            try:
                return _Stream(super().connect_tcp(place, port, left, local_address, socket_options), self._deadline)
            except httpcore2.ConnectError:
                if number == len(places):
                    raise
        raise httpcore2.ConnectError(f"{host} has no address")


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; read once, since to read all of them takes longer than most visits do."""
    return httpx2.create_ssl_context(trust_env=False)


class DeadlineTransport(httpx2.HTTPTransport):
    """Connections that end at ``deadline``; proxies of the environment are not asked. ``kept`` of them wait for the
    next request to the same host; else each is used once. ``connect_to`` gives the addresses of a host name, and raises
    where none is to be connected to: the connection is made to the very addresses that it looked at.
    """

    def __init__(self, deadline: VisitDeadline, kept: int = 0, connect_to: LookUp | None = None) -> None:
        super().__init__(verify=_trusted(), trust_env=False)
        self._pool.close()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_trusted(),
            max_keepalive_connections=kept,
            network_backend=_Network(deadline, connect_to),
        )
