"""``/api/v1/chat/slack/…``: a command, a shortcut on a message, the button of an answer, and links that are posted."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from kb.catalog.article import PUBLIC_ONLY
from kb.site.error_responses import error_response
from kb.web.routes import Routes
from search.chat.found import entry_of
from search.chat.late import BusyError
from search.chat.room import SLACK, ChatRoom
from search.chat.signatures import is_from_slack
from search.chat.slack_messages import SHARE, Message, found_message, gone_message, plain, shared_message
from search.chat.slash_command import answer_question
from search.chat.unfurling import entries_at, unfurl

logger = logging.getLogger(__name__)
COMMAND, INTERACT, EVENTS = (f"/api/v1/chat/slack/{name}" for name in ("command", "interact", "events"))
FIND = "find_article"
"""The shortcut's callback id."""
MAX_POST_BYTES = 512 * 1024
"""A message of 40,000 letters, written twice, as a form."""
MOST_FIELDS = 100


def add_slack(pages: Blueprint, room: ChatRoom) -> None:
    """Add the addresses."""
    routes = Routes(pages, room)
    routes.post(COMMAND, "slack_command", answer_command)
    routes.post(INTERACT, "slack_interact", answer_interaction)
    routes.post(EVENTS, "slack_events", hear_event)


def answer_command(room: ChatRoom) -> ResponseReturnValue:
    """Articles for the question after the command, to whoever asked alone."""
    body = request.get_data()
    if (refused := _refused(room, body)) is not None:
        return refused
    form = _form(body)
    room.heard.note(SLACK, "command")
    told = answer_question(room, form, plain(form.get("text", "")).strip(), found_message)
    if told is None:
        return Response(status=200)
    return jsonify(response_type="ephemeral", text=told) if isinstance(told, str) else jsonify(told)


def answer_interaction(room: ChatRoom) -> ResponseReturnValue:
    """Articles for a message somebody pointed at, or one shared in the channel: posted to the address that came along,
    since Slack takes nothing in the answer itself.
    """
    body = request.get_data()
    if (refused := _refused(room, body)) is not None:
        return refused
    told = _object(_form(body).get("payload", ""))
    kind, url = told.get("type"), str(told.get("response_url") or "")
    team, user = _id(told, "team"), _id(told, "user")
    room.heard.note(SLACK, str(kind)[:40])
    if not room.limit.allows(f"{team} {user}"):
        return Response(status=200)
    try:
        if kind == "message_action" and told.get("callback_id") == FIND:
            message = _part(told, "message").get("text")
            text = plain(message) if isinstance(message, str) else ""
            room.late.beside(lambda: found_message(room.find_in(text, team)), url)
        elif kind == "block_actions" and (name := _shared(told)):
            room.late.beside(partial(_share, room, name, user), url)
    except BusyError:
        logger.warning("a message of Slack was not answered: too many at once")
    return Response(status=200)


def hear_event(room: ChatRoom) -> ResponseReturnValue:
    """Show articles below messages that link to them; the first event of all asks whether we are here."""
    body = request.get_data()
    if (refused := _refused(room, body)) is not None:
        return refused
    told = _object(body)
    if told.get("type") == "url_verification":
        room.heard.note(SLACK, "url_verification")
        return jsonify(challenge=str(told.get("challenge", ""))[:1_000])
    event, name = _part(told, "event"), str(told.get("event_id", ""))
    if told.get("type") != "event_callback" or event.get("type") != "link_shared" or not name:
        return Response(status=200)
    if not room.slack_token or not room.events.is_new(name):
        return Response(status=200)  # it is sent again where the answer was late
    room.heard.note(SLACK, "link_shared")
    try:
        room.late.beside(partial(_unfurl, room, told, event), "")
    except BusyError:
        room.events.forget(name)
        return error_response(503, "Service Unavailable", "too many at once")
    return Response(status=200)


def _unfurl(room: ChatRoom, told: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    # In a channel that is shared with another company its people read along, and so they may where nothing is said.
    # Of a link that is still being typed it is not known where it will be posted.
    is_posted = event.get("source") == "conversations_history" and event.get("channel") != "COMPOSER"
    is_ours = is_posted and told.get("is_ext_shared_channel") is False
    audiences = room.audiences(str(told.get("team_id", ""))) if is_ours else PUBLIC_ONLY
    links = event.get("links")
    urls = [one["url"] for one in links if isinstance(one, dict) and isinstance(one.get("url"), str)] if links else []
    entries = entries_at(room.site.library.catalog, room.root, urls, audiences)
    if entries and (wrong := unfurl(room.late, room.slack_api, room.slack_token, event, entries)):
        logger.warning("Slack did not show a link: %s", wrong)
        room.heard.note(SLACK, f"chat.unfurl: {wrong}")


def _share(room: ChatRoom, name: str, user: str) -> Message:
    language, _, key = name.partition("/")
    catalog = room.site.library.catalog
    article = catalog.get(language, key, PUBLIC_ONLY)
    return (
        gone_message(catalog.default_language)
        if article is None
        else shared_message(entry_of(room.root, article), user)
    )


def _shared(told: Mapping[str, Any]) -> str:
    """The article whose button was pressed."""
    for action in told.get("actions") or ():
        if isinstance(action, dict) and action.get("action_id") == SHARE:
            return str(action.get("value") or "")
    return ""


def _refused(room: ChatRoom, body: bytes) -> Response | None:
    """Why nothing is answered; None where Slack asks."""
    if not room.slack_secret:
        return error_response(404, "Not Found", "there is no secret: set KB_SLACK_SIGNING_SECRET_FILE")
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if is_from_slack(room.slack_secret, timestamp, signature, body, room.clock().timestamp()):
        return None
    return error_response(401, "Unauthorized", "no signature by the secret that is set here, not older than 5 minutes")


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _part(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = told.get(name)
    return part if isinstance(part, dict) else {}


def _id(told: Mapping[str, Any], name: str) -> str:
    return str(_part(told, name).get("id") or "")
