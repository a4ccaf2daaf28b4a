"""``/<language>/ask``: the conversation with the articles, and ``/api/v1/answers`` beside it.

Without scripts the form leads to an address that holds the question and those before it, as far as proxies let it;
``ask.js`` posts the same form and puts the answers below each other, as they come. Reading sets no cookie, so the
forms have no token: ``is_own_form`` keeps other sites out, and a question uses nothing of a session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.core.text import one_line, typed_lines
from kb.language.languages import direction
from kb.web.client import client_network
from kb.web.cors import share
from kb.web.routes import Routes
from kb.web.source import is_own_form
from search.answers import api
from search.answers.composing.shape import AskedQuestion, ComposedAnswer
from search.answers.grounded.answer import AnswerSentence
from search.answers.recording import note
from search.answers.requested import MAX_QUESTION, read_question
from search.answers.room import AnswersRoom
from search.answers.shown import MAX_CONTACT, MOST_CARRIED, ShownTurn, address, shown_turn
from search.answers.streams import KIND, event
from search.answers.wording import OUTCOMES, REQUESTS

Page = str | tuple[str, int] | tuple[str, int, Mapping[str, str]]


def create_blueprint(room: AnswersRoom) -> Blueprint:
    """The addresses for everybody."""
    pages = Blueprint("answers", __name__, template_folder="templates")
    share(pages, room.site.settings.cors_origins, "api")
    pages.record(lambda state: state.app.extensions["csrf"].exempt(pages))
    pages.url_value_preprocessor(api.limit_body)
    pages.context_processor(lambda: {"is_sent_out": room.service.can_write})
    routes = Routes(pages, room)
    routes.get("/<language:language>/ask", "page", show_page)
    routes.post("/<language:language>/ask", "ask", send_turn)
    routes.post("/<language:language>/ask/said", "said", note_solved)
    routes.post("/<language:language>/ask/person", "person", hand_over)
    routes.post("/api/v1/answers", "api", api.send_answer)
    return pages


def show_page(room: AnswersRoom, language: str) -> Page:
    """The page; with a question in its address the answer in the articles' own words."""
    asked = _asked(request.args, language)
    if not asked.text:
        return _page()
    if not room.limit.allows(client_network(room.site.settings)):
        return _page(is_too_much=True), 429, {"Retry-After": "60"}
    composed = room.service.answer(asked)
    return _page(shown_turn(room, composed, note(room, composed), language))


def send_turn(room: AnswersRoom, language: str) -> AnyResponse | tuple[str, int]:
    """The answer to one question as a stream: sentences that are written as they come, then the part of the page.

    Where no script asks, it leads to the address with the question.
    """
    _only_own_forms(room)
    if request.accept_mimetypes.best_match([KIND, "text/html"]) == "text/html":
        return redirect(_address(_asked(request.form, language), language), 303)
    asked = _asked(request.form, language, may_generate=True)
    if not asked.text:
        return "", 400
    if not room.limit.allows(client_network(room.site.settings)):
        return "", 429
    return room.streamed(asked, lambda room, asked: _events(room, asked, language))


def note_solved(room: AnswersRoom, language: str) -> AnyResponse | tuple[str, int]:
    """Take down whether an answer solved it; leads back to it where no script asks."""
    _only_own_forms(room)
    form = request.form
    if form.get("solved") not in ("yes", "no"):
        abort(400)
    room.recorder.mark(form.get("answer", ""), solved=form["solved"] == "yes")
    if form.get("in_place") == "1":
        return "", 204
    asked = _asked(form, language)
    return redirect(f"{_address(asked, language)}&solved={form['solved']}", 303)


def hand_over(room: AnswersRoom, language: str) -> AnyResponse:
    """Lead to a person, with the questions where the asker wants that; it is counted."""
    _only_own_forms(room)
    place = room.site.face(language).contact_url or abort(404)
    room.recorder.mark(request.form.get("answer", ""), handed_over=True)
    text = typed_lines(request.form.get("text", ""), MAX_CONTACT)
    if request.form.get("with") == "questions" and text and place.startswith("/"):
        # Below telephone and hours: the questions are to be seen.
        place = f"{place}?{urlencode({'text': _carried(text)})}#contact-form"
    return redirect(place, 303)


def _carried(text: str) -> str:
    """The last lines of ``text`` that an address can carry: proxies refuse more, and a letter takes six signs."""
    lines = text.split("\n")
    while len(lines) > 1 and len(quote_plus("\n".join(lines))) > MOST_CARRIED:
        del lines[0]
    return "\n".join(lines)


def _events(room: AnswersRoom, asked: AskedQuestion, language: str) -> Iterator[str]:
    for one in room.service.told(asked):
        if isinstance(one, ComposedAnswer):
            turn = shown_turn(room, one, note(room, one), language)
            html = render_template("answers/turn.html", turn=turn, solved="", **_words())
            data = {"html": html, "turn": turn.turns[-1], "address": _address(asked, language)}
            yield event("answer", data)
        elif asked.may_generate:  # the articles' own words come with the part of the page, as they stand there
            yield event("sentence", _written(one))


def _address(asked: AskedQuestion, language: str) -> str:
    return address(language, asked.text, asked.turns, asked.chosen)


def _written(one: AnswerSentence) -> dict[str, Any]:
    return {"text": one.text, "language": one.language, "direction": direction(one.language)}


def _asked(form: MultiDict[str, str], language: str, *, may_generate: bool = False) -> AskedQuestion:
    kind, _, value = form.get("choose", "").partition(":")
    before = form.getlist("before")
    return read_question(form.get("q", ""), before, (kind, value), language, may_generate=may_generate)


def _page(turn: ShownTurn | None = None, *, is_too_much: bool = False) -> str:
    solved = request.args.get("solved", "")
    return render_template(
        "answers/ask.html",
        turn=turn,
        is_too_much=is_too_much,
        solved=solved if solved in ("yes", "no") else "",
        is_flagged="flagged" in request.args,
        draft=one_line(request.args.get("q", ""), MAX_QUESTION),
        max_question=MAX_QUESTION,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"outcomes": OUTCOMES, "requests": REQUESTS}


def _only_own_forms(room: AnswersRoom) -> None:
    if not is_own_form(request, room.site.settings.origin):
        abort(403)
