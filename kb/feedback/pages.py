"""``/feedback`` and ``/api/v1/feedback``: readers say whether an article helped them.

Without scripts a form leads back to the article; ``feedback.js`` sends the same form and puts the part of the page that
comes back in the place of the old one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask import Response as FlaskResponse
from flask.blueprints import BlueprintSetupState
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from kb.catalog.addresses import article_url
from kb.catalog.article import Article
from kb.core.events import Tell, tell_nobody
from kb.core.settings import Settings
from kb.core.text import shorten
from kb.feedback.ballot_box import WINDOW_SECONDS, BallotBox, UnsavedVoteError, Voter
from kb.feedback.form import plain_form, read_opinion, token
from kb.feedback.vote_rows import MAX_COMMENT
from kb.feedback.votes import Opinion, TooManyVotesError
from kb.feedback.wording import REASONS, SAID
from kb.language.interface import interface_languages
from kb.site.error_responses import error_response, no_object
from kb.site.language_choice import AROUND
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.client import client_network
from kb.web.json_body import json_object
from kb.web.routes import Routes
from kb.web.source import is_own_form
from kb.web.visits import wants_no_trace

logger = logging.getLogger(__name__)

Page = Response | str | tuple[str, int, Mapping[str, str]]
MAX_POST_BYTES = 16 * 1024  # a comment of the longest characters, as forms write them
ANSWERED = ("yes", "no", "told")
RETRY = {"Retry-After": str(WINDOW_SECONDS)}
NOTHING_LEFT = Opinion(helpful=True)


@dataclass(frozen=True, slots=True)
class VoteQuestion:
    """How the question stands on a page: ``said`` is what is told of the last answer, ``vote`` the name of the vote.

    ``helpful`` is the answer that was saved; ``opinion`` what was not and stays in the form.
    """

    said: str = ""
    vote: str = ""
    helpful: bool | None = None
    opinion: Opinion = NOTHING_LEFT

    @property
    def asks_why(self) -> bool:
        """Whether the form for reasons is open."""
        return self.said == "no" or not self.opinion.helpful


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a vote was not saved."""

    said: str
    status: int
    detail: str


TOO_MANY = Refused("too_many", 429, "there were too many votes; try again in a minute")
UNSAVED = Refused("unsaved", 503, "the vote could not be saved; try again later")


@dataclass(frozen=True)
class FeedbackRoom:
    """What the pages of votes work with."""

    site: Site
    box: BallotBox


def create_blueprint(
    site: Site, database: Engine, clock: Callable[[], datetime], tell: Tell = tell_nobody
) -> Blueprint:
    """The addresses; ``tell`` hears of each vote."""
    pages = Blueprint("feedback", __name__, template_folder="templates")
    pages.record(_without_token)
    pages.url_value_preprocessor(allow_long_comments)
    pages.before_request(partial(only_from_here, site))
    pages.app_context_processor(question_names)
    routes = Routes(
        pages, FeedbackRoom(site, BallotBox(database, clock, tell=tell, counts=site.counts, later=site.later))
    )
    routes.post("/feedback", "answer", take_form)
    routes.post("/api/v1/feedback", "api_answer", take_json)
    return pages


def allow_long_comments(*_: object) -> None:
    """Before the form is read: a comment may be longer than other forms."""
    request.max_content_length = request.max_form_memory_size = MAX_POST_BYTES


def only_from_here(site: Site) -> None:
    """Keep forms and scripts of other sites out."""
    if not is_own_form(request, site.settings.origin):
        abort(403)


def question_names() -> dict[str, object]:
    """The question as every template may ask it."""
    words = {"feedback_reasons": REASONS, "feedback_said": SAID}
    return {"feedback": _asked_by_address(), "max_comment": MAX_COMMENT, **words}


def take_form(room: FeedbackRoom) -> Page:
    """A vote from the form below an article; leads back to it."""
    site = room.site
    article = _find(site, request.form)
    if article is None:
        abort(404)
    around = request.form.get(AROUND, "")
    site.set_language(around if around in (*site.languages(), *interface_languages()) else article.language)
    try:
        opinion = read_opinion(plain_form(request.form))
    except ValueError:
        abort(400)
    return _page(site, article, opinion, _put(room, article, opinion, request.form))


def take_json(room: FeedbackRoom) -> Response:
    """A vote from a program."""
    plain = json_object(request)
    if plain is None:
        return no_object()
    article = _find(room.site, plain)
    if article is None:
        names = f"{shorten(plain.get('key'))} in {shorten(plain.get('language'))}"
        return error_response(404, "Not Found", f"there is no article {names}")
    try:
        opinion = read_opinion(plain)
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    return _json(article, opinion, _put(room, article, opinion, plain))


def _without_token(state: BlueprintSetupState) -> None:
    """Ask for no form token: ``is_own_form`` keeps other sites out, and a vote uses nothing of a session."""
    state.app.extensions["csrf"].exempt(state.blueprint)


def _find(site: Site, fields: Mapping[str, Any]) -> Article | None:
    """The article that is voted on, where who asks may see it."""
    language, key = fields.get("language"), fields.get("key")
    known = isinstance(language, str) and isinstance(key, str)
    return site.catalog.get(str(language), str(key), site.audiences()) if known else None


def _put(room: FeedbackRoom, article: Article, opinion: Opinion, fields: Mapping[str, Any]) -> str | Refused:
    """Save a vote and tell its name, or why it was not saved; without a step that the article does not have."""
    if opinion.step and opinion.step not in {step.anchor for step in room.site.rendered(article).steps}:
        opinion = replace(opinion, step="")
    try:
        voter, vote = _voter(room.site.settings), token(fields.get("vote"))
        return room.box.put(voter, article, opinion, vote, token(fields.get("revision")))
    except TooManyVotesError:
        return TOO_MANY
    except (SQLAlchemyError, UnsavedVoteError) as error:
        logger.warning("a vote could not be saved: %s", said_by(error))
        return UNSAVED


def _voter(settings: Settings) -> Voter:
    """Who sends this request. Behind a proxy that does not tell whom it speaks for nobody can be told from others."""
    address = client_network(settings) or ""
    return Voter(address, request.user_agent.string, is_private=wants_no_trace(request) or not address)


def _page(site: Site, article: Article, opinion: Opinion, result: str | Refused) -> Page:
    """Back to the article; where nothing was saved a page that still has what was written."""
    in_place = request.form.get("in_place") == "1"
    if isinstance(result, Refused):
        asked = VoteQuestion(result.said, token(request.form.get("vote")), opinion=opinion)
        page = render_template(f"feedback/feedback{'' if in_place else '_page'}.html", article=article, feedback=asked)
        return page, result.status, RETRY
    said = "yes" if opinion.helpful else "told" if request.form.get("told") == "1" else "no"
    if in_place:
        asked = VoteQuestion(said, result, opinion.helpful)
        return render_template("feedback/feedback.html", article=article, feedback=asked)
    reader = site.preferred_language()
    around = {AROUND: reader} if reader != article.language else {}
    query = urlencode({**around, "feedback": said, "vote": result})
    place = quote(opinion.step or "feedback")  # what is said of a step is seen below that step
    return redirect(f"{article_url(article.language, article.key)}?{query}#{place}", 303)


def _json(article: Article, opinion: Opinion, result: str | Refused) -> FlaskResponse:
    if isinstance(result, Refused):
        refused = error_response(result.status, "Not Saved", result.detail)
        refused.headers.update(RETRY)
        return refused
    return jsonify(
        vote=result,
        language=article.language,
        key=article.key,
        helpful=opinion.helpful,
        reasons=list(opinion.reasons),
        comment=opinion.comment,
        step=opinion.step,
    )


def _asked_by_address() -> VoteQuestion:
    """The question as the address of this page has it: after an answer it leads back here."""
    said = request.args.get("feedback", "")
    if said not in ANSWERED:
        return VoteQuestion()
    return VoteQuestion(said, token(request.args.get("vote")), said == "yes")
