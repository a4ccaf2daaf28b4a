"""``/api/v1/comments``: what readers wrote with their votes, and what editors do about it, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from kb.api.cursors import ListOrder, answer_page
from kb.core.roles import Action
from kb.core.text import one_line, shorten
from kb.sign_in.access import protect
from kb.site.error_responses import error_response, no_object
from kb.web.json_body import json_object
from kb.web.routes import Routes
from review.comments.handling import MAX_NOTE, CommentAct, SeenComment, act_on, handled
from review.comments.inbox import OPEN, VIEWS, InboxComment, ListedComment, listed_comments, with_words
from review.comments.pages import CommentsRoom

USUAL_LIMIT, MAX_LIMIT = 50, 200


def create_blueprint(room: CommentsRoom) -> Blueprint:
    """The addresses, for those who act."""
    api = Blueprint("comments_api", __name__)
    protect(api, room.site, Action.REVIEW)
    routes = Routes(api, room)
    routes.get("/api/v1/comments", "list", list_comments)
    routes.post("/api/v1/comments/<name>", "act", act_by_program)
    return api


def list_comments(room: CommentsRoom) -> Response:
    """The comments that the address asks for, the newest first."""
    asked = {name: request.args.get(name, "") for name in ("state", "lang", "category", "key")}
    state = asked["state"] or OPEN
    if state not in VIEWS:
        return error_response(400, "Bad Request", f"state={shorten(state)} is none of {', '.join(VIEWS)}")
    with room.database.connect() as connection:
        found = [
            one
            for one in listed_comments(connection, room.review.catalog.articles)
            if state in one.views and _fits(one, asked["lang"], asked["category"], asked["key"])
        ]

        def shown(page: Sequence[ListedComment]) -> list[dict[str, Any]]:
            return [comment_json(one) for one in with_words(connection, page)]

        return answer_page(room.site, ListOrder(found, _place, USUAL_LIMIT, MAX_LIMIT), shown)


def act_by_program(room: CommentsRoom, name: str) -> Response:
    """Take, settle or put back one comment."""
    person, plain = room.site.person(), json_object(request)
    if plain is None:
        return no_object()
    what = next((one for one in CommentAct if one == plain.get("act")), None)
    note, seen = plain.get("note", ""), plain.get("seen")
    if what is None:
        return error_response(400, "Bad Request", f"act is none of {', '.join(CommentAct)}", pointer="/act")
    if not isinstance(note, str):
        return error_response(400, "Bad Request", "note is not a text", pointer="/note")
    if not person.name:
        return error_response(400, "Bad Request", "whoever acts needs a name; sign in or send a token")
    with room.database.begin() as connection:
        now = handled(connection, [name]).get(name)
        if now is None:
            return error_response(404, "Not Found", f"there is no comment {shorten(name)}")
        meant = now.seen if seen is None else SeenComment.of(seen) if isinstance(seen, str) else None
        if meant is None or meant.vote != name:
            return error_response(400, "Bad Request", "seen is not what the list gave of this comment", pointer="/seen")
        if act_on(connection, [meant], what, person.name, one_line(note, MAX_NOTE), room.clock()):
            return error_response(
                409, "Conflict", "somebody did something about it meanwhile, or its reader changed it"
            )
        after = handled(connection, [name])[name]
    return jsonify(id=name, state=after.state, seen=str(after.seen))


def comment_json(one: InboxComment) -> dict[str, Any]:
    """A comment as programs get it."""
    listed, done = one.listed, one.listed.handled
    return {
        "id": done.seen.vote,
        "language": listed.id.language,
        "key": listed.id.key,
        "title": listed.article.title if listed.article else None,
        "on": one.on.isoformat(),
        "comment": one.text,
        "reasons": list(one.reasons),
        "step": one.step,
        "is_current": one.is_current,
        "state": str(done.state),
        "taken_by": done.taken_by or None,
        "settled_by": done.settled_by or None,
        "note": done.note,
        "seen": str(done.seen),
    }


def _fits(one: ListedComment, language: str, category: str, key: str) -> bool:
    return (
        language in ("", one.id.language)
        and key in ("", one.id.key)
        and (not category or (one.article is not None and one.article.is_in(category)))
    )


def _place(one: ListedComment) -> tuple[int, str]:
    """The newest first; of one moment by name."""
    return -one.handled.seen.moment, one.handled.seen.vote
