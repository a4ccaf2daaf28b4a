"""What staff do about an answer that is wrong: its article goes to the head of the review, with one press."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from kb.catalog.article import PUBLIC_ONLY
from kb.core.roles import Action
from kb.core.text import one_line
from kb.sign_in.access import protect
from kb.web.routes import Routes
from search.answers.room import AnswersRoom


def create_blueprint(room: AnswersRoom) -> Blueprint:
    """``/<language>/ask/flag``."""
    pages = Blueprint("answers_staff", __name__)
    protect(pages, room.site, Action.ANSWER)
    Routes(pages, room).post("/<language:language>/ask/flag", "flag", flag_article)
    return pages


def flag_article(room: AnswersRoom, language: str) -> Response:
    """Tell those who review that the answer from an article is wrong."""
    form = request.form
    article = room.site.catalog.get(form.get("article_language", ""), form.get("key", ""), PUBLIC_ONLY)
    if article is None or room.flag is None:
        abort(404)
    question = one_line(form.get("q", ""))
    room.flag(article.id, f"A wrong answer to: {question}", room.site.person())
    return redirect(url_for("answers.page", language=language, q=question, flagged=1), 303)
