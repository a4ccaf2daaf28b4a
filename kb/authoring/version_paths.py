"""Versions of articles as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kb.authoring.authoring_room import MAX_LIMIT
from kb.site.openapi import (
    cursor_parameter,
    json_response,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
)

_SHAPE = {
    "version": "string",
    "path": "string",
    "at": "string?",
    "by": "string",
    "act": "string",
    "reason": "string",
    "is_current": "boolean",
}
_WHICH = {"language": "en", "key": "returns/return-an-item"}
_EXAMPLE = {
    "version": "k12",
    "path": "en/returns/return-an-item.md",
    "at": "2026-11-20T09:30:00Z",
    "by": "Ann",
    "act": "save",
    "reason": "14 days for food",
    "is_current": True,
}
_ARTICLE = [
    parameter("language", "The article's language", place="path", required=True, example="en"),
    parameter("key", "Its key, also one that it had once", place="path", required=True, example=_WHICH["key"]),
]
_MANY = problem_response("Too many requests in a minute; `Retry-After` says when to go on")
_SAID = (
    "The versions; `trouble` is why git could not tell of commits. `act` is what was done and `by` who did it, empty \
where nobody knows; why (`reason`) is told of those alone that who asks may read"
)
PATHS: dict[str, Any] = {
    "/api/v1/history/{language}/{key}": {
        "get": {
            **known_as("list_versions", "Authors"),
            "security": needs("propose"),
            "summary": "List the versions that an article had, newest first, also of one that is archived or gone",
            "parameters": [*_ARTICLE, *page_parameters(MAX_LIMIT), cursor_parameter()],
            "responses": {
                "200": listed_response(
                    _SAID,
                    _SHAPE,
                    beside={"language": "string", "key": "string", "trouble": "string?"},
                    example={
                        **_WHICH,
                        "trouble": None,
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [_EXAMPLE],
                    },
                ),
                "400": problem_response(),
                **refusals("propose"),
                "404": problem_response("There is no such article for who asks, and was none"),
                "429": _MANY,
            },
        }
    },
    "/api/v1/versions/{version}/{language}/{key}": {
        "get": {
            **known_as("read_version", "Authors"),
            "security": needs("propose"),
            "summary": "Read the whole file of an article as one version had it",
            "parameters": [
                parameter("version", "Its `version` in the history", place="path", required=True, example="k12"),
                *_ARTICLE,
            ],
            "responses": {
                "200": json_response(
                    "The version, with front matter and text as `file` had them, and the page that shows it",
                    {"language": "string", "key": "string", **_SHAPE, "file": "string", "url": "string"},
                    example={
                        **_WHICH,
                        **_EXAMPLE,
                        "file": "---\ntitle: Return an item\n---\nAsk for a code.\n",
                        "url": "/editor/history/en/returns/return-an-item?version=k12",
                    },
                ),
                **refusals("propose"),
                "404": problem_response("There is no such version for who asks, or nothing keeps its text"),
                "429": _MANY,
                "503": problem_response("Git failed"),
            },
        }
    },
}
