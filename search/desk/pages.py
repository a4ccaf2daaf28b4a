"""``/desk`` for staff and ``/api/v1/suggest`` for helpdesks: paste a message, get the articles that answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, render_template, request
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.article import ArticleId, Audience
from kb.core.roles import Action, Person
from kb.sign_in.access import protect
from kb.site.error_responses import error_response
from kb.site.openapi import problem_response
from kb.site.site import Site
from kb.site.static_files import PagesWithFiles
from kb.usage.desk_notes import MAX_COMMENT, MAX_TICKET, SENT, DeskNotes, Note, NoteKind
from kb.web import cors
from kb.web.routes import Routes
from kb.web.source import is_surely_from
from search.desk.desk import Answer, Desk
from search.desk.forms import (
    FAULTS,
    MAX_QUESTIONS,
    MAX_SUBJECT,
    UnknownFormError,
    known_language,
    mark,
    read_article,
    read_body,
    read_kind,
    read_question,
    read_tries,
    typed_question,
)
from search.engine.engine import Engine as SearchEngine
from search.questions.messages import MAX_MESSAGE
from search.results.lateness import LAST_TRY, late_line
from search.results.results import QueryError

MAX_BODY_BYTES = 1024 * 1024
Flag = Callable[[ArticleId, str, Person], None]
"""Puts an article before those who review, with what somebody says is wrong."""


@dataclass(frozen=True)
class DeskRoom:
    """What the desk's addresses work with."""

    site: Site
    desk: Desk
    sent: DeskNotes
    flag: Flag | None


def create_blueprint(
    site: Site, engine: SearchEngine, database: Engine, clock: Callable[[], datetime], flag: Flag | None = None
) -> Blueprint:
    """The desk's addresses."""
    pages = PagesWithFiles("desk", __name__, [Path(__file__).parent / "static"])
    pages.url_value_preprocessor(allow_long_messages)
    cors.share(pages, site.settings.cors_origins, "suggest")
    protect(pages, site, Action.ANSWER)
    routes = Routes(pages, DeskRoom(site, Desk(site, engine), DeskNotes(database, clock), flag))
    routes.get("/desk", "show", show_desk)
    routes.post("/desk", "ask", answer_message)
    routes.post("/desk/notes", "note", note_outcome)
    routes.post("/api/v1/suggest", "suggest", suggest)
    # Safe without a form's token: it takes only bodies that no form of a foreign site can send without asking first
    # (preflight), and cookies never count for those that ask.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(suggest))
    return pages


def allow_long_messages(_: str | None, __: dict[str, Any] | None) -> None:
    """Before anything reads the form: a message may be longer than other forms."""
    request.max_content_length = request.max_form_memory_size = MAX_BODY_BYTES


def show_desk(room: DeskRoom) -> str:
    """The desk, empty."""
    return _page(room.site, {})


def answer_message(room: DeskRoom) -> str | tuple[str, int]:
    """The desk with the articles that answer the message that was pasted."""
    site = room.site
    form = request.form.to_dict()
    try:
        answer = room.desk.answer(read_question(site, room.desk, form))
    except QueryError:
        return _page(site, form, wrong="question"), 400
    except ValueError:
        return _page(site, form, wrong="message"), 400
    tries = read_tries(form)
    room.sent.add(*_notes(site, answer, form.get("ticket", ""), tries))
    return _page(site, form, answer, tries=tries)


def note_outcome(room: DeskRoom) -> AnyResponse | str | tuple[str, int]:
    """Take down what somebody at the desk did with an article."""
    site = room.site
    form = request.form.to_dict()
    article, kind = read_article(site, form), read_kind(form)
    comment = form.get("comment", "").strip()
    if kind in SENT and article.audience is Audience.INTERNAL:
        abort(403, "customers may not read this article; its link cannot be sent")
    if kind is NoteKind.WRONG and not comment:
        abort(400, "say what is wrong")
    person, language = site.person(), known_language(site, form.get("customer", "")) or ""
    question, ticket = form.get("question", ""), form.get("ticket", "")
    anchor = form.get("anchor", "")
    if kind is NoteKind.WRONG and room.flag is not None:
        room.flag(article.id, comment[:MAX_COMMENT], person)
    room.sent.add(Note(kind, person.name, ticket, question, language, article.id, anchor, comment))
    if request.accept_mimetypes.best == "application/json":
        return Response(status=204)
    asked = form.get("questions") or question
    answer = room.desk.answer(typed_question(room.desk, asked, language))
    return _page(site, {"ticket": ticket, "question": asked, "language": language}, answer, noted=kind)


def suggest(room: DeskRoom) -> Response:
    """The same articles for a helpdesk, as JSON."""
    try:
        given = read_body()
        answer = room.desk.answer(read_question(room.site, room.desk, given, strict=True))
    except UnknownFormError as error:
        return error_response(415, "Unsupported Media Type", str(error))
    except (QueryError, ValueError) as error:
        return error_response(400, "Bad Request", str(error))
    room.sent.add(*_notes(room.site, answer, given.get("ticket", ""), read_tries(given)))
    return jsonify(_json(answer))


def _notes(site: Site, answer: Answer, ticket: str, tries: int) -> list[Note]:
    """That a ticket was asked about, at the first of its ``tries``, and which of its questions nothing answers, as soon
    as that is known.
    """
    if not (ticket.strip() or answer.parts):
        return []
    name, language = site.person().name, answer.language
    is_known = tries >= LAST_TRY or not answer.is_to_come
    unanswered = [part.question for part in answer.parts if is_known and not part.fits]
    asked = [] if tries else [Note(NoteKind.ASKED, name, ticket, answer.question, language)]
    return [
        *asked,
        *(Note(NoteKind.NOTHING, name, ticket, question, language) for question in unanswered),
    ]


def _page(
    site: Site,
    given: Mapping[str, str],
    answer: Answer | None = None,
    wrong: str = "",
    noted: NoteKind | None = None,
    tries: int = 0,
) -> str:
    message, subject = given.get("message", ""), given.get("subject", "")
    return render_template(
        "desk/desk.html",
        given={name: given.get(name, "") for name in ("ticket", "question", "language")},
        message=message[:MAX_MESSAGE],
        subject=subject[:MAX_SUBJECT],
        mark=mark(message, subject),
        answer=answer,
        wrong=wrong,
        faults=FAULTS,
        noted=noted,
        late=late_line([part.results.mode for part in answer.parts], tries) if answer and answer.is_to_come else None,
        is_unsure=answer is not None and answer.is_to_come and not tries,
        limits={"ticket": MAX_TICKET, "subject": MAX_SUBJECT, "message": MAX_MESSAGE, "question": MAX_QUESTIONS},
        customer_languages=site.catalog.languages,
        bookmarklet=_bookmarklet(site.root()),
        sends=is_surely_from(request, site.settings.base_url, site.settings.cors_origins),
    )


def _bookmarklet(root: str) -> str:
    """Opens the desk in a small window with what is selected; in the fragment, which no server and no log gets."""
    text = "encodeURIComponent(String(getSelection()).slice(0,20000))"
    script = f"void(open({json.dumps(root + '/desk#text=')}+{text},'_blank','width=520,height=820'))"
    return "javascript:" + quote(script, safe="()'+=,./:;&?!*~-_")


def _json(answer: Answer) -> dict[str, Any]:
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


_FIELDS = {
    "message": "The customer's message, plain text or HTML, with its history if need be",
    "subject": "Its subject",
    "language": "The customer's language, where it is known",
    "ticket": f"The ticket's reference in the helpdesk, at most {MAX_TICKET} characters",
}
_PROPERTIES: dict[str, Any] = {name: {"type": "string", "description": about} for name, about in _FIELDS.items()}
_PROPERTIES["again"] = {
    "type": "integer",
    "description": f"How often the same was asked before, its answer not complete: 1, at last {LAST_TRY}; it is not "
    "noted as another message",
}
PATHS: dict[str, Any] = {
    "/api/v1/suggest": {
        "post": {
            "summary": "The articles that answer a customer's message; for staff",
            "security": [{"token": []}],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "required": ["message"], "properties": _PROPERTIES}
                    },
                    "message/rfc822": {"schema": {"type": "string", "format": "binary"}},
                },
            },
            "responses": {
                "200": {
                    "description": "Language, questions, and the articles for each, best first; `answer` is what the "
                    "results page would quote of each. Where `complete` is false, ask the same with `again` after a "
                    "second, at most twice, with a longer pause"
                },
                "400": problem_response(),
                "401": problem_response("Nobody signed in, no token, or one that is no longer valid"),
                "415": problem_response("The body is neither JSON nor a mail"),
            },
        }
    },
}
