"""Who asks: a program by its token, whomever a trusted proxy names, whoever signed in by their session, else a reader.

Flask-Login keeps the key of the session in Flask's signed cookie; the session itself is a row in the database, so that
it can be ended. A token counts where programs ask only (``/api/``, ``/mcp``), and alone: a cookie beside it is not
looked at. That is why what comes with a token needs no form token against cross-site requests: a browser adds cookies
by itself, but never this header, and pages of other sites may not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from flask_login import LoginManager, current_user
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest

from kb.account_services.accounts import Accounts
from kb.account_services.identities import Identities
from kb.account_services.teams import Teams
from kb.account_services.tokens import Tokens
from kb.accounts import sessions
from kb.core.networks import is_in
from kb.core.roles import READER, Person
from kb.core.settings import Settings
from kb.sign_in import account_pages, openid_pages, pages, proxy, resend
from kb.sign_in.access import who_sits_here
from kb.sign_in.pages import SignedIn
from kb.site.asking import Sender
from kb.site.error_responses import error_response, nobody_known
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.client import client_address, peer_address
from kb.web.for_programs import MCP, is_for_programs, token_of

logger = logging.getLogger(__name__)


class _Manager(LoginManager):  # type: ignore[misc]
    def _update_remember_cookie(self, response: Response) -> Response:
        """There is none. Looking for it would mark every response, static files too, as different by cookie."""
        return response


class WhoAsks:
    """The people with accounts in ``database``, and who of them sent a request (``kb.site.asking.People``)."""

    def __init__(self, settings: Settings, database: Engine, clock: Callable[[], datetime]) -> None:
        self.accounts = Accounts(database, clock, settings.second_factor)
        self.tokens = Tokens(database, clock)
        self.identities = Identities(database, clock)
        self.sits_here: Callable[[], Person | None] = lambda: None
        """Who works at the machine itself in the browser that asks."""
        self._teams = Teams(database, clock)
        self._settings = settings

    def have_accounts(self) -> bool:
        """Whether there is any account."""
        return self.accounts.exist()

    def admins(self) -> list[Person]:
        """Those who may give rights."""
        return self.accounts.admins()

    def team_names(self) -> dict[str, str]:
        """What teams are called, by their slugs; none where the database is away."""
        try:
            return {team.slug: team.name for team in self._teams.everyone()}
        except SQLAlchemyError as error:
            logger.warning("teams could not be looked up: %s", said_by(error))
            return {}

    def sender(self) -> Sender:
        """Who asks. Where the database is away everybody is a reader, so that public pages go on."""
        try:
            if (token := token_of(request)) is not None:
                found = self.tokens.find(token)
                return Sender(found[0] if found else READER)
            if named := self._named_by_proxy():
                return Sender(named, is_named_by_proxy=True)
            if request.path == MCP:
                return Sender(READER)
            user: Any = current_user._get_current_object()
            return Sender(user.person if user.is_authenticated else self.sits_here() or READER)
        except SQLAlchemyError as error:
            logger.warning("who asks could not be looked up: %s", said_by(error))
            return Sender(READER)

    def _named_by_proxy(self) -> Person | None:
        """Whom a trusted proxy names."""
        if not is_in(peer_address(request), self._settings.trusted_proxy):
            return None
        identity = proxy.identity_of(request.headers, self._settings.sign_in_roles)
        return self.identities.at_the_door(identity) if identity else None


def set_up(app: Flask, site: Site, who_asks: WhoAsks) -> None:
    """Look at who asks before each request."""
    who_asks.sits_here = partial(who_sits_here, site)
    app.config["PERMANENT_SESSION_LIFETIME"] = sessions.LONGEST
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # asked for below, unless a token speaks for the request
    manager = _Manager(app, add_context_processor=False)
    manager.session_protection = None  # people change networks; the key of a session is secret enough
    manager.user_loader(partial(_load, who_asks.accounts))
    app.before_request(partial(_check, site))
    app.after_request(partial(_keep_private, site))
    app.context_processor(lambda: {"signed_in": _signed_in(site), "is_named_by_proxy": site.is_named_by_proxy()})


def _load(known: Accounts, key: str) -> SignedIn | None:
    """Who signed in with the key of a session, while it lasts."""
    person = known.of_session(key)
    return SignedIn(person, key) if person else None


def _check(site: Site) -> Response | None:
    """Refuse a forged form and a token that is worth nothing."""
    if token_of(request) is None:
        forged = _forgery()
        if forged and is_for_programs(request.path) and site.person() == READER:  # a program without a token
            return nobody_known()
        if answer := resend.given_back(site, has_token=forged is None):
            return answer
        if forged:
            raise forged
    elif site.person().account is None:
        refused = error_response(401, "Unauthorized", "the token is unknown, too old or was revoked")
        refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refused
    return None


def _keep_private(site: Site, response: Response) -> Response:
    """Nobody keeps what was made for somebody signed in, or at the machine itself."""
    if site.person_so_far() != READER and not (request.endpoint or "").endswith(".static"):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def create_blueprints(site: Site, who_asks: WhoAsks, clock: Callable[[], datetime]) -> list[Blueprint]:
    """The pages to sign in, here and elsewhere, and those of one's own account."""
    known = who_asks.accounts
    address = partial(client_address, site.settings)
    return [
        pages.create_blueprint(site, known, address),
        openid_pages.create_blueprint(site, known, who_asks.identities, clock),
        account_pages.create_blueprint(site, known, who_asks.tokens, address),
    ]


def _forgery() -> BadRequest | None:
    """What is wrong with the token of a form against forgery."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        try:
            current_app.extensions["csrf"].protect(apply_exemptions=True)
        except BadRequest as error:
            return error
    return None


def _signed_in(site: Site) -> Person | None:
    person = site.person()
    return person if person.account is not None else None
