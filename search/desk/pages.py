"""``/desk`` for staff: paste a message, get the articles that answer, and a draft of a reply where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from kb.core.roles import Action
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.site.static_files import PagesWithFiles
from kb.usage.desk_notes import MAX_TICKET, DeskNotes, NoteKind
from kb.web import cors
from kb.web.routes import Routes
from kb.web.source import is_surely_from
from search.answers.grounded.answer import SentenceWriter
from search.desk.desk import Answer, Desk
from search.desk.draft import ReplyDraft
from search.desk.drafter import ReplyDrafter
from search.desk.forms import (
    FAULTS,
    MAX_QUESTIONS,
    MAX_SUBJECT,
    known_language,
    mark,
    read_kind,
    read_question,
    read_tries,
    typed_question,
)
from search.desk.keys import DESK_KEYS
from search.desk.notes_api import about_desk, note_by_program, take_note
from search.desk.room import DeskRoom, Flag
from search.desk.suggest_api import suggest
from search.engine.engine import Engine as SearchEngine
from search.followups.desk_links import AskingLinks
from search.questions.messages import MAX_MESSAGE
from search.results.lateness import late_line
from search.results.results import QueryError

MAX_BODY_BYTES = 1024 * 1024


def create_blueprint(
    site: Site,
    engine: SearchEngine,
    database: Engine,
    clock: Callable[[], datetime],
    flag: Flag | None = None,
    writer: SentenceWriter | None = None,
) -> Blueprint:
    """The desk's addresses."""
    pages = PagesWithFiles("desk", __name__, [Path(__file__).parent / "static"])
    pages.url_value_preprocessor(allow_long_messages)
    cors.share(pages, site.settings.cors_origins, "suggest", "about", "note_by_program")
    protect(pages, site, Action.ANSWER)
    links = AskingLinks(site, database, clock)
    notes = DeskNotes(database, clock, site.later)
    room = DeskRoom(site, Desk(site, engine), ReplyDrafter(site, writer), notes, flag, links)
    routes = Routes(pages, room)
    routes.get("/desk", "show", show_desk)
    routes.post("/desk", "ask", answer_message)
    routes.post("/desk/notes", "note", note_outcome)
    routes.post("/api/v1/suggest", "suggest", suggest)
    routes.get("/api/v1/desk", "about", about_desk)
    routes.post("/api/v1/desk/notes", "note_by_program", note_by_program)
    # Safe without a form's token: it takes only bodies that no form of a foreign site can send without asking first
    # (preflight), and cookies never count for those that ask.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(suggest))
    return pages


def allow_long_messages(_: str | None, __: dict[str, Any] | None) -> None:
    """Before anything reads the form: a message may be longer than other forms."""
    request.max_content_length = request.max_form_memory_size = MAX_BODY_BYTES


def show_desk(room: DeskRoom) -> str:
    """The desk, empty."""
    return _page(room, {})


def answer_message(room: DeskRoom) -> str | tuple[str, int]:
    """The desk with the articles that answer the message that was pasted, and a draft where one is asked for."""
    form = request.form.to_dict()
    try:
        answer = room.desk.answer(read_question(room.site, room.desk, form))
    except QueryError:
        return _page(room, form, wrong="question"), 400
    except ValueError:
        return _page(room, form, wrong="message"), 400
    tries = read_tries(form)
    if form.get("draft") != _found_mark(answer):  # else it was noted when it was found
        room.note(answer, form.get("ticket", ""), tries)
    draft = None
    if form.get("draft") and answer.parts and not answer.is_to_come:
        draft = room.draft(answer, form.get("template", ""))
    return _page(room, form, answer, draft=draft, tries=tries)


def note_outcome(room: DeskRoom) -> AnyResponse | str | tuple[str, int]:
    """Take down what somebody at the desk did with an article."""
    form = request.form.to_dict()
    _, asks = take_note(room, form)
    if request.accept_mimetypes.best == "application/json":
        return Response(status=204)
    asked, language = (
        form.get("questions") or form.get("question", ""),
        known_language(room.site, form.get("customer", "")),
    )
    answer = room.desk.answer(typed_question(room.desk, asked, language))
    given = {"ticket": form.get("ticket", ""), "question": asked, "language": language or ""}
    return _page(room, {**given, "followup": "1" if asks else ""}, answer, noted=read_kind(form))


def _found_mark(answer: Answer) -> str:
    """Tells whether a draft is asked for of the very questions that the page showed."""
    return mark("\n".join(part.question for part in answer.parts), "")


def _page(
    room: DeskRoom,
    given: Mapping[str, str],
    answer: Answer | None = None,
    wrong: str = "",
    noted: NoteKind | None = None,
    draft: ReplyDraft | None = None,
    tries: int = 0,
) -> str:
    site = room.site
    message, subject = given.get("message", ""), given.get("subject", "")
    codes: dict[str, str] = {}
    if answer and given.get("followup") and given.get("ticket", "").strip() and room.links.is_used:
        answer = room.asking(answer, codes)
        draft = room.draft_asking(draft, codes) if draft else None
    return render_template(
        "desk/desk.html",
        given={name: given.get(name, "") for name in ("ticket", "question", "language", "followup")},
        can_follow_up=room.links.is_used,
        codes=codes,
        of_ticket=room.links.of_ticket(given.get("ticket", "")) if given.get("ticket") else (),
        message=message[:MAX_MESSAGE],
        subject=subject[:MAX_SUBJECT],
        mark=mark(message, subject),
        keys=DESK_KEYS,
        answer=answer,
        draft=draft,
        draft_of=_found_mark(answer) if answer else "",
        can_write=room.drafter.can_write,
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
