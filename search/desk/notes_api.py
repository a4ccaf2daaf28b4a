"""``/api/v1/desk`` for panels in helpdesks: who asks there, and what they did with an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, jsonify, request

from kb.site.error_responses import error_response
from kb.site.openapi import json_body, json_response, known_as, needs, problem_response, refusals, repeatable
from kb.usage.desk_notes import MAX_COMMENT, MAX_TICKET, SENT, Note, NoteKind
from kb.web.json_body import read_json
from search.desk.forms import BY_STAFF, known_language, read_article, read_kind
from search.desk.room import DeskRoom

FIELDS = ("kind", "language", "key", "anchor", "question", "customer", "ticket", "comment")


def about_desk(room: DeskRoom) -> Response:
    """The site's name, who asks, and what the desk can do: a token that does not open the desk is told so here."""
    site = room.site
    name = site.face(site.catalog.default_language).site_name
    return jsonify(site=name, person=site.person().name, languages=list(site.catalog.languages))


def note_by_program(room: DeskRoom) -> Response:
    """What somebody did with an article, where a helpdesk's panel tells it."""
    if not request.is_json:
        return error_response(415, "Unsupported Media Type", "send application/json")
    try:
        given = read_json(request.get_data())
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    if not isinstance(given, dict):
        return error_response(400, "Bad Request", 'the body is not an object like {"kind": "link", "key": "…"}')
    for name, value in given.items():
        if name not in FIELDS or not isinstance(value, str):
            why = "is not a text" if name in FIELDS else f"is none of {', '.join(FIELDS)}"
            return error_response(400, "Bad Request", f"{name[:MAX_TICKET]} {why}", pointer=f"/{name[:MAX_TICKET]}")
    is_kept, _ = take_note(room, given)
    if not is_kept:
        return error_response(503, "Service Unavailable", "it could not be noted; send it again later")
    return Response(status=204)


def take_note(room: DeskRoom, form: Mapping[str, str]) -> tuple[bool, bool]:
    """Take down what a form or a program says that was done with an article, and put what is wrong before those who
    review. Returns whether the database took it, and whether the link that was sent asks the customer; what may not
    be taken down is refused (400, 403, 404).
    """
    site = room.site
    article, kind = read_article(site, form), read_kind(form)
    comment = form.get("comment", "").strip()
    if kind in SENT and not article.audience.is_public:
        abort(403, "customers may not read this article; its link cannot be sent")
    if kind is NoteKind.WRONG and not comment:
        abort(400, "say what is wrong")
    person, language = site.person(), known_language(site, form.get("customer", "")) or ""
    question, ticket = form.get("question", ""), form.get("ticket", "")
    if kind is NoteKind.WRONG and room.flag is not None:
        room.flag(article.id, comment[:MAX_COMMENT], person)
    note = Note(kind, person.name, ticket, question, language, article.id, form.get("anchor", ""), comment)
    is_kept = room.sent.add(note)
    return is_kept, kind in SENT and room.links.note(form.get("code", ""), ticket, article.id, person)


_ABOUT = {
    "kind": "What was done: its link, a quote or a whole reply was sent; it does not answer; something in it is wrong",
    "language": "The article's language",
    "key": "Its key",
    "anchor": "The section that was sent",
    "question": "What was asked",
    "customer": "The customer's language",
    "ticket": f"The ticket's reference in the helpdesk, at most {MAX_TICKET} characters",
    "comment": f"What is wrong, at most {MAX_COMMENT} characters; needed for `wrong`",
}
_PROPERTIES: dict[str, Any] = {name: {"type": "string", "description": about} for name, about in _ABOUT.items()}
_PROPERTIES["kind"]["enum"] = [str(kind) for kind in BY_STAFF]
_REFUSED = refusals("suggest")
PATHS: dict[str, Any] = {
    "/api/v1/desk": {
        "get": {
            **known_as("about_desk", "Helpdesk"),
            "summary": "Whom the desk knows the token as: what a helpdesk's panel asks when it is set up",
            "security": needs("suggest"),
            "responses": {
                "200": json_response(
                    "The site, the person and the languages of the articles",
                    {"site": "string", "person": "string", "languages": ["string"]},
                    example={"site": "Help", "person": "Ann", "languages": ["en", "ar", "fa", "ru"]},
                ),
                **_REFUSED,
            },
        }
    },
    "/api/v1/desk/notes": {
        "post": repeatable(
            {
                **known_as("note_at_desk", "Helpdesk"),
                "summary": "Take down what was done with an article: it was sent, it does not answer, it is wrong",
                "security": needs("suggest"),
                "requestBody": json_body(
                    {
                        "type": "object",
                        "required": ["kind", "language", "key"],
                        "properties": _PROPERTIES,
                        "additionalProperties": False,
                    },
                    {"kind": str(NoteKind.LINK), "language": "en", "key": "returns/return-an-item", "ticket": "4711"},
                ),
                "responses": {
                    "204": {"description": "Taken down; what is wrong stands in the review of the article"},
                    "400": problem_response(),
                    **_REFUSED,
                    "403": problem_response("A token without the scope `suggest`, or the link of an internal article"),
                    "404": problem_response("There is no such article for whoever asks"),
                    "415": problem_response("The body is not JSON"),
                    "503": problem_response(
                        "The database did not take it; what is wrong is in the review all the same"
                    ),
                },
            }
        )
    },
}
