"""What the page of the API shows: the OpenAPI document's operations, made plain for reading and trying."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from kb.accounts.tokens import ALLOWED, READING, Scope
from kb.api.description import GROUPS
from kb.core.roles import Person
from kb.site.openapi import TOKEN

MOST_DEEP = 6
"""So far the fields of a schema are followed; none of ours goes deeper."""


@dataclass(frozen=True)
class FieldRow:
    """A field of what is sent or answered: ``name`` with what it stands in (``results[].key``), ``kind`` in words."""

    name: str
    kind: str
    about: str
    required: bool


@dataclass(frozen=True)
class ParameterField:
    """A parameter, as a form asks for it; ``choices`` where it is one of a few, ``least`` and ``most`` of a number."""

    name: str
    place: str
    about: str
    required: bool
    kind: str
    choices: Sequence[str]
    least: int | None
    most: int | None
    example: str


@dataclass(frozen=True)
class MediaContent:
    """A body or an answer of one ``kind``: an example as it is sent, and its fields."""

    kind: str
    example: str
    fields: Sequence[FieldRow]


@dataclass(frozen=True)
class OperationAnswer:
    """One of the answers, by its status."""

    status: str
    about: str
    content: MediaContent | None


@dataclass(frozen=True)
class ShownOperation:
    """An operation; ``scope`` is what a token needs for it, or gets more by where it is not ``needs_token``. ``about``
    is what there is to say beside the summary: that it is deprecated, and what to use instead.
    """

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    needs_token: bool
    parameters: Sequence[ParameterField]
    body: MediaContent | None
    answers: Sequence[OperationAnswer]


@dataclass(frozen=True)
class OperationGroup:
    """Operations that belong together."""

    name: str
    about: str
    operations: Sequence[ShownOperation]


def groups_for(person: Person, described: Mapping[str, Any]) -> list[OperationGroup]:
    """What ``person`` may use of what is ``described``, with a token of theirs where it takes one, by group."""
    found = [(group, one) for group, one in _operations(described) if not one.needs_token or _may(person, one)]
    groups = (
        OperationGroup(name, about, [one for group, one in found if group == name]) for name, about in GROUPS.items()
    )
    return [group for group in groups if group.operations]


def _may(person: Person, operation: ShownOperation) -> bool:
    """Whether a token of theirs could have the scope that it takes, for more than reading."""
    return all(person.may(action) for action in ALLOWED[Scope(operation.scope)] - READING)


def _operations(described: Mapping[str, Any]) -> Iterator[tuple[str, ShownOperation]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            ways = operation.get("security", [])
            scopes = [scope for way in ways for scope in way.get(TOKEN, ())]
            yield (
                operation["tags"][0],
                ShownOperation(
                    name=operation["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=operation["summary"],
                    about=operation.get("description", ""),
                    scope=scopes[0] if scopes else "",
                    needs_token=bool(ways) and {} not in ways,
                    parameters=[_parameter(one) for one in operation.get("parameters", ())],
                    body=_content(operation.get("requestBody", {})),
                    answers=[
                        OperationAnswer(status, answer["description"], _content(answer))
                        for status, answer in sorted(operation["responses"].items())
                    ],
                ),
            )


def _parameter(one: Mapping[str, Any]) -> ParameterField:
    schema = one["schema"]
    bounds = schema.get("minimum"), schema.get("maximum")
    kind, choices = str(schema["type"]), [str(choice) for choice in schema.get("enum", ())]
    example = str(one.get("example", ""))
    return ParameterField(one["name"], one["in"], one["description"], one["required"], kind, choices, *bounds, example)


def _content(said: Mapping[str, Any]) -> MediaContent | None:
    """The first of the kinds in which something is sent."""
    for kind, one in said.get("content", {}).items():
        if "example" in one:
            example = one["example"]
            text = _as_sent(example, kind)
            return MediaContent(kind, text, list(_fields(one["schema"])))
    return None


def _as_sent(example: Any, kind: str) -> str:
    if kind == "application/x-www-form-urlencoded":
        return urlencode(example)
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)


def _fields(schema: Mapping[str, Any], before: str = "", depth: int = 0) -> Iterator[FieldRow]:
    """The fields of an object and of all in it; of what may be one thing or another, those of the first."""
    schema = schema["oneOf"][0] if "oneOf" in schema else schema
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items() if depth < MOST_DEEP else ():
        inner, place = one, f"{before}{name}"
        while "items" in inner:
            inner, place = inner["items"], f"{place}[]"
        yield FieldRow(f"{before}{name}", _kind(one), one.get("description", ""), name in required)
        yield from _fields(inner, f"{place}.", depth + 1)


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, by the words of JSON Schema."""
    if "enum" in schema:
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in schema["enum"])
    if "items" in schema:
        return f"array of {_kind(schema['items'])}"
    kinds = schema.get("type", "any")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)
