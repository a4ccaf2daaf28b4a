"""The addresses of answers."""

from __future__ import annotations

from flask import Blueprint

from kb.web.cors import share
from kb.web.routes import Routes
from search.answers import api
from search.answers.room import AnswersRoom


def create_blueprint(room: AnswersRoom) -> Blueprint:
    """``/api/v1/answers``."""
    pages = Blueprint("answers", __name__)
    share(pages, room.site.settings.cors_origins, "api")
    # What is asked looks at no session and changes nothing of anybody, so there is nothing to forge.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(pages))
    pages.url_value_preprocessor(api.limit_body)
    Routes(pages, room).post("/api/v1/answers", "api", api.send_answer)
    return pages
