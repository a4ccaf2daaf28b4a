"""``/api/v1/answers``: a question and what the articles say to it, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, jsonify, request

from kb.core.roles import Action
from kb.site.error_responses import error_response, no_object, too_many
from kb.site.openapi import json_body, known_as, may_use, problem_response
from kb.web.client import client_network
from kb.web.json_body import json_object
from search.answers.as_json import answer_json
from search.answers.composing.shape import AnswerOutcome, AskedQuestion, ChoiceKind, ComposedAnswer, RequestKind
from search.answers.grounded.answer import ComposedBy
from search.answers.grounded.as_json import sentence_json
from search.answers.recording import note
from search.answers.requested import MAX_QUESTION, read_json
from search.answers.room import AnswersRoom
from search.answers.service import MOST_TURNS
from search.answers.streams import KIND, event

MAX_POST_BYTES = 32 * 1024
"""A question and the conversation before it, in the longest characters."""


def limit_body(*_: object) -> None:
    """Before the body is read."""
    request.max_content_length = MAX_POST_BYTES


def send_answer(room: AnswersRoom) -> Response:
    """The answer to what a program asks, whole or as a stream of sentences.

    Whoever asks, only articles for everybody answer: what is sent from here is shown to customers.
    """
    plain = json_object(request)
    if plain is None:
        return no_object()
    language = plain.get("language") or room.site.catalog.default_language
    if language not in room.site.languages():
        known = ", ".join(room.site.languages())
        return error_response(400, "Bad Request", f"language is none of {known}")
    try:
        asked = read_json(plain, language, may_generate=True)
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    if not (room.site.person().may(Action.ANSWER) or room.limit.allows(client_network(room.site.settings))):
        return too_many("questions")
    wants_stream = request.accept_mimetypes.best_match(["application/json", KIND]) == KIND
    if wants_stream:
        return room.streamed(asked, events_of)
    composed = room.whole(asked)
    note(room, composed)
    return jsonify(answer_json(composed))


def events_of(room: AnswersRoom, asked: AskedQuestion) -> Iterator[str]:
    """The sentences as they come, then the whole answer, which counts."""
    for one in room.service.told(asked):
        if isinstance(one, ComposedAnswer):
            note(room, one)
            yield event("answer", answer_json(one))
        else:
            yield event("sentence", sentence_json(one))


_SOURCE = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("key", "language", "title", "url", "quote")},
}
_CHOSEN = {
    "type": "object",
    "required": ["kind", "value"],
    "properties": {"kind": {"type": "string", "enum": [str(kind) for kind in ChoiceKind]}, "value": {"type": "string"}},
}
_SENTENCE = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "language": {"type": "string"},
        "sources": {"type": "array", "items": _SOURCE},
    },
}
_PLACE = {"key": "returns/refund-times", "language": "en", "title": "Refund times"}
_EXAMPLE: dict[str, Any] = {
    "answered": True,
    "outcome": str(AnswerOutcome.ANSWERED),
    "question": "How long does a refund take?",
    "meant": "How long does a refund take?",
    "language": "en",
    "asked_of_us": None,
    "sentences": [
        {
            "text": "The money is with you within five working days.",
            "language": "en",
            "sources": [
                {
                    **_PLACE,
                    "url": "/en/articles/returns/refund-times#by-card",
                    "quote": "The money is with you within five working days.",
                }
            ],
        }
    ],
    "unanswered": [],
    "nearest": [{**_PLACE, "url": "/en/articles/returns/refund-times"}],
    "confidence": 0.93,
    "composed_by": str(ComposedBy.ARTICLES),
}
_EXAMPLE_LINE = json.dumps(_EXAMPLE)
PATHS: dict[str, Any] = {
    "/api/v1/answers": {
        "post": {
            **known_as("answer_question", "Search"),
            "security": may_use("suggest"),
            "summary": "Answer a question from the articles, each sentence with its source",
            "parameters": [],
            "requestBody": json_body(
                {
                    "type": "object",
                    "required": ["question"],
                    "properties": {
                        "question": {"type": "string", "maxLength": MAX_QUESTION, "pattern": "\\S"},
                        "language": {"type": "string", "description": "The reader's; else the site's own"},
                        "conversation": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": f"The questions before, the oldest first; the last {MOST_TURNS} are read",
                        },
                        "chosen": {**_CHOSEN, "type": ["object", "null"]},
                    },
                },
                {"question": "How long does a refund take?", "language": "en"},
            ),
            "responses": {
                "200": {
                    "description": "The answer. `answered` is false where the articles do not surely answer: `outcome` "
                    "says why, `nearest` has the nearest articles; with `ask_back` send the question again with one "
                    "of its choices as `chosen`. `asked_of_us` tells that something is to be done or looked up, which "
                    "no article can. Asked for `text/event-stream`, it comes as events `sentence`, and at last "
                    "`answer` with all of it, which counts",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "answered": {"type": "boolean"},
                                    "outcome": {"type": "string", "enum": [str(one) for one in AnswerOutcome]},
                                    "question": {"type": "string"},
                                    "meant": {"type": "string", "description": "With the topic of the conversation"},
                                    "language": {"type": "string", "description": "That of the question"},
                                    "asked_of_us": {
                                        "type": ["string", "null"],
                                        "enum": [*(str(kind) for kind in RequestKind), None],
                                    },
                                    "sentences": {"type": "array", "items": _SENTENCE},
                                    "unanswered": {"type": "array", "items": {"type": "string"}},
                                    "nearest": {"type": "array", "items": _SOURCE},
                                    "confidence": {"type": "number"},
                                    "composed_by": {"type": "string", "enum": [str(one) for one in ComposedBy]},
                                    "ask_back": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "properties": {
                                                "label": {"type": "string"},
                                                "language": {"type": "string"},
                                                "chosen": _CHOSEN,
                                            },
                                        },
                                    },
                                },
                            },
                            "example": _EXAMPLE,
                        },
                        KIND: {"schema": {"type": "string"}, "example": f"event: answer\ndata: {_EXAMPLE_LINE}\n\n"},
                    },
                },
                "400": problem_response(),
                "413": problem_response(f"It has more than {MAX_POST_BYTES} bytes"),
                "429": problem_response("Too many questions"),
            },
        }
    }
}
