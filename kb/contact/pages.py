"""``/<language>/contact``: how people reach a person, and when; and the form by which they write.

Reading sets no cookie, so the form has no token: ``is_own_form`` keeps other sites out, and a message uses nothing of
a session.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from kb.brand.contact import ContactDetails
from kb.contact import offers
from kb.contact.forms import TRAP, WRONG, Draft, read_draft
from kb.contact.shown import local_time, shown_contact
from kb.core.clock import Clock
from kb.core.text import typed_lines
from kb.messages.attachments import ACCEPTED
from kb.messages.inbox import NewMessage, take_in
from kb.messages.message_rows import MAX_EMAIL, MAX_NAME, MAX_ORDER, MAX_TEXT
from kb.messages.outbox import ways_of
from kb.messages.reference import new_reference, read_reference, shown_reference
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.client import client_network
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes
from kb.web.source import is_own_form

logger = logging.getLogger(__name__)

OF_ONE, OF_ALL, IN_SECONDS = 6, 300, 3_600
"""So many messages of one client, and of all, in an hour."""
_LIMITS = {"text": MAX_TEXT, "email": MAX_EMAIL, "name": MAX_NAME, "order_number": MAX_ORDER}
Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]


@dataclass(frozen=True)
class ContactRoom:
    """What the contact page works with; without a database there is no form."""

    site: Site
    clock: Clock
    database: Engine | None
    limit: MinuteLimit


def create_blueprint(site: Site, clock: Clock, database: Engine | None) -> Blueprint:
    """The address of the page, below each language."""
    pages = Blueprint("contact", __name__, template_folder="templates")
    offers.add_to(pages, site, clock)
    pages.record(lambda state: state.app.extensions["csrf"].exempt(pages))
    pages.url_value_preprocessor(lambda *_: allow_files(site))
    routes = Routes(
        pages, ContactRoom(site, clock, database, site.minute_limit("contact", OF_ONE, OF_ALL, clock, IN_SECONDS))
    )
    routes.get("/<language:language>/contact", "page", show_contact)
    routes.post("/<language:language>/contact", "send", take_message)
    return pages


def allow_files(site: Site) -> None:
    """Before the form is read: a message may come with files."""
    if request.method == "POST":
        request.max_content_length = site.settings.contact_body_bytes


def show_contact(room: ContactRoom, language: str) -> str:
    """The page, where ``site.yml`` describes one; after a message with its reference.

    An address may have what the message begins with: who comes from a conversation need not write it again.
    """
    begun = typed_lines(request.args.get("text", ""), MAX_TEXT)
    return _page(room, language, Draft(begun), read_reference(request.args.get("sent", "")))


def take_message(room: ContactRoom, language: str) -> Answer:
    """A message from the form."""
    site = room.site
    if not _details(site).form or room.database is None:
        abort(404)
    if not is_own_form(request, site.settings.origin):
        abort(403)
    try:
        draft = read_draft(request.form, request.files.getlist("files"), site.settings)
    except RequestEntityTooLarge:
        return _page(room, language, Draft(wrong={"": ("too_much", {})})), 413
    if request.form.get(TRAP):
        return _thanks(language, new_reference())  # a program: it need not know that nobody will read this
    if draft.wrong:
        return _page(room, language, draft), 400
    if not room.limit.allows(client_network(site.settings)):
        draft.wrong[""] = ("too_many", {})
        return _page(room, language, draft), 429, {"Retry-After": str(IN_SECONDS)}
    message = NewMessage(language, draft.email, draft.text, draft.name, draft.order_number, draft.files)
    try:
        reference = take_in(room.database, message, ways_of(site.settings), room.clock())
    except SQLAlchemyError as error:
        logger.warning("a message could not be saved: %s", said_by(error))
        draft.wrong[""] = ("unsaved", {})
        return _page(room, language, draft), 503, {"Retry-After": "60"}
    return _thanks(language, reference)


def _thanks(language: str, reference: str) -> Response:
    return redirect(url_for("contact.page", language=language, sent=shown_reference(reference), _anchor="sent"), 303)


def _page(room: ContactRoom, language: str, draft: Draft, sent: str = "") -> str:
    site = room.site
    now = room.clock().replace(second=0, microsecond=0)  # the same page for a whole minute
    shown = shown_contact(
        _details(site), language, offers.speaker_of(site, language), local_time(site.catalog.brand, now)
    )
    names: dict[str, Any] = {"draft": draft, "told_wrong": WRONG, "limits": _LIMITS, "trap": TRAP, "accepted": ACCEPTED}
    return render_template(
        "contact/contact.html",
        contact=shown,
        has_form=shown.has_form and room.database is not None,
        sent=shown_reference(sent) if sent else "",
        settings=site.settings,
        writing_form="#contact-form",
        writing_field="#contact-text",
        **names,
    )


def _details(site: Site) -> ContactDetails:
    return site.catalog.brand.contact_page or abort(404)
