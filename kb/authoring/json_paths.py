"""Drafts and proposals as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kb.authoring.authoring_room import MAX_LIMIT, MOST_DRAFTS
from kb.authoring.json_shapes import (
    BEGUN,
    FORM_EXAMPLE,
    LINE,
    MARK_EXAMPLE,
    MARK_SHAPE,
    TEXT,
    WHICH,
    WRITTEN,
    draft_response,
    object_of,
    proposal_response,
)
from kb.editor.sheet import MAX_FIELD
from kb.pictures.taking import MAX_PICTURE_BYTES
from kb.publishing.proposals import MAX_COMMENT, MAX_QUOTE
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

_REFUSED = refusals("propose")
_NONE = problem_response("There is no such article for who asks, and no such draft or proposal of this program")
_MANY = problem_response("Too many requests in a minute; `Retry-After` says when to go on")
_BEHIND = problem_response("Not as things are by now; `reason` says why in a word")
_LARGE = problem_response("The body is too large")
_ARTICLE = [
    parameter("language", "The article's language", place="path", required=True, example="en"),
    parameter("key", "Its key", place="path", required=True, example="returns/return-an-item"),
]
_NUMBER = [parameter("number", "The proposal", place="path", kind="integer", required=True, example=7)]


def _operation(name: str, summary: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {**known_as(name, "Authors"), "security": needs("propose"), "summary": summary}
    return {**said, **more, "responses": {**answers, **_REFUSED}}


_BAD, _UNREADABLE = problem_response(), problem_response("A value that there is not, or `problems` of the draft")
_LISTED = [*page_parameters(MAX_LIMIT), cursor_parameter()]
PATHS: dict[str, Any] = {
    "/api/v1/drafts": {
        "get": _operation(
            "list_drafts",
            "List the drafts of this program, by language and key",
            {
                "200": listed_response(
                    "A page of them",
                    {"language": "string", "key": "string", "changed_at": "string"},
                    example={
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [{**WHICH, "changed_at": "2026-12-01T09:30:00Z"}],
                    },
                ),
                "400": _BAD,
            },
            parameters=_LISTED,
        ),
        "post": repeatable(
            _operation(
                "begin_draft",
                f"Begin an article that there is not yet, as a draft of this program, which has {MOST_DRAFTS} at most",
                {
                    "201": draft_response("The draft; there is a file as soon as a person publishes it"),
                    "400": _BAD,
                    "409": _BEHIND,
                    "413": _LARGE,
                    "422": _UNREADABLE,
                    "429": _MANY,
                },
                requestBody=json_body(
                    object_of({**BEGUN, **WRITTEN}, "title"),
                    {"title": "Send back a gift", "category": "returns", "text": "Ask for a code.\n"},
                ),
            )
        ),
    },
    "/api/v1/drafts/{language}/{key}": {
        "get": _operation(
            "read_draft",
            "Read the draft of an article; where there is none, the article as it is, to begin with",
            {"200": draft_response("The draft, with what `kb check` would say of it"), "404": _NONE, "429": _MANY},
            parameters=_ARTICLE,
        ),
        "put": repeatable(
            _operation(
                "write_draft",
                "Change the draft of an article, or begin one",
                {
                    "200": draft_response("The draft as it is now"),
                    "400": _BAD,
                    "404": _NONE,
                    "409": _BEHIND,
                    "413": _LARGE,
                    "422": _UNREADABLE,
                    "429": _MANY,
                },
                parameters=_ARTICLE,
                requestBody=json_body(object_of(WRITTEN), {**FORM_EXAMPLE, "version": None}),
            )
        ),
        "delete": repeatable(
            _operation(
                "withdraw_draft",
                "Withdraw a draft: it is gone, and the article stays as it is",
                {"204": {"description": "It is gone, or was not there"}},
                parameters=_ARTICLE,
            )
        ),
    },
    "/api/v1/pictures/{language}/{key}": {
        "post": repeatable(
            _operation(
                "add_picture",
                f"Put a picture beside the article of a draft: PNG, JPEG, WebP, GIF or SVG, at most "
                f"{MAX_PICTURE_BYTES // 2**20} MB",
                {
                    "200": json_response(
                        "The Markdown that shows it, to be put into the text",
                        {"markdown": "string"},
                        example={"markdown": "![The lid, closed](images/lid.png)"},
                    ),
                    "400": _BAD,
                    "404": _NONE,
                    "413": _LARGE,
                    "422": problem_response("It is not taken; `detail` says why"),
                    "429": _MANY,
                },
                parameters=_ARTICLE,
                requestBody=json_body(
                    object_of(
                        {
                            "name": {**LINE, "description": "What the file is called"},
                            "alt": {
                                "type": "string",
                                "minLength": 1,
                                "maxLength": MAX_FIELD,
                                "description": "What it shows, for readers who do not see it",
                            },
                            "data": {"type": "string", "contentEncoding": "base64", "description": "The file"},
                        },
                        "alt",
                        "data",
                    ),
                    {"name": "lid.png", "alt": "The lid, closed", "data": "iVBORw0KGgo="},
                ),
            )
        )
    },
    "/api/v1/proposals": {
        "get": _operation(
            "list_proposals",
            "List what this program proposed, the oldest first",
            {
                "200": listed_response(
                    "A page of them",
                    MARK_SHAPE,
                    example={"total": 1, "cursor": None, "next": None, "results": [MARK_EXAMPLE]},
                ),
                "400": _BAD,
            },
            parameters=_LISTED,
        ),
        "post": repeatable(
            _operation(
                "propose",
                "Hand a draft of this program to people, who alone publish it",
                {
                    "201": proposal_response("The proposal; the draft is gone"),
                    "400": _BAD,
                    "404": _NONE,
                    "409": _BEHIND,
                    "422": _UNREADABLE,
                    "429": _MANY,
                },
                requestBody=json_body(object_of({"language": TEXT, "key": TEXT}, "language", "key"), WHICH),
            )
        ),
    },
    "/api/v1/proposals/{number}": {
        "get": _operation(
            "read_proposal",
            "Read how a proposal stands, and what people wrote beside it",
            {"200": proposal_response("The proposal, with its first hundred comments"), "404": _NONE},
            parameters=_NUMBER,
        )
    },
    "/api/v1/proposals/{number}/comments": {
        "post": repeatable(
            _operation(
                "comment_on_proposal",
                "Write beside a proposal of this program",
                {
                    "200": proposal_response("The proposal"),
                    "400": _BAD,
                    "404": _NONE,
                    "409": _BEHIND,
                    "429": _MANY,
                },
                parameters=_NUMBER,
                requestBody=json_body(
                    object_of(
                        {
                            "text": {"type": "string", "minLength": 1, "maxLength": MAX_COMMENT},
                            "quote": {
                                "type": "string",
                                "maxLength": MAX_QUOTE,
                                "description": "The place of the text that it is about",
                            },
                        },
                        "text",
                    ),
                    {"text": "Mended.", "quote": "30 days"},
                ),
            )
        )
    },
    "/api/v1/proposals/{number}/withdraw": {
        "post": repeatable(
            _operation(
                "withdraw_proposal",
                "Take a proposal back that is not over",
                {"200": proposal_response("The proposal"), "404": _NONE, "409": _BEHIND},
                parameters=_NUMBER,
            )
        )
    },
}
