"""``/api/v1/chat/mattermost/…``: a slash command, and the button of an answer."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from kb.catalog.article import PUBLIC_ONLY
from kb.site.error_responses import error_response
from kb.web.json_body import json_object
from kb.web.outside import UnreachableError
from kb.web.routes import Routes
from search.chat.found import entry_of
from search.chat.mattermost_messages import escaped, found_message, shared_message
from search.chat.room import MATTERMOST, ChatRoom
from search.chat.signatures import is_from_mattermost, is_sealed
from search.chat.slash_command import answer_question
from search.chat.wording import not_there, shared, too_old

logger = logging.getLogger(__name__)
COMMAND, SHARE = "/api/v1/chat/mattermost/command", "/api/v1/chat/mattermost/share"


def add_mattermost(pages: Blueprint, room: ChatRoom) -> None:
    """Add the addresses."""
    routes = Routes(pages, room)
    routes.post(COMMAND, "mattermost_command", answer_command)
    routes.post(SHARE, "mattermost_share", share_article)


def answer_command(room: ChatRoom) -> ResponseReturnValue:
    """Articles for the question after the command, to whoever asked alone."""
    form, secret = request.form, room.mattermost_secret
    if not secret:
        return _not_set_up()
    if not is_from_mattermost(secret, form.get("token", "")):
        return error_response(401, "Unauthorized", "another token than the one that is set here")
    address, url = room.root + SHARE, form.get("response_url", "")
    room.heard.note(MATTERMOST, "command")
    told = answer_question(
        room, form, form.get("text", "").strip(), lambda found: found_message(found, address, url, secret)
    )
    if isinstance(told, str):
        return jsonify(response_type="ephemeral", text=escaped(told))
    return jsonify(told or {})


def share_article(room: ChatRoom) -> ResponseReturnValue:
    """Post the article of a button in its channel; what the button says was sealed by us, since nothing else proves who
    pressed it.
    """
    told, secret = json_object(request) or {}, room.mattermost_secret
    if not secret:
        return _not_set_up()
    context = told.get("context")
    context = context if isinstance(context, dict) else {}
    name, url, seal = (str(context.get(part) or "") for part in ("article", "to", "seal"))
    if not is_sealed(secret, seal, name, url):
        return error_response(401, "Unauthorized", "not a button of an answer of this site")
    catalog = room.site.library.catalog
    room.heard.note(MATTERMOST, "share")
    language, _, key = name.partition("/")
    article = catalog.get(language, key, PUBLIC_ONLY)
    if article is None:
        return jsonify(ephemeral_text=escaped(not_there(catalog.default_language)))
    message = shared_message(entry_of(room.root, article), str(told.get("user_name") or ""))
    try:
        is_taken = room.late.post(url, message).is_taken
    except UnreachableError as error:
        logger.warning("Mattermost did not take an article: %s", error)
        is_taken = False
    # The address that takes answers is good for half an hour.
    said = shared(language) if is_taken else too_old(language)
    return jsonify(ephemeral_text=escaped(said))


def _not_set_up() -> Response:
    return error_response(404, "Not Found", "there is no token: set KB_MATTERMOST_TOKEN_FILE")
