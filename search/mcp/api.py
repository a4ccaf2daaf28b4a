"""``/mcp``: one request of an assistant, with one answer. Checked here as every address is, then the SDK's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from kb.site.error_responses import error_response, too_many
from kb.web.client import client_network
from kb.web.for_programs import MCP
from kb.web.routes import Routes
from kb.web.source import is_from
from search.mcp.room import McpRoom

if TYPE_CHECKING:
    from search.mcp.exchange import Headers

MAX_POST_BYTES = 1024 * 1024
"""A customer's message, the longest in the longest characters, and what is around it."""
_OURS = ("cache-control", "connection", "content-length", "content-type", "server", "transfer-encoding")
"""Headers that the site writes itself."""


def create_blueprint(room: McpRoom) -> Blueprint:
    """The address for assistants; anything but a POST is answered 405, since there is no stream to listen to."""
    pages = Blueprint("mcp", __name__)
    pages.url_value_preprocessor(_limit_body)
    routes = Routes(pages, room)
    routes.post(MCP, "answer", answer_assistant)
    routes.get(MCP, "listen", refuse_to_stream)
    # No cookie counts here, so nobody can be tricked into a request of theirs; programs have no form token.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(answer_assistant))
    return pages


def _limit_body(*_: object) -> None:
    """Before the body is read."""
    request.max_content_length = MAX_POST_BYTES


def refuse_to_stream(_: McpRoom) -> Response:
    """Nothing is ever sent of itself, so there is nothing to listen to (and a language has no such address)."""
    refused = error_response(405, "Method Not Allowed", "send a POST; there is no stream to listen to")
    refused.headers["Allow"] = "POST"
    return refused


def answer_assistant(room: McpRoom) -> Response:
    """What the server says to this request."""
    site = room.site
    if not is_from(request, site.settings.base_url, site.settings.cors_origins):
        return error_response(403, "Forbidden", "pages of other sites may not ask here")
    if room.staff_desk is None and not room.limit.allows(client_network(site.settings)):
        return too_many("requests")
    # It takes a second and 30 MB to import: sites that no assistant asks do without.
    from search.mcp.exchange import exchange
    from search.mcp.server import make_server

    body = request.get_data()
    if body.lstrip()[:1] == b"[":
        return error_response(400, "Bad Request", "send one request, not an array of them")
    server = make_server(room, site.face(site.catalog.default_language).site_name)
    told = exchange(server, request.headers.items(), body)
    headers = [(name, value) for name, value in told.headers if name.lower() not in _OURS]
    response = Response(told.body, told.status, headers, content_type=_kind(told.headers))
    response.headers["Cache-Control"] = "no-store"
    return response


def _kind(headers: Headers) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "text/plain; charset=utf-8")
