"""The comments of readers as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kb.site.openapi import (
    cursor_parameter,
    json_body,
    json_response,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
    repeatable,
)
from review.comments.api import MAX_LIMIT
from review.comments.handling import MAX_NOTE, CommentAct, CommentState
from review.comments.inbox import VIEWS

_STATES = tuple(map(str, CommentState))
_ID = "fc85bbf028884655de39675b403105f5"
_SEEN = f"{_ID}.1790000000000000.0"
_SHAPE = {
    "id": "string",
    "language": "string",
    "key": "string",
    "title": "string?",
    "on": "string",
    "comment": "string",
    "reasons": ["string"],
    "step": "string",
    "is_current": "boolean",
    "state": _STATES,
    "taken_by": "string?",
    "settled_by": "string?",
    "note": "string",
    "seen": "string",
}
_EXAMPLE = {
    "id": _ID,
    "language": "en",
    "key": "returns/return-an-item",
    "title": "Return an item",
    "on": "2026-11-21",
    "comment": "Which address?",
    "reasons": ["unclear"],
    "step": "",
    "is_current": True,
    "state": "new",
    "taken_by": None,
    "settled_by": None,
    "note": "",
    "seen": _SEEN,
}
_REFUSED = {"400": problem_response(), **refusals("review")}
PATHS: dict[str, Any] = {
    "/api/v1/comments": {
        "get": {
            **known_as("list_comments", "Editors"),
            "security": needs("review"),
            "summary": "List what readers wrote with their votes, the newest first",
            "parameters": [
                parameter("state", "Only these; without it all that is not settled", choices=VIEWS),
                parameter("lang", "Only on articles in this language"),
                parameter("category", "Only on articles of this category and those below it"),
                parameter("key", "Only on this article"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    "The comments. `is_current`: the text is still the one its reader saw",
                    _SHAPE,
                    example={"total": 1, "cursor": None, "next": None, "results": [_EXAMPLE]},
                ),
                **_REFUSED,
            },
        }
    },
    "/api/v1/comments/{name}": {
        "post": repeatable(
            {
                **known_as("handle_comment", "Editors"),
                "security": needs("review"),
                "summary": "Take a comment, settle it, or put it back one step",
                "parameters": [parameter("name", "The comment's `id`", place="path", required=True, example=_ID)],
                "requestBody": json_body(
                    {
                        "type": "object",
                        "required": ["act"],
                        "properties": {
                            "act": {"type": "string", "enum": [str(act) for act in CommentAct]},
                            "note": {"type": "string", "description": f"With `settle`; at most {MAX_NOTE} characters"},
                            "seen": {
                                "type": "string",
                                "description": "What the list gave as `seen`: it is refused where somebody did "
                                "something meanwhile. Without it the act is about the comment as it is now",
                            },
                        },
                    },
                    {"act": "settle", "note": "The address stands in the second section now"},
                ),
                "responses": {
                    "200": json_response(
                        "How far it is now",
                        {"id": "string", "state": _STATES, "seen": "string"},
                        example={"id": _ID, "state": "settled", "seen": _SEEN[:-1] + "1"},
                    ),
                    **_REFUSED,
                    "404": problem_response("There is no such comment, or its time is over"),
                    "409": problem_response("Somebody did something about it meanwhile, or its reader changed it"),
                },
            }
        )
    },
}
