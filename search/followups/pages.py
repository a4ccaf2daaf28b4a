"""Below an article that a link for a ticket leads to: did this solve it? Reading never answers, a form does, once.

No cookie, no account: the code in the address is all. ``followup.js`` takes it off the address bar; the page with it is
kept by no cache and named to no other site. Without scripts the form leads to a page that says what became of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, abort, render_template, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.catalog.article import Article
from kb.language.interface import interface_languages
from kb.site.language_choice import AROUND
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.client import client_network
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes
from kb.web.source import is_own_form
from search.followups.answers import FollowupAnswer, asks, read_answer, take_answer
from search.followups.followup_rows import MAX_WORDS
from search.followups.links import PARAMETER, read_code
from search.followups.wording import ANSWERS, SAID

logger = logging.getLogger(__name__)

EACH, ALTOGETHER = 10, 300
"""So many answers a minute are taken from one address, and from all."""
STATUS = {"thanks": 200, "closed": 410, "too_many": 429, "unsaved": 503, "choose": 422}
"""By what is said of an answer."""


@dataclass(frozen=True, slots=True)
class FollowupQuestion:
    """The question as it stands in a form: its code, and what was filled in where it was not taken."""

    code: str
    solved: str = ""
    words: str = ""
    satisfaction: str = ""
    said: str = ""


@dataclass(frozen=True)
class FollowupRoom:
    """What the question works with."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]
    limit: MinuteLimit


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """The address, and the question for pages of articles."""
    room = FollowupRoom(site, database, clock, site.minute_limit("followups", EACH, ALTOGETHER, clock))
    pages = Blueprint("followups", __name__, template_folder="templates")
    pages.record(_without_token)
    pages.before_request(partial(_only_from_here, site))
    pages.app_context_processor(partial(question_names, room))
    pages.after_app_request(keep_to_itself)
    Routes(pages, room).post("/followup", "answer", take)
    return pages


def question_names(room: FollowupRoom) -> dict[str, object]:
    """What the pages of articles may call."""
    return {
        "followup_question": partial(question, room),
        "followup_answers": ANSWERS,
        "followup_said": SAID,
        "max_followup_words": MAX_WORDS,
        "asks_satisfaction": room.site.settings.followup_satisfaction,
    }


def question(room: FollowupRoom, article: Article) -> FollowupQuestion | None:
    """The question, where the address of this page has a code that asks still."""
    code = read_code(request.args.get(PARAMETER))
    if not code or not room.site.settings.followup_days:
        return None
    try:
        with room.database.connect() as connection:
            return FollowupQuestion(code) if asks(connection, code, article.id, room.clock()) else None
    except SQLAlchemyError as error:  # the article is there all the same
        logger.warning("whether a link asks could not be read: %s", said_by(error))
        return None


def keep_to_itself(response: Response) -> Response:
    """Keep a page with a code in its address out of caches, search engines and what other sites are told."""
    if PARAMETER in request.args:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "same-origin"  # with none, forms of the page would name no origin
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def take(room: FollowupRoom) -> tuple[str, int, Mapping[str, str]]:
    """An answer from the form below an article."""
    site, form = room.site, request.form
    article = site.catalog.get(form.get("language", ""), form.get("key", ""), site.audiences())
    around = form.get(AROUND, "")
    known = (*site.languages(), *interface_languages())
    site.set_language(
        next((code for code in (around, form.get("language", "")) if code in known), site.preferred_language())
    )
    said = _take(room)
    typed = {name: form.get(name, "")[:MAX_WORDS] for name in ("solved", "words", "satisfaction")}
    given = FollowupQuestion(read_code(form.get("code")), **typed, said=said)
    page = "question" if form.get("in_place") == "1" else "answered"
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    headers |= {"Retry-After": "60"} if STATUS[said] in (429, 503) else {}
    return render_template(f"followups/{page}.html", article=article, followup=given), STATUS[said], headers


def _take(room: FollowupRoom) -> str:
    """What becomes of the form, as ``SAID`` has it."""
    settings = room.site.settings
    if not room.limit.allows(client_network(settings)):
        return "too_many"
    try:
        answer: FollowupAnswer = read_answer(request.form, settings.followup_satisfaction)
    except ValueError:
        return "choose"
    try:
        with room.database.begin() as connection:
            is_taken = take_answer(connection, request.form.get("code", ""), answer, room.clock())
    except SQLAlchemyError as error:
        logger.warning("an answer of a customer could not be saved: %s", said_by(error))
        return "unsaved"
    return "thanks" if is_taken else "closed"


def _only_from_here(site: Site) -> None:
    """Keep forms and scripts of other sites out."""
    if not is_own_form(request, site.settings.origin):
        abort(403)


def _without_token(state: BlueprintSetupState) -> None:
    """Ask for no form token: ``is_own_form`` keeps other sites out, and an answer uses nothing of a session."""
    state.app.extensions["csrf"].exempt(state.blueprint)
