"""Decisions of the review as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kb.site.openapi import (
    OrNull,
    json_body,
    json_response,
    known_as,
    needs,
    parameter,
    problem_response,
    refusals,
    repeatable,
)
from review.decisions.decision_request import CHECKLIST
from review.decisions.form_fields import MAX_NOTE
from review.exports.json_csv import ROW_EXAMPLE, ROW_SHAPE
from review.pages.api import BY_PROGRAM

_REFUSED = refusals("review")
_NONE = problem_response("There is no such published article")
_BEHIND = problem_response(
    "Somebody decided or edited meanwhile, or its category asks for approval; `reason` says which"
)
_ARTICLE = [
    parameter("language", "The article's language", place="path", required=True, example="en"),
    parameter("key", "Its key", place="path", required=True, example="returns/return-an-item"),
]
_TEXT = {"type": "string"}
_BODY = {
    "type": "object",
    "required": ["decision"],
    "additionalProperties": False,
    "properties": {
        "decision": {"type": "string", "enum": [str(kind) for kind in BY_PROGRAM]},
        "note": {
            "type": "string",
            "description": f"At most {MAX_NOTE} characters. Needed: for `needs_update` what must be changed, for "
            "`snoozed` why it can wait, for `flagged` what is wrong",
        },
        "checklist": {
            "type": "array",
            "items": {"type": "string", "enum": list(CHECKLIST)},
            "description": "For `reviewed`: what was really checked, at least one",
        },
        "matters": {
            "type": ["boolean", "null"],
            "description": "For `reviewed` of an original: whether its change matters for translations",
        },
        "until": {**_TEXT, "description": "For `snoozed`: the day, after today and at most a year ahead"},
        "assignee": {**_TEXT, "description": "For `needs_update`: who is to do it"},
        "moved_to": {**_TEXT, "description": "For `archived`: the key of the article that replaces it"},
        "seen": {
            **_TEXT,
            "description": "What reading the article gave as `seen`: the decision is refused where it is not as it was "
            "then. Without it the decision is about the article as it is now",
        },
    },
}
_COUNTED_BEFORE = OrNull(
    {"system": "string", "on": "string", "helpful": "integer?", "not_helpful": "integer?", "views": "integer?"},
    "Where it was imported: what that system had counted by the day `on`. Votes or views are null where it gives none. "
    "None of it is in `reasons` or `priority`",
)
_DONE = json_response(
    "It is done; `act` undoes it",
    {"act": "string", "warnings": ["string"]},
    example={"act": "9f86d081884c7d65", "warnings": []},
)


def _row() -> dict[str, Any]:
    counted = {"system": "zendesk", "on": "2026-11-03", "helpful": 12, "not_helpful": 3, "views": None}
    return json_response(
        "Its row, with what was counted of it before it was imported, and what a decision says that it saw",
        {**ROW_SHAPE, "seen": "string", "counted_before": _COUNTED_BEFORE},
        example={**ROW_EXAMPLE, "counted_before": counted, "seen": "9f86d081884c7d65.1b4f0e9851971998"},
    )


PATHS: dict[str, Any] = {
    "/api/v1/review/articles/{language}/{key}": {
        "get": {
            **known_as("read_review", "Editors"),
            "security": needs("review"),
            "summary": "Read how one article stands in the review",
            "parameters": _ARTICLE,
            "responses": {
                "200": _row(),
                **_REFUSED,
                "404": _NONE,
            },
        },
        "post": repeatable(
            {
                **known_as("decide", "Editors"),
                "security": needs("review"),
                "summary": "Decide on an article: still right, needs an update, archive, put off, flag",
                "parameters": _ARTICLE,
                "requestBody": json_body(
                    _BODY, {"decision": "reviewed", "checklist": ["links_work", "wording"], "note": "Prices compared"}
                ),
                "responses": {
                    "200": _DONE,
                    "400": problem_response(),
                    **_REFUSED,
                    "404": _NONE,
                    "409": _BEHIND,
                    "415": problem_response("The body is not JSON"),
                },
            }
        ),
    },
    "/api/v1/review/acts/{code}/undo": {
        "post": repeatable(
            {
                **known_as("undo", "Editors"),
                "security": needs("review"),
                "summary": "Take a decision back, where nobody has decided or edited since",
                "parameters": [
                    parameter(
                        "code",
                        "The act, as the decision named it",
                        place="path",
                        required=True,
                        example="9f86d081884c7d65",
                    )
                ],
                "responses": {
                    "200": _DONE,
                    "400": problem_response(),
                    **_REFUSED,
                    "404": problem_response("There is no such act that could be undone"),
                    "409": _BEHIND,
                },
            }
        )
    },
}
