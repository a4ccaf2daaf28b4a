"""The widget for contact forms of any site: its script, a demonstration, and the address it reports to."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from kb.brand.style import paired_style
from kb.catalog.article import PUBLIC_ONLY, ArticleId
from kb.site.error_responses import error_response
from kb.site.openapi import known_as, problem_response
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.client import client_network
from kb.web.cors import share
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes
from kb.web.source import is_from
from kb.web.visits import wants_no_trace
from search.widget.deflection import WidgetEvent, record

logger = logging.getLogger(__name__)

MAX_REPORT_BYTES = 4_000
REPORTS_OF_ONE = 60
REPORTS_OF_ALL = 1_200
SCRIPT_SECONDS = 3_600
_VISIT = re.compile(r"[0-9a-f]{32}")
_SCRIPT = Path(__file__).parent / "static" / "widget.js"
_NO_BRAND = "const BRAND = '';"


@dataclass(frozen=True, slots=True)
class Report:
    """What a widget says that happened."""

    event: WidgetEvent
    visit: str
    language: str
    article: ArticleId | None


@dataclass(frozen=True)
class WidgetRoom:
    """What the widget's addresses work with."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]
    limit: MinuteLimit


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """``/widget.js``, ``/widget/demo`` and ``/api/v1/deflection``."""
    pages = Blueprint("widget", __name__, template_folder="templates")
    share(pages, site.settings.cors_origins, "deflection")
    # What is posted here looks at no session and changes nothing of anybody, so there is nothing to forge.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(pages))
    limit = site.minute_limit("widget", REPORTS_OF_ONE, REPORTS_OF_ALL, clock)
    routes = Routes(pages, WidgetRoom(site, database, clock, limit))
    routes.get("/widget.js", "script", send_script)
    routes.get("/widget/demo", "demo", show_demo)
    routes.post("/widget/demo", "send_nothing", send_nothing)
    routes.post("/api/v1/deflection", "deflection", take_report)
    return pages


def send_script(room: WidgetRoom) -> Response:
    """The widget's script in the colours of the site."""
    text = _SCRIPT.read_text("utf-8").replace(_NO_BRAND, f"const BRAND = '{paired_style(room.site.catalog.brand)}';", 1)
    response = Response(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={SCRIPT_SECONDS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def show_demo(room: WidgetRoom) -> Response:
    """A contact form with the widget, to try it."""
    if (asked := request.args.get("language")) in room.site.languages():
        room.site.set_language(str(asked))
    response = Response(render_template("widget/widget_demo.html", is_sent="sent" in request.args))
    response.vary.add("Accept-Language")
    return response


def send_nothing(_: WidgetRoom) -> AnyResponse:
    """What is sent on the demonstration goes nowhere."""
    asked = request.args.get("language")
    return redirect(url_for("widget.demo", language=asked, sent=1, _anchor="sent"), 303)


def take_report(room: WidgetRoom) -> Response:
    """Take down what became of a message while articles were suggested."""
    site = room.site
    here = request.host_url.rstrip("/")
    own = (site.settings.origin or here, here)
    is_known = request.headers.get("Origin", own[0]) in (*own, *site.settings.cors_origins)
    if not is_known or not is_from(request, site.settings.origin, site.settings.cors_origins):
        return error_response(403, "Forbidden", "this site is not among KB_CORS_ORIGINS")
    if wants_no_trace(request):
        return Response(status=204)
    if not room.limit.allows(client_network(site.settings)):
        return _later(error_response(429, "Too Many Requests", "try again in a minute"))
    try:
        report = _read_report(site, request.get_data())
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    try:
        with room.database.begin() as connection:
            record(connection, room.clock(), report.visit, report.event, report.language, report.article)
    except SQLAlchemyError as error:
        logger.warning("what became of a message could not be written: %s", said_by(error))
        return _later(error_response(503, "Service Unavailable", "the database is away"))
    return Response(status=204)


def _later(response: Response) -> Response:
    response.headers["Retry-After"] = "60"
    return response


def _read_report(site: Site, body: bytes) -> Report:
    """Read what was posted, whatever type it says it is.

    Raises:
        ValueError: it is no report; tells why.

    """
    if len(body) > MAX_REPORT_BYTES:
        raise ValueError(f"more than {MAX_REPORT_BYTES} bytes")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    given = sent if isinstance(sent, dict) else {}
    event, visit, language, article = (given.get(name) for name in ("event", "visit", "language", "article"))
    if event not in list(WidgetEvent):
        raise ValueError(f"event is none of {', '.join(WidgetEvent)}")
    if not isinstance(visit, str) or not _VISIT.fullmatch(visit):
        raise ValueError("visit is not a number of 32 hexadecimal digits")
    known = next((code for code in site.catalog.languages if code == language), "")
    return Report(WidgetEvent(event), visit, known, _read_article(site, article))


def _read_article(site: Site, name: object) -> ArticleId | None:
    """The public article of this name, like ``en/account/password``; None where none is named."""
    if name is None:
        return None
    language, _, key = str(name).partition("/")
    article = site.catalog.get(language, key, PUBLIC_ONLY)
    if article is None:
        raise ValueError("article is not one of this site")
    return article.id


_EXAMPLE = {
    "event": str(WidgetEvent.OPENED),
    "visit": "0123456789abcdef0123456789abcdef",
    "language": "en",
    "article": "en/returns/return-an-item",
}
PATHS: dict[str, Any] = {
    "/api/v1/deflection": {
        "post": {
            **known_as("report_deflection", "Feedback"),
            "summary": "Report what became of a message while articles were suggested",
            "parameters": [],
            "requestBody": {
                "required": True,
                "content": {
                    kind: {
                        "schema": {
                            "type": "object",
                            "required": ["event", "visit"],
                            "properties": {
                                "event": {"type": "string", "enum": [event.value for event in WidgetEvent]},
                                "visit": {"type": "string", "pattern": f"^{_VISIT.pattern}$"},
                                "language": {"type": "string"},
                                "article": {"type": ["string", "null"], "description": "language/key"},
                            },
                        },
                        "example": _EXAMPLE,
                    }
                    for kind in ("application/json", "text/plain")
                },
            },
            "responses": {
                "204": {"description": "Counted, or left uncounted for a reader who asks not to be tracked"},
                "400": problem_response(),
                "403": {"description": "The site is not among KB_CORS_ORIGINS"},
                "429": {"description": "Too many in one minute"},
                "503": {"description": "The database is away"},
            },
        }
    },
}
