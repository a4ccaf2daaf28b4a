"""Errors as people and as programs see them: pages for the one, RFC 9457 problem details for the other."""

from __future__ import annotations

import json
import logging
from functools import partial

from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.addresses import article_url
from kb.language.interface import interface_languages
from kb.site.right_address import right_address, with_query
from kb.site.site import Site
from kb.web.for_programs import is_for_programs

logger = logging.getLogger(__name__)


def error_response(status: int, title: str, detail: str, **more: object) -> Response:
    """A problem details response (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, content_type="application/problem+json; charset=utf-8")


def too_many(what: str) -> Response:
    """What a program is told that sent more of ``what`` within a minute than it may."""
    response = error_response(429, "Too Many Requests", f"there were many {what}; try again in a minute")
    response.headers["Retry-After"] = "60"
    return response


def no_object() -> Response:
    """What a program is told that sent no JSON object where one is needed (``kb.web.json_body.json_object``)."""
    return error_response(400, "Bad Request", "send a JSON object, as application/json")


def nobody_known() -> Response:
    """What a program is told that did not say who it is where that is needed."""
    return error_response(401, "Unauthorized", "sign in, or send the token of an account: Authorization: Bearer …")


def set_up(app: Flask, site: Site) -> None:
    """Answer every error of ``app`` in the form its address calls for; never with a traceback."""
    app.register_error_handler(HTTPException, partial(answer_error, site))
    app.register_error_handler(Exception, partial(answer_failure, site))


def answer_error(site: Site, error: HTTPException) -> AnyResponse:
    """A page or a problem that says why there is nothing else, or the way to what was moved."""
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()
    if is_for_programs(request.path):
        response = error_response(status, error.name, error.description or error.name)
    elif status == 404 and request.method in ("GET", "HEAD") and (moved := _moved(site)) is not None:
        return moved
    else:
        response = _page(site, status)
    for name, value in error.get_headers():  # Allow, Content-Range, Retry-After
        if name != "Content-Type":
            response.headers[name] = value
    return response


def answer_failure(site: Site, error: Exception) -> AnyResponse:
    """What nobody foresaw: it goes to the log whole, and to who asked not at all."""
    logger.error("a page failed: %s %s", request.method, request.path, exc_info=error)
    return answer_error(site, InternalServerError())


def _page(site: Site, status: int) -> Response:
    site.set_language(_language_of_path(site))
    words = " ".join(request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ").split())[:100]
    response = Response(render_template("site/error.html", status=status, words=words), status)
    response.vary.add("Accept-Language")
    return response


def _moved(site: Site) -> AnyResponse | None:
    """A former address anywhere on the site (``permalink``, ``aliases``, ``old_paths``) leads to its article or
    where a stub sends on, and one that is written otherwise to the right one.
    """
    language, audiences = _language_of_path(site), site.audiences()
    article = site.catalog.moved_to(request.path, language, audiences)
    right = right_address(site, article_url(*article.id) if article else None)
    if right is None and (away := site.catalog.moved_away(request.path, language, audiences)):
        return redirect(away, 302)
    return redirect(with_query(right), 301) if right else None


def _language_of_path(site: Site) -> str:
    first = request.path.strip("/").split("/", 1)[0]
    known = (*site.languages(), *interface_languages())
    return first if first in known else site.preferred_language()
