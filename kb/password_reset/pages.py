"""``/login/forgotten``: whoever forgot their password asks for a link to choose another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.account_services.accounts import Accounts
from kb.account_services.resets import PasswordResets
from kb.accounts.email_address import MAX_EMAIL, as_written, fold_email, is_email
from kb.accounts.sign_in_limit import TooManyTriesError
from kb.language.interface import interface_language
from kb.password_reset.sending import ResetMail
from kb.sign_in.wording import REFUSED, WRONG
from kb.site.http import private_page
from kb.site.site import Site
from kb.storage.database import AWAY
from kb.web.client import client_address
from kb.web.routes import Routes

MOST_ADMINS = 3
RETRY_SECONDS = 60


@dataclass(frozen=True)
class ForgottenRoom:
    """What the page works with; ``address`` tells the client's."""

    site: Site
    accounts: Accounts
    resets: PasswordResets
    mail: ResetMail
    address: Callable[[], str | None]


def create_blueprint(site: Site, accounts: Accounts, resets: PasswordResets, mail: ResetMail) -> Blueprint:
    """The form and what it is answered with."""
    pages = Blueprint("password_reset", __name__, template_folder="templates")
    room = ForgottenRoom(site, accounts, resets, mail, partial(client_address, site.settings))
    routes = Routes(pages, room)
    routes.get("/login/forgotten", "ask", show_form)
    routes.post("/login/forgotten", "send", send_link)
    return pages


def show_form(room: ForgottenRoom) -> Response:
    """The form; what was sent by it; without mail, whom to ask."""
    return _page(room, was_sent="sent" in request.args)


def send_link(room: ForgottenRoom) -> AnyResponse:
    """Have a link mailed. The answer is the same, and as soon, whether there is such an account or not: it is looked
    up in the background.
    """
    if not room.mail.is_set_up:
        return _page(room)
    typed = request.form.get("email", "")
    email = as_written(typed)
    if not is_email(fold_email(email)) or len(typed) > MAX_EMAIL:
        return _page(room, 400, wrong="email")
    try:
        room.resets.count_asking(room.address())
    except TooManyTriesError as error:
        return _page(room, 429, error.seconds, wait=error.seconds)
    except AWAY:
        return _page(room, 503, RETRY_SECONDS, refused=REFUSED["unsaved"])
    if not room.mail.take(email, interface_language(room.site.preferred_language())):
        return _page(room, 429, RETRY_SECONDS, wait=RETRY_SECONDS)
    return redirect(url_for("password_reset.ask", sent="1"), 303)


def _page(room: ForgottenRoom, status: int = 200, seconds: int = 0, **said: object) -> Response:
    """Strangers see this page, so administrators are named by their names only, never by their addresses."""
    sends = room.mail.is_set_up
    admins = [] if sends else [one.name for one in room.accounts.admins() if "@" not in one.name][:MOST_ADMINS]
    names = {"wrong": "", "wait": 0, "refused": "", "was_sent": False, **said}
    typed = request.form.get("email", "")[:MAX_EMAIL]
    page = render_template(
        "password_reset/forgotten.html", sends=sends, admins=admins, email=typed, complaints=WRONG, **names
    )
    return private_page(page, status, seconds)
