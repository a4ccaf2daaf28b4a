"""How many requests there were and how long they took, by route and status, and a number for each.

Nothing that somebody typed is kept: a request is known by the pattern of its address, not by the address.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

logger = logging.getLogger("kb.requests")

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NUMBER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PART = re.compile(r"<[^<>:]*:(\w+)>")


@dataclass(frozen=True, slots=True)
class _Answering:
    begun: float
    number: str


_now: ContextVar[_Answering | None] = ContextVar("answering", default=None)


class RequestMeter:
    """Counts what ``app`` answers; ``registry`` shows it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("route", "method", "status")
        self._requests = Counter("kb_requests", "Requests that were answered.", labels, registry=registry)
        self._seconds = Histogram(
            "kb_request_seconds",
            "Seconds from the head of a request to the head of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self._open = Gauge("kb_requests_open", "Requests that are being answered.", registry=registry)

    def watch(self, app: Flask) -> None:
        """Count from now on what ``app`` answers."""
        app.before_request_funcs.setdefault(None, []).insert(0, self._begin)
        app.after_request(self._end)
        app.teardown_request(self._close)

    def _begin(self) -> None:
        self._open.inc()
        given = request.headers.get(NUMBER, "")
        number = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        _now.set(_Answering(time.perf_counter(), number))

    def _end(self, response: Response) -> Response:
        if (answering := _now.get()) is None:
            return response
        took, route = time.perf_counter() - answering.begun, route_of_request()
        method = request.method if request.method in METHODS else "other"
        self._requests.labels(route, method, str(response.status_code)).inc()
        self._seconds.labels(route).observe(took)
        response.headers[NUMBER] = answering.number
        told = {"method": method, "route": route, "status": response.status_code, "ms": round(took * 1000, 1)}
        logger.info("%s %s: %s", method, route, response.status_code, extra={"request": told})
        return response

    def _close(self, _: BaseException | None) -> None:
        if _now.get() is not None:
            _now.set(None)
            self._open.dec()


def route_of_request() -> str:
    """The pattern of the address, like ``/<language>/search``; ``none`` where no page has it."""
    return _PART.sub(r"<\1>", request.url_rule.rule) if request.url_rule else "none"


def request_number() -> str:
    """The number of the request that is being answered; empty outside of one."""
    answering = _now.get()
    return answering.number if answering else ""
