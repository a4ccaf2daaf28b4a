"""``/api/v1/hooks/git``: a forge says that somebody pushed. It is answered at once, and pulled beside that."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from kb.callers.heard import Heard
from kb.git.folder import GitError
from kb.pulling.puller import ArticlePuller
from kb.pulling.pushed import PostKind, is_from_forge, read_post
from kb.site.error_responses import error_response, too_many
from kb.site.site import Site
from kb.web.client import client_network
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes

ADDRESS = "/api/v1/hooks/git"
CALLER = "git"
MAX_POST_BYTES = 5 * 1024 * 1024
"""A push of two thousand commits, the most that GitHub tells of."""
REFUSED_OF_ONE, REFUSED_OF_ALL, BELIEVED = 60, 600, 600
"""So many posts a minute are told that they are not believed, of one client and of all, and so many are believed. They
are counted apart: whoever does not know the secret keeps no forge out."""


@dataclass(frozen=True)
class HookRoom:
    """What the address works with; ``secret`` is empty where none is set, and then there is no such address."""

    site: Site
    puller: ArticlePuller | None
    heard: Heard
    secret: str
    refused: MinuteLimit
    believed: MinuteLimit


def create_blueprint(room: HookRoom) -> Blueprint:
    """The address for forges."""
    pages = Blueprint("pulling", __name__)
    pages.url_value_preprocessor(_limit_body)
    Routes(pages, room).post(ADDRESS, "hook", hear_of_push)
    # Whoever posts proves who they are by the secret; no cookie counts.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(hear_of_push))
    return pages


def _limit_body(*_: object) -> None:
    request.max_content_length = MAX_POST_BYTES


def hear_of_push(room: HookRoom) -> ResponseReturnValue:
    """Pull soon, if the branch was pushed to that the articles are on."""
    puller = room.puller
    if not room.secret or puller is None:
        return error_response(404, "Not Found", "there is no secret: set KB_GIT_HOOK_SECRET_FILE")
    body = request.get_data()
    if not is_from_forge(request.headers, body, room.secret):
        if not room.refused.allows(client_network(room.site.settings)):
            return too_many("requests")
        return error_response(401, "Unauthorized", "neither a signature nor a token by the secret that is set here")
    if not room.believed.allows(None):
        return too_many("requests")
    post = read_post(request.headers, body)
    if post is None:
        return error_response(400, "Bad Request", "the body is no JSON object")
    last = puller.last.as_json()
    try:
        branch = puller.branch()
    except GitError as error:
        room.heard.note(CALLER, f"{post.event}: {error}")
        return error_response(409, "Conflict", str(error), last=last)
    if post.kind is PostKind.PING:
        room.heard.note(CALLER, "ping")
        return jsonify(pong=True, branch=branch, last=last)
    if why := _ignored(post.kind, post.ref, branch, deleted=post.deleted):
        room.heard.note(CALLER, f"{post.event} {post.ref}".strip())
        return jsonify(accepted=False, ignored=why, branch=branch, last=last)
    room.heard.note(CALLER, f"push {post.ref}", asks=True)
    puller.ask()
    return jsonify(accepted=True, branch=branch, last=last), 202


def _ignored(kind: PostKind, ref: str, branch: str, *, deleted: bool) -> str:
    if kind is PostKind.OTHER:
        return "only pushes count"
    if ref != branch:
        return f"the articles are on {branch}"
    return "the branch was deleted" if deleted else ""
