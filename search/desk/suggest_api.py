"""``/api/v1/suggest`` for helpdesks: a customer's message, and the articles that answer it; a draft of a reply."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from kb.site.error_responses import error_response
from kb.site.openapi import json_response, known_as, needs, problem_response, refusals, repeatable
from kb.usage.desk_notes import MAX_TICKET
from search.answers.grounded.as_json import SENTENCE_SHAPE, SOURCE_SHAPE, sentence_json, source_json
from search.desk.desk import Answer
from search.desk.draft import ReplyDraft
from search.desk.forms import UnknownFormError, read_body, read_question, read_tries, read_wish
from search.desk.room import DeskRoom
from search.desk.suggestions import SUGGESTION_EXAMPLE, SUGGESTION_SHAPE
from search.results.lateness import LAST_TRY
from search.results.results import QueryError


def suggest(room: DeskRoom) -> Response:
    """The same articles for a helpdesk, as JSON."""
    try:
        given = read_body()
        wants_draft, wants_followup = read_wish(given, "draft"), read_wish(given, "followup")
        if wants_followup and not given.get("ticket", "").strip():
            raise ValueError("followup needs the ticket that the answer belongs to")
        answer = room.desk.answer(read_question(room.site, room.desk, given, strict=True))
    except UnknownFormError as error:
        return error_response(415, "Unsupported Media Type", str(error))
    except (QueryError, ValueError) as error:
        return error_response(400, "Bad Request", str(error))
    if not (wants_draft and read_tries(given)):  # else the same was answered and noted before
        room.note(answer, given.get("ticket", ""), read_tries(given))
    codes: dict[str, str] = {}
    if wants_followup and room.links.is_used:
        answer = _asking(room, answer, given["ticket"], codes)
    shown = answer_json(answer)
    if wants_draft:
        draft = room.draft(answer, given.get("template", ""))
        shown["draft"] = draft_json(_draft_asking(room, draft, given["ticket"], codes) if codes else draft)
    return jsonify(shown)


def _asking(room: DeskRoom, answer: Answer, ticket: str, codes: dict[str, str]) -> Answer:
    """The answer with links that ask, noted as sent: a helpdesk does not tell which of them it puts into a reply."""
    asked = room.asking(answer, codes)
    articles = {one.code: one.article.id for part in asked.parts for one in part.suggestions if one.code}
    person = room.site.person()
    noted = [room.links.note(code, ticket, id_, person) for code, id_ in articles.items()]
    if all(noted):
        return asked
    codes.clear()
    return answer


def _draft_asking(room: DeskRoom, draft: ReplyDraft, ticket: str, codes: dict[str, str]) -> ReplyDraft:
    """Likewise; sections that no result leads to get links of their own."""
    known = set(codes.values())
    asked, root, person = room.draft_asking(draft, codes), room.site.root(), room.site.person()
    for source in (one for part in draft.parts for one in part.sources):
        if (code := codes[root + source.url]) not in known and not room.links.note(
            code, ticket, source.article.id, person
        ):
            return draft
    return asked


def answer_json(answer: Answer) -> dict[str, Any]:
    """What the desk found, as programs get it."""
    first = answer.parts[0].results if answer.parts else None
    return {
        "language": answer.language,
        "question": answer.question,
        "fits": answer.fits,
        "confidence": round(answer.confidence, 3),
        "complete": answer.complete,
        "mode": first.mode if first else None,
        "reason": first.reason if first else "no question was found in the message",
        "results": [suggestion.as_json() for suggestion in answer.suggestions],
        "questions": [
            {
                "question": part.question,
                "fits": part.fits,
                "confidence": round(part.confidence, 3),
                "results": [suggestion.as_json() for suggestion in part.suggestions],
            }
            for part in answer.parts
        ],
    }


def draft_json(draft: ReplyDraft) -> dict[str, Any]:
    """A draft as helpdesks get it; what is in ``internal`` is in no other field."""
    return {
        "text": draft.text,
        "language": draft.language,
        "composed_by": draft.composed_by,
        "template": draft.template.name if draft.template else None,
        "questions": [
            {
                "question": part.question,
                "composed_by": part.composed_by,
                "sentences": [sentence_json(one) for piece in part.pieces for one in piece],
            }
            for part in draft.parts
        ],
        "unanswered": list(draft.unanswered),
        "internal": [{**source_json(source), "text": source.text} for source in draft.inside],
    }


_FIELDS = {
    "message": "The customer's message, plain text or HTML, with its history if need be",
    "subject": "Its subject",
    "question": "In the place of a message: what somebody typed, a question a line",
    "language": "The customer's language, where it is known",
    "ticket": f"The ticket's reference in the helpdesk, at most {MAX_TICKET} characters",
}
_PROPERTIES: dict[str, Any] = {name: {"type": "string", "description": about} for name, about in _FIELDS.items()}
_PROPERTIES["again"] = {
    "type": "integer",
    "description": f"How often the same was asked before, its answer not complete: 1, at last {LAST_TRY}; it is not "
    "noted as another message",
}
_PROPERTIES["draft"] = {
    "type": "boolean",
    "description": "Whether a reply is drafted as well, by a language model where one is set; nothing is ever sent",
}
_PROPERTIES["followup"] = {
    "type": "boolean",
    "description": "With a `ticket`: each result has a `followup_link` beside its `link`, and replies and draft lead "
    "to it. It asks the customer once whether the article solved it; the answer stands on that ticket at the desk",
}
_PROPERTIES["template"] = {"type": "string", "description": "The ready reply to draft it with; else the fittest"}
_PART = {"question": "string", "fits": "boolean", "confidence": "number", "results": [SUGGESTION_SHAPE]}
_ANSWER = {
    "language": "string",
    "question": "string",
    "fits": "boolean",
    "confidence": "number",
    "complete": "boolean",
    "mode": "string?",
    "reason": "string?",
    "results": [SUGGESTION_SHAPE],
    "questions": [_PART],
    "draft?": {
        "text": "string",
        "language": "string",
        "composed_by": "string",
        "template": "string?",
        "questions": [{"question": "string", "composed_by": "string", "sentences": [SENTENCE_SHAPE]}],
        "unanswered": ["string"],
        "internal": [{**SOURCE_SHAPE, "text": "string"}],
    },
}
_MESSAGE = "Hello, how do I send an item back? Thanks, Sam"
_FOUND = {"question": "How do I send an item back?", "fits": True, "confidence": 0.93, "results": [SUGGESTION_EXAMPLE]}
_ANSWER_EXAMPLE = {
    **_FOUND,
    "language": "en",
    "complete": True,
    "mode": "hybrid",
    "reason": None,
    "questions": [_FOUND],
}
_FOLLOWUP_NEEDS_A_TICKET = {
    "if": {"required": ["followup"], "properties": {"followup": {"const": True}}},
    "then": {"required": ["ticket"], "properties": {"ticket": {"pattern": "\\S"}}},
}
PATHS: dict[str, Any] = {
    "/api/v1/suggest": {
        "post": repeatable(
            {
                **known_as("suggest", "Helpdesk"),
                "summary": "The articles that answer a customer's message; for staff",
                "security": needs("suggest"),
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": _PROPERTIES,
                                **_FOLLOWUP_NEEDS_A_TICKET,
                            },
                            "example": {"message": _MESSAGE, "language": "en"},
                        },
                        "message/rfc822": {"schema": {"type": "string", "format": "binary"}},
                    },
                },
                "responses": {
                    "200": json_response(
                        "Language, questions, and the articles for each, best first; `answer` is what the "
                        "results page would quote of each. Where `complete` is false, ask the same with `again` after "
                        "a second, at most twice, with a longer pause. With `draft` a reply in the customer's "
                        "language: its `text` has nothing of articles for staff, which stand in `internal` alone, and "
                        "leaves out the `unanswered` questions",
                        _ANSWER,
                        example=_ANSWER_EXAMPLE,
                    ),
                    "400": problem_response(),
                    **refusals("suggest"),
                    "415": problem_response("The body is neither JSON nor a mail"),
                },
            }
        )
    },
}
