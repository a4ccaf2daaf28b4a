"""``/api/v1/chat/mattermost/…``: a slash command, and the button of an answer."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from kb.catalog.article import PUBLIC_ONLY
from kb.site.error_responses import error_response
from kb.web.json_body import json_object
from kb.web.posting import UnreachableError
from kb.web.routes import Routes
from search.chat.found import entry_of
from search.chat.late import BusyError
from search.chat.mattermost_messages import escaped, found_message, shared_message
from search.chat.room import MATTERMOST, ChatRoom
from search.chat.signatures import is_from_mattermost, is_sealed
from search.chat.wording import how_to, not_there, shared, too_many, too_old

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
    team, question, url = form.get("team_id", ""), form.get("text", "").strip(), form.get("response_url", "")
    language = room.site.library.catalog.default_language
    room.heard.note(MATTERMOST, "command")
    if not question or question.lower() == "help":
        return _to_asker(how_to(language, form.get("command", "/kb")[:40]))
    if not room.limit.allows(f"{team} {form.get('user_id', '')}"):
        return _to_asker(too_many(language))
    address = room.root + SHARE
    try:
        message = room.late.within(lambda: found_message(room.find(question, team), address, url, secret), url)
    except BusyError:
        return _to_asker(too_many(language))
    return jsonify({} if message is None else message)


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


def _to_asker(text: str) -> Response:
    return jsonify(response_type="ephemeral", text=escaped(text))
