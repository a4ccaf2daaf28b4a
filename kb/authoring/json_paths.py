"""Drafts and proposals as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kb.approval.transitions import Stage
from kb.authoring.authoring_room import MOST_DRAFTS
from kb.authoring.draft_api import MAX_LIMIT
from kb.authoring.draft_fields import MOST_WORDS, NAMES
from kb.editor.parts import LISTS
from kb.editor.sheet import MAX_FIELD
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.new_articles.new_form import LONGEST_TITLE
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

_TEXT, _GROUP = {"type": "string"}, "Authors"
_LINE = {"type": "string", "maxLength": MAX_FIELD}
_WORDS = {"type": "array", "maxItems": MOST_WORDS, "items": _TEXT}
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
_FIELDS = {
    "type": "object",
    "description": "Those that shall be otherwise; what is not named stays as it is",
    "additionalProperties": False,
    "properties": {name: _WORDS if name in LISTS else _LINE for name in NAMES},
}
_WRITTEN: dict[str, Any] = {
    "fields": _FIELDS,
    "text": {**_TEXT, "description": f"The Markdown below the front matter, at most {MAX_ARTICLE_BYTES} bytes"},
    "note": {**_LINE, "description": "What was changed, for people and for the history"},
    "small": {"type": "boolean", "description": "A small correction: the day of the change stays as it is"},
    "version": {
        "type": ["string", "null"],
        "description": "That of the draft which its sender saw: refused with 409 where it is another one by now",
    },
}
_BEGUN: dict[str, Any] = {
    "title": {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE},
    "language": {**_TEXT, "description": "One in which there are articles; without it the site's own"},
    "category": {**_TEXT, "description": "The path of a category that there is; without it none"},
    "name": {**_TEXT, "description": "The last part of its address; without it made of the title"},
    "template": {**_TEXT, "description": "The name of a template of the site to begin with"},
    "products": {**_WORDS, "description": "Ids of products that it is about"},
}
_PROBLEM_SHAPE = {
    "severity": ("error", "warning"),
    "code": "string",
    "path": "string",
    "message": "string",
    "line": "integer?",
    "key": "string?",
    "value": "string?",
}
_FORM_SHAPE = {"fields": {}, "text": "string", "note": "string"}
_DRAFT_SHAPE = {
    "language": "string",
    "key": "string",
    "path": "string",
    "version": "string?",
    "changed_at": "string?",
    "is_new": "boolean",
    "is_behind": "boolean",
    **_FORM_SHAPE,
    "small": "boolean",
    "problems": [_PROBLEM_SHAPE],
    "url": "string",
}
_FORM_EXAMPLE = {
    "fields": {"title": "Return an item", "tags": ["returns"], "audience": "public"},
    "text": "Send it back within 30 days.\n",
    "note": "The time limit is new",
}
_WHICH = {"language": "en", "key": "returns/return-an-item"}
_DRAFT_EXAMPLE = {
    **_WHICH,
    "path": "en/returns/return-an-item.md",
    "version": "9f86d081884c7d65",
    "changed_at": "2026-12-01T09:30:00Z",
    "is_new": False,
    "is_behind": False,
    **_FORM_EXAMPLE,
    "small": False,
    "problems": [
        {
            "severity": "error",
            "code": "broken_link",
            "path": "en/returns/return-an-item.md",
            "message": "the link 'refund.md' leads to no file",
            "line": 12,
            "key": None,
            "value": "refund.md",
        }
    ],
    "url": "/editor/en/returns/return-an-item?program=7",
}
_MARK_SHAPE = {
    "id": "integer",
    "language": "string",
    "key": "string",
    "state": tuple(str(one) for one in Stage),
    "changed_at": "string",
    "decided_by": "string?",
    "publish_at": "string?",
    "url": "string",
}
_MARK_EXAMPLE = {
    "id": 7,
    **_WHICH,
    "state": "returned",
    "changed_at": "2026-12-01T10:00:00Z",
    "decided_by": "Ann",
    "publish_at": None,
    "url": "/work/proposals/7",
}
_COMMENT_SHAPE = {"at": "string", "by": "string", "quote": "string", "text": "string", "settled_by": "string?"}
_PROPOSAL_SHAPE = {**_MARK_SHAPE, **_FORM_SHAPE, "comments": [_COMMENT_SHAPE]}
_COMMENT_EXAMPLE = {
    "at": "2026-12-01T10:00:00Z",
    "by": "Ann",
    "quote": "30 days",
    "text": "It is 14 days for food.",
    "settled_by": None,
}
_PROPOSAL_EXAMPLE = {**_MARK_EXAMPLE, **_FORM_EXAMPLE, "comments": [_COMMENT_EXAMPLE]}


def _draft(about: str) -> dict[str, Any]:
    return json_response(about, _DRAFT_SHAPE, example=_DRAFT_EXAMPLE)


def _proposal(about: str) -> dict[str, Any]:
    return json_response(about, _PROPOSAL_SHAPE, example=_PROPOSAL_EXAMPLE)


def _operation(name: str, summary: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {**known_as(name, _GROUP), "security": needs("propose"), "summary": summary}
    return {**said, **more, "responses": {**answers, **_REFUSED}}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
        "properties": properties,
    }


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
                        "results": [{**_WHICH, "changed_at": "2026-12-01T09:30:00Z"}],
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
                    "201": _draft("The draft; there is a file as soon as a person publishes it"),
                    "400": _BAD,
                    "409": _BEHIND,
                    "413": _LARGE,
                    "422": _UNREADABLE,
                    "429": _MANY,
                },
                requestBody=json_body(
                    _object({**_BEGUN, **_WRITTEN}, "title"),
                    {"title": "Send back a gift", "category": "returns", "text": "Ask for a code.\n"},
                ),
            )
        ),
    },
    "/api/v1/drafts/{language}/{key}": {
        "get": _operation(
            "read_draft",
            "Read the draft of an article; where there is none, the article as it is, to begin with",
            {"200": _draft("The draft, with what `kb check` would say of it"), "404": _NONE, "429": _MANY},
            parameters=_ARTICLE,
        ),
        "put": repeatable(
            _operation(
                "write_draft",
                "Change the draft of an article, or begin one",
                {
                    "200": _draft("The draft as it is now"),
                    "400": _BAD,
                    "404": _NONE,
                    "409": _BEHIND,
                    "413": _LARGE,
                    "422": _UNREADABLE,
                    "429": _MANY,
                },
                parameters=_ARTICLE,
                requestBody=json_body(_object(_WRITTEN), {**_FORM_EXAMPLE, "version": None}),
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
                    _object(
                        {
                            "name": {**_LINE, "description": "What the file is called"},
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
                    _MARK_SHAPE,
                    example={"total": 1, "cursor": None, "next": None, "results": [_MARK_EXAMPLE]},
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
                    "201": _proposal("The proposal; the draft is gone"),
                    "400": _BAD,
                    "404": _NONE,
                    "409": _BEHIND,
                    "422": _UNREADABLE,
                    "429": _MANY,
                },
                requestBody=json_body(_object({"language": _TEXT, "key": _TEXT}, "language", "key"), _WHICH),
            )
        ),
    },
    "/api/v1/proposals/{number}": {
        "get": _operation(
            "read_proposal",
            "Read how a proposal stands, and what people wrote beside it",
            {"200": _proposal("The proposal, with its first hundred comments"), "404": _NONE},
            parameters=_NUMBER,
        )
    },
    "/api/v1/proposals/{number}/comments": {
        "post": repeatable(
            _operation(
                "comment_on_proposal",
                "Write beside a proposal of this program",
                {
                    "200": _proposal("The proposal"),
                    "400": _BAD,
                    "404": _NONE,
                    "409": _BEHIND,
                    "429": _MANY,
                },
                parameters=_NUMBER,
                requestBody=json_body(
                    _object(
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
                {"200": _proposal("The proposal"), "404": _NONE, "409": _BEHIND},
                parameters=_NUMBER,
            )
        )
    },
}
