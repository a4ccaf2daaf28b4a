"""How JSON addresses are described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kb.core.paging import MAX_OFFSET


@dataclass(frozen=True)
class OrNull:
    """The shape of an object that may be null; ``about`` says what it is, or when it is not there."""

    shape: Mapping[str, Any]
    about: str


Shape = str | Sequence[Any] | Mapping[str, Any] | OrNull
"""What a value looks like, shortly: the name of a type of JSON Schema, with ``?`` behind it where it may be null; a
tuple of the words that it may be; a list with the shape of its items; a mapping of the shapes of an object's fields,
those with ``?`` behind the name not always there, an empty one for whatever fields there are; ``OrNull``.
"""
FILE_PROBLEM: Mapping[str, Shape] = {
    "severity": ("error", "warning"),
    "code": "string",
    "path": "string",
    "message": "string",
    "line": "integer?",
    "key": "string?",
    "value": "string?",
}
"""A problem of an article's file, as ``kb.core.errors.Problem.as_json`` gives it."""
TOKEN = "token"  # noqa: S105 — a name, no secret
"""What descriptions call the one way in which a program says who it is."""
PROBLEM = "#/components/schemas/Problem"
KEY_HEADER = "Idempotency-Key"
MAX_REPEAT_KEY = 255
DEPRECATION = "x-deprecation"
"""Where descriptions have for programs what is said in words: ``since`` and ``sunset`` (days), ``successor``."""
SHORTEST_NOTICE = timedelta(days=365)
"""So long what is deprecated goes on working; docs/api.md promises it."""
_KEY_SAID = "With a token: a name of your own for this request, such as a UUID. Sent again with it within a day, the \
request is not carried out again and answered as before"
_KEY_ANSWERS = {
    "400": "A key that is none",
    "409": "The same request is still at work; `Retry-After` says when to ask again",
    "422": "Another request came with this key",
    "429": "Too many requests with a key",
    "503": "The database is away; nothing was done",
}


def problem_response(about: str = "What was wrong (RFC 9457)") -> dict[str, Any]:
    """Such an answer as OpenAPI describes it."""
    return {"description": about, "content": {"application/problem+json": {"schema": {"$ref": PROBLEM}}}}


def refusals(scope: str) -> dict[str, Any]:
    """What an operation that takes a token with ``scope`` answers without such a one, by status."""
    return {
        "401": problem_response("Nobody signed in, no token, or one that is no longer valid"),
        "403": problem_response(f"A token without the scope `{scope}`"),
    }


def known_as(name: str, group: str) -> dict[str, Any]:
    """What generated programs call an operation, and among which others the page of the API shows it."""
    return {"operationId": name, "tags": [group]}


def needs(scope: str) -> list[dict[str, Any]]:
    """That an operation takes a token with ``scope``."""
    return [{TOKEN: [scope]}]


def may_use(scope: str) -> list[dict[str, Any]]:
    """That an operation is for everybody, and tells or does more with a token of ``scope``."""
    return [{}, {TOKEN: [scope]}]


def json_body(schema: Mapping[str, Any], example: object) -> dict[str, Any]:
    """A body in JSON that has to be there, as OpenAPI describes it; ``example`` is one that fits ``schema``."""
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def json_response(
    about: str, shape: Shape, headers: Mapping[str, str] | None = None, *, example: object
) -> dict[str, Any]:
    """An answer in JSON as OpenAPI describes it; ``headers`` says what each of its own is."""
    described = {name: {"description": said, "schema": {"type": "string"}} for name, said in (headers or {}).items()}
    content = {"application/json": {"schema": schema_of(shape), "example": example}}
    return {"description": about, "content": content, **({"headers": described} if described else {})}


def listed_response(
    about: str, result: Shape, *, beside: Mapping[str, Shape] | None = None, example: object
) -> dict[str, Any]:
    """A page of a list that is read on by cursor (``kb.api.cursors``), with ``beside`` where it says more."""
    shape = {**(beside or {}), "total": "integer", "cursor": "string?", "next": "string?", "results": [result]}
    return json_response(about, shape, {"Link": "The next page (RFC 8288), where there is one"}, example=example)


def repeatable(operation: Mapping[str, Any]) -> dict[str, Any]:
    """``operation`` as one that a program may send again with the same key: that it does so is what
    ``kb.api.repeat_guard`` goes by.
    """
    key = parameter(KEY_HEADER, _KEY_SAID, place="header")
    key["schema"] |= {"minLength": 1, "maxLength": MAX_REPEAT_KEY, "pattern": "^[!-~]+$"}
    known = operation["responses"]
    also = {status: problem_response(about) for status, about in _KEY_ANSWERS.items() if status not in known}
    return {
        **operation,
        "parameters": [*operation.get("parameters", ()), key],
        "responses": dict(sorted({**known, **also}.items())),
    }


@dataclass(frozen=True)
class DeprecationNotice:
    """That something of the API is on its way out: ``since`` when, what to do ``instead`` (a sentence), the day of its
    ``sunset`` where that is set, and the address of its ``successor`` where an operation has one, as descriptions write
    addresses; names in braces stand for the same as in that of the operation.

    Raises:
        ValueError: the sunset is sooner than ``SHORTEST_NOTICE`` lets it be.

    """

    since: date
    instead: str
    sunset: date | None = None
    successor: str = ""

    def __post_init__(self) -> None:
        if self.sunset and self.sunset < self.since + SHORTEST_NOTICE:
            raise ValueError(f"deprecated on {self.since}, it cannot go on {self.sunset} already")


def deprecated(described: Mapping[str, Any], notice: DeprecationNotice) -> dict[str, Any]:
    """An operation, a parameter, or the schema of a field of a body, as one that is deprecated. That its users are told
    with each answer is what ``kb.api.deprecation`` goes by; of a field of an answer the description alone tells.
    """
    until = f", and goes on {notice.sunset}" if notice.sunset else ""
    said = f"Deprecated since {notice.since}{until}: {notice.instead}"
    about = f"{described['description']}. {said}" if described.get("description") else said
    told = {"since": f"{notice.since}", "sunset": f"{notice.sunset or ''}", "successor": notice.successor}
    machine = {name: value for name, value in told.items() if value}
    return {**described, "deprecated": True, "description": about, DEPRECATION: machine}


def parameter(
    name: str,
    about: str,
    *,
    place: str = "query",
    kind: str = "string",
    required: bool = False,
    span: tuple[int, int] | None = None,
    choices: Sequence[str] = (),
    example: str | int | None = None,
) -> dict[str, Any]:
    """One parameter as OpenAPI describes it; ``span`` are the least and the most that a number may be,
    ``choices`` what a text may be.
    """
    choice = {"enum": list(choices)} if choices else {}
    bounds = {"minimum": span[0], "maximum": span[1]} if span else {}
    found = {
        "name": name,
        "in": place,
        "required": required,
        "description": about,
        "schema": {"type": kind, **bounds, **choice},
    }
    if place == "query" and not choices:
        found["allowEmptyValue"] = True  # forms send the fields that nobody filled in
    return found if example is None else {**found, "example": example}


def page_parameters(most: int) -> list[dict[str, Any]]:
    """Those of a list that comes in pages of ``most`` at most, as ``kb.core.paging.read_page`` reads them."""
    return [
        parameter("limit", f"At most this many, 1 to {most}", kind="integer", span=(1, most)),
        parameter("offset", "Leave out this many", kind="integer", span=(0, MAX_OFFSET)),
    ]


def cursor_parameter() -> dict[str, Any]:
    """That of a list that is read on from where the page before ended."""
    return parameter("cursor", "Go on where the page before ended: its `cursor`, with all else as it was asked there")


def schema_of(shape: Shape) -> dict[str, Any]:
    """The JSON Schema of a ``shape``."""
    if isinstance(shape, str):
        name = shape.removesuffix("?")
        return {"type": [name, "null"] if name != shape else name}
    if isinstance(shape, OrNull):
        return {**schema_of(shape.shape), "type": ["object", "null"], "description": shape.about}
    if isinstance(shape, tuple):
        return {"type": "string", "enum": list(shape)}
    if isinstance(shape, Mapping) and not shape:
        return {"type": "object", "additionalProperties": True}
    if isinstance(shape, Mapping):
        return {
            "type": "object",
            "required": [name for name in shape if not name.endswith("?")],
            "properties": {name.removesuffix("?"): schema_of(one) for name, one in shape.items()},
        }
    return {"type": "array", "items": schema_of(shape[0])}
