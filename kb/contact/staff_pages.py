"""``/messages``: what customers wrote, and how far each message is; for staff only."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from kb.core.clock import Clock
from kb.core.paging import page_among, page_number
from kb.core.roles import Action
from kb.messages.deliveries import try_again
from kb.messages.inbox import (
    KeptMessage,
    count_messages,
    delete_message,
    find_message,
    newest_messages,
    read_file,
)
from kb.messages.reference import read_reference, shown_reference
from kb.messages.wording import STATES, WAYS
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.policies import FILE_POLICY
from kb.web.routes import Routes

PAGE_SIZE = 30


@dataclass(frozen=True)
class MessagesRoom:
    """What the pages of messages work with."""

    site: Site
    database: Engine
    clock: Clock


def create_blueprints(site: Site, database: Engine, clock: Clock) -> tuple[Blueprint, Blueprint]:
    """The addresses below ``/messages``: for those who read messages, and for those who may delete them."""
    room = MessagesRoom(site, database, clock)
    reading = Blueprint("messages", __name__, template_folder="templates")
    protect(reading, site, Action.READ_MESSAGES)
    routes = Routes(reading, room)
    routes.get("/messages", "index", list_messages)
    routes.get("/messages/<code>", "one", show_message)
    routes.get("/messages/<code>/files/<int(max=99):number>", "file", send_one_file)
    routes.post("/messages/<code>/again", "again", send_again)
    deleting = Blueprint("messages_deleted", __name__)
    protect(deleting, site, Action.MANAGE)
    Routes(deleting, room).post("/messages/<code>/delete", "delete", delete_one)
    return reading, deleting


def list_messages(room: MessagesRoom) -> AnyResponse | str:
    """The messages, newest first; a reference that is typed leads to its message."""
    typed = request.args.get("reference", "")
    with room.database.connect() as connection:
        if (reference := read_reference(typed)) and find_message(connection, reference):
            return redirect(url_for("messages.one", code=reference))
        total = count_messages(connection)
        page = page_among(page_number(request.args.get("page")), total, PAGE_SIZE)
        found = newest_messages(connection, PAGE_SIZE, page.offset)
    names = {"messages": found, "total": total, "page": page.number, "pages": page.pages, "typed": typed[:40]}
    return render_template("contact/messages.html", **names, **_words(room))


def show_message(room: MessagesRoom, code: str) -> str:
    """One message with all that belongs to it."""
    may_delete = room.site.person().may(Action.MANAGE)
    return render_template("contact/message.html", message=_find(room, code), may_delete=may_delete, **_words(room))


def send_one_file(room: MessagesRoom, code: str, number: int) -> Response:
    """A file of a message, to be saved: what strangers sent is opened by no page of ours."""
    with room.database.connect() as connection:
        file = read_file(connection, read_reference(code), number) or abort(404)
    response = send_file(BytesIO(file.content), file.content_type, as_attachment=True, download_name=file.name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_again(room: MessagesRoom, code: str) -> AnyResponse:
    """Have tried at once what did not go yet."""
    message = _find(room, code)
    with room.database.begin() as connection:
        try_again(connection, message.reference, room.clock())
    return redirect(url_for("messages.one", code=message.reference), 303)


def delete_one(room: MessagesRoom, code: str) -> AnyResponse:
    """Delete a message before its time, as its customer may ask for."""
    with room.database.begin() as connection:
        delete_message(connection, read_reference(code))
    return redirect(url_for("messages.index"), 303)


def _find(room: MessagesRoom, code: str) -> KeptMessage:
    with room.database.connect() as connection:
        return find_message(connection, read_reference(code)) or abort(404)


def _words(room: MessagesRoom) -> dict[str, object]:
    days = room.site.settings.contact_days
    return {"ways": WAYS, "states": STATES, "shown_reference": shown_reference, "kept_days": days}
