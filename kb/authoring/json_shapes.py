"""What drafts and proposals look like as JSON, for their description: bodies, answers and examples."""

from __future__ import annotations

from typing import Any

from kb.approval.transitions import Stage
from kb.authoring.draft_fields import MOST_WORDS, NAMES
from kb.editor.parts import LISTS
from kb.editor.sheet import MAX_FIELD
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.new_articles.new_form import LONGEST_TITLE
from kb.site.openapi import FILE_PROBLEM, json_response

TEXT = {"type": "string"}
LINE = {"type": "string", "maxLength": MAX_FIELD}
_WORDS = {"type": "array", "maxItems": MOST_WORDS, "items": TEXT}
_FIELDS = {
    "type": "object",
    "description": "Those that shall be otherwise; what is not named stays as it is",
    "additionalProperties": False,
    "properties": {name: _WORDS if name in LISTS else LINE for name in NAMES},
}
WRITTEN: dict[str, Any] = {
    "fields": _FIELDS,
    "text": {**TEXT, "description": f"The Markdown below the front matter, at most {MAX_ARTICLE_BYTES} bytes"},
    "note": {**LINE, "description": "What was changed, for people and for the history"},
    "small": {"type": "boolean", "description": "A small correction: the day of the change stays as it is"},
    "version": {
        "type": ["string", "null"],
        "description": "That of the draft which its sender saw: refused with 409 where it is another one by now",
    },
}
BEGUN: dict[str, Any] = {
    "title": {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE},
    "language": {**TEXT, "description": "One in which there are articles; without it the site's own"},
    "category": {**TEXT, "description": "The path of a category that there is; without it none"},
    "name": {**TEXT, "description": "The last part of its address; without it made of the title"},
    "template": {**TEXT, "description": "The name of a template of the site to begin with"},
    "products": {**_WORDS, "description": "Ids of products that it is about"},
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
    "problems": [FILE_PROBLEM],
    "url": "string",
}
FORM_EXAMPLE = {
    "fields": {"title": "Return an item", "tags": ["returns"], "audience": "public"},
    "text": "Send it back within 30 days.\n",
    "note": "The time limit is new",
}
WHICH = {"language": "en", "key": "returns/return-an-item"}
_DRAFT_EXAMPLE = {
    **WHICH,
    "path": "en/returns/return-an-item.md",
    "version": "9f86d081884c7d65",
    "changed_at": "2026-12-01T09:30:00Z",
    "is_new": False,
    "is_behind": False,
    **FORM_EXAMPLE,
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
MARK_SHAPE = {
    "id": "integer",
    "language": "string",
    "key": "string",
    "state": tuple(str(one) for one in Stage),
    "changed_at": "string",
    "decided_by": "string?",
    "publish_at": "string?",
    "url": "string",
}
MARK_EXAMPLE = {
    "id": 7,
    **WHICH,
    "state": "returned",
    "changed_at": "2026-12-01T10:00:00Z",
    "decided_by": "Ann",
    "publish_at": None,
    "url": "/work/proposals/7",
}
_COMMENT_SHAPE = {"at": "string", "by": "string", "quote": "string", "text": "string", "settled_by": "string?"}
_PROPOSAL_SHAPE = {**MARK_SHAPE, **_FORM_SHAPE, "comments": [_COMMENT_SHAPE]}
_COMMENT_EXAMPLE = {
    "at": "2026-12-01T10:00:00Z",
    "by": "Ann",
    "quote": "30 days",
    "text": "It is 14 days for food.",
    "settled_by": None,
}
_PROPOSAL_EXAMPLE = {**MARK_EXAMPLE, **FORM_EXAMPLE, "comments": [_COMMENT_EXAMPLE]}


def draft_response(about: str) -> dict[str, Any]:
    """An answer that is a draft."""
    return json_response(about, _DRAFT_SHAPE, example=_DRAFT_EXAMPLE)


def proposal_response(about: str) -> dict[str, Any]:
    """An answer that is a proposal."""
    return json_response(about, _PROPOSAL_SHAPE, example=_PROPOSAL_EXAMPLE)


def object_of(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """The schema of a body that has these ``properties`` alone."""
    return {
        "type": "object",
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
        "properties": properties,
    }
