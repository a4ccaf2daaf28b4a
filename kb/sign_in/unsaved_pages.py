"""What is answered while the database cannot be written: locked, full or away. Nothing that was typed is lost.

A form of the staff comes back with all that is in it, programs are told to come again, everybody else gets a page that
says so. The log names the address and the database's own words, never what was sent.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from kb.sign_in.resend import unsaved
from kb.site.error_responses import error_response
from kb.site.site import Site
from kb.storage.database import AWAY, said_by
from kb.web.for_programs import is_for_programs

logger = logging.getLogger(__name__)
RETRY_SECONDS = 10


def set_up(app: Flask, site: Site) -> None:
    """Answer what the database could not do with 503."""

    def away(error: Exception) -> AnyResponse:
        logger.error("the database could not do it: %s %s: %s", request.method, request.path, said_by(error))
        response: Response | AnyResponse | None = None
        if is_for_programs(request.path):
            detail = "the database is locked, full or away; nothing was saved: send it again later"
            response = error_response(503, "Service Unavailable", detail)
        response = response or unsaved(site) or app.make_response(app.handle_user_exception(ServiceUnavailable()))
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    for kind in AWAY:
        app.register_error_handler(kind, away)
