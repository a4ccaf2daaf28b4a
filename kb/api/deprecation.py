"""Tells whoever still uses what is deprecated, with each answer: ``Deprecation`` (RFC 9745), ``Sunset`` (RFC 8594).

What is deprecated is said where it is described (``kb.site.openapi.deprecated``): an operation, of which every answer
tells it, mistakes too, or a parameter or field of a body, of which the answers to requests that send it do.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.http import http_date

from kb.api.operations import operation_asked
from kb.site.openapi import DEPRECATION
from kb.web.json_body import json_object
from kb.web.measure import Measure, Readings

HEADERS: Mapping[str, str] = {
    "Deprecation": "Since when what the request used is deprecated (RFC 9745), where it is",
    "Sunset": "When it will be gone (RFC 8594), where that is known",
}
WHOLE = "operation"
"""What uses are counted by where the operation itself is deprecated; else it is the name of a parameter or field."""
MOST_COUNTED = 1_000
"""So many uses are told apart, by operation, part and token; more are counted together."""
_TOO_LARGE = 413


class DeprecatedPart(NamedTuple):
    """Something deprecated that a request uses; the successor is that of its operation."""

    name: str
    since: date
    sunset: date | None
    successor: str


class DeprecatedUses:
    """Counts in this process who uses what is deprecated: by the number of a token, which says nothing of a person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def note(self, operation: str, part: str, token: int | None) -> None:
        """One more request."""
        use = (operation, part, "" if token is None else str(token))
        with self._lock:
            known = use in self._counts or len(self._counts) < MOST_COUNTED
            self._counts[use if known else ("other", "other", "")] += 1

    def readings(self) -> Readings:
        """How often what was used with which token, none without one."""
        with self._lock:
            found = list(self._counts.items())
        return [({"operation": name, "part": part, "token": token}, count) for (name, part, token), count in found]

    def measure(self) -> Measure:
        """What operators watch before something goes."""
        text = "Requests that used what is deprecated in the API, by operation, part of it and number of the token."
        return Measure("kb_api_deprecated_uses", text, self.readings, counts=True)


@dataclass(frozen=True)
class DeprecationRoom:
    """``paths`` are the descriptions of all addresses, ``root`` the path below which the site is; ``token`` tells the
    number of that of the request.
    """

    paths: Mapping[str, Any]
    root: str
    token: Callable[[], int | None]
    uses: DeprecatedUses


def set_up(app: Flask, room: DeprecationRoom) -> None:
    """Look at every answer, by whomever it was given."""
    app.after_request(partial(tell, room))


def tell(room: DeprecationRoom, response: Response) -> Response:
    """The answer with what its receiver should know."""
    operation = operation_asked(room.paths)
    parts = list(_used(operation, response.status_code)) if operation else []
    if not parts:
        return response
    name = operation["operationId"]
    for part in parts:
        room.uses.note(name, part.name, room.token())
    response.headers["Deprecation"] = f"@{_seconds(min(part.since for part in parts))}"
    if ends := [part.sunset for part in parts if part.sunset]:
        response.headers["Sunset"] = http_date(_seconds(min(ends)))
    response.headers.add("Link", f'<{room.root}/api#{name}>; rel="deprecation"; type="text/html"')
    for successor in dict.fromkeys(filter(None, (part.successor for part in parts))):
        response.headers.add("Link", f'<{room.root}{_address(successor)}>; rel="successor-version"')
    if "Access-Control-Allow-Origin" in response.headers:  # a page of another site may read the answer: this as well
        response.headers["Access-Control-Expose-Headers"] = ", ".join([*HEADERS, "Link"])
    return response


def deprecated_of(operation: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What is deprecated of an operation: its place (``query``, ``body`` …; empty: itself), its name, what is said."""
    if operation.get("deprecated"):
        yield "", WHOLE, operation[DEPRECATION]
    for one in operation.get("parameters", ()):
        if one.get("deprecated"):
            yield one["in"], one["name"], one[DEPRECATION]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    for name, field in body.get("properties", {}).items():
        if field.get("deprecated"):
            yield "body", name, field[DEPRECATION]


def with_headers(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """An operation with these headers in its answers, where anything of it is deprecated."""
    if not any(deprecated_of(operation)):
        return operation
    told = {name: {"description": about, "schema": {"type": "string"}} for name, about in HEADERS.items()}
    answers = {
        status: {**answer, "headers": {**told, **answer.get("headers", {})}}
        for status, answer in operation["responses"].items()
    }
    return {**operation, "responses": answers}


def _used(operation: Mapping[str, Any], status: int) -> Iterator[DeprecatedPart]:
    for place, name, said in deprecated_of(operation):
        if _is_sent(place, name, status):
            sunset = date.fromisoformat(said["sunset"]) if "sunset" in said else None
            yield DeprecatedPart(name, date.fromisoformat(said["since"]), sunset, said.get("successor", ""))


def _is_sent(place: str, name: str, status: int) -> bool:
    match place:
        case "query":
            return name in request.args
        case "header":
            return name in request.headers
        case "body":
            return status != _TOO_LARGE and name in (json_object(request) or {})
    return True


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _address(successor: str) -> str:
    """The address of the successor for what the request named in its own."""
    for name, value in (request.view_args or {}).items():
        successor = successor.replace(f"{{{name}}}", quote(str(value)))
    return successor
