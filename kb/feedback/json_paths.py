"""The JSON address of votes as OpenAPI describes it."""

from __future__ import annotations

from typing import Any

from kb.feedback.vote_rows import MAX_COMMENT
from kb.feedback.votes import VoteReason
from kb.site.openapi import json_body, json_response, known_as, may_use, problem_response, repeatable

_PROBLEM = problem_response()
_TEXT = {"type": "string"}
_BODY = {
    "type": "object",
    "required": ["language", "key", "helpful"],
    "properties": {
        "language": _TEXT,
        "key": _TEXT,
        "helpful": {"type": "boolean"},
        "reasons": {"type": "array", "items": {"enum": list(VoteReason)}, "description": "Only with helpful=false"},
        "comment": {"type": "string", "description": f"Only with helpful=false; kept to {MAX_COMMENT} characters"},
        "step": {"type": "string", "description": "Of a guide, the anchor of the step at which this is said"},
        "vote": {"type": "string", "description": "The vote to change, as answered before; for one day"},
        "revision": {"type": "string", "description": "The text that was judged; without it the current one"},
    },
    # What did not help may be said only where it did not.
    "if": {"required": ["helpful"], "properties": {"helpful": {"const": True}}},
    "then": {"properties": {"reasons": {"maxItems": 0}, "comment": {"maxLength": 0}}},
}
_SAVED = {
    "vote": "string",
    "language": "string",
    "key": "string",
    "helpful": "boolean",
    "reasons": ["string"],
    "comment": "string",
    "step": "string",
}
_SENT_EXAMPLE = {
    "language": "en",
    "key": "returns/return-an-item",
    "helpful": False,
    "reasons": ["unclear"],
    "comment": "Which address?",
}
_SAVED_EXAMPLE = {"vote": "fc85bbf028884655de39675b403105f5", **_SENT_EXAMPLE, "step": ""}
PATHS: dict[str, Any] = {
    "/api/v1/feedback": {
        "post": repeatable(
            {
                **known_as("vote", "Feedback"),
                "summary": "Say whether an article helped",
                "security": may_use("search"),
                "parameters": [],
                "requestBody": json_body(_BODY, _SENT_EXAMPLE),
                "responses": {
                    "200": json_response("The vote as it was saved", _SAVED, example=_SAVED_EXAMPLE),
                    "400": _PROBLEM,
                    "403": _PROBLEM,
                    "404": _PROBLEM,
                    "413": _PROBLEM,
                    "429": _PROBLEM,
                    "503": _PROBLEM,
                },
            }
        )
    }
}
