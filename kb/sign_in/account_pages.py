"""``/account``: one's own password, sessions and API tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response as AnyResponse

from kb.account_services.accounts import Accounts
from kb.account_services.tokens import Tokens
from kb.accounts import passwords
from kb.accounts.accounts import clean_name
from kb.accounts.sign_in_limit import TooManyTriesError
from kb.accounts.tokens import ALLOWED, MAX_DAYS, MAX_NAME, Scope
from kb.core.roles import Action
from kb.core.text import whole_number
from kb.sign_in import access
from kb.sign_in.pages import know_browser
from kb.sign_in.wording import PURPOSES, ROLES, WRONG
from kb.site.site import Site
from kb.web.routes import Routes

USUAL_DAYS = 90


@dataclass(frozen=True)
class AccountRoom:
    """What the pages of one's own account work with; ``address`` tells the client's."""

    site: Site
    accounts: Accounts
    tokens: Tokens
    address: Callable[[], str | None]


def create_blueprint(site: Site, known: Accounts, tokens: Tokens, address: Callable[[], str | None]) -> Blueprint:
    """The addresses of one's own account; only for who signed in, since tokens do not count here."""
    pages = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")
    pages.before_request(partial(only_with_account, site))
    routes = Routes(pages, AccountRoom(site, known, tokens, address))
    routes.get("", "account", show_account)
    routes.post("/password", "change_password", change_password)
    routes.post("/sign-out-everywhere", "sign_out_everywhere", sign_out_everywhere)
    routes.post("/tokens", "make_token", make_token)
    routes.post("/tokens/<row:number>/revoke", "revoke_token", revoke_token)
    return pages


def only_with_account(site: Site) -> AnyResponse | None:
    """Let in who signed in, whatever their role."""
    refused = access.refusal(site, Action.ANSWER)
    if refused is None and site.person().account is None:
        abort(404)  # an editor at the machine itself has no account yet
    return refused


def show_account(room: AccountRoom) -> Response:
    """One's own account: password, sessions, tokens."""
    return _page(room.site, room.tokens)


def change_password(room: AccountRoom) -> AnyResponse:
    """Set another password, for who knows the one there is."""
    site, tokens = room.site, room.tokens
    person, form = site.person(), request.form
    if wrong := passwords.complaint(form.get("new", ""), person.email, person.name):
        return _page(site, tokens, 400, wrong=str(wrong))
    key = session.get("_user_id", "")  # there is none where a proxy signed them in
    try:
        changed = room.accounts.change_password(person, form.get("old", ""), form["new"], room.address(), key)
    except TooManyTriesError as error:
        response = _page(site, tokens, 429, wait=error.seconds)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    if not changed:
        return _page(site, tokens, 400, wrong="old")
    flash("password")
    return know_browser(room.accounts, person, redirect(url_for("account.account"), 303))


def sign_out_everywhere(room: AccountRoom) -> AnyResponse:
    """End every session of this account, this one as well."""
    room.accounts.sign_out_everywhere(room.site.person())
    logout_user()
    session.clear()
    return redirect(url_for("signin.login"), 303)


def make_token(room: AccountRoom) -> AnyResponse:
    """Make an API token and show it once."""
    site, tokens = room.site, room.tokens
    name = clean_name(request.form.get("name", ""))[:MAX_NAME]
    scopes = [scope for scope in _scopes(site) if str(scope) in request.form.getlist("scope")]
    days = whole_number(request.form.get("days"), 1, MAX_DAYS)
    wrong = "" if name else "token-name"
    wrong = wrong or ("" if scopes else "token-scope")
    wrong = wrong or ("" if days else "token-days")
    if wrong or days is None:
        return _page(site, tokens, 400, wrong=wrong)
    return _page(site, tokens, made=tokens.make(site.person(), name, scopes, days))


def revoke_token(room: AccountRoom, number: int) -> AnyResponse:
    """End an API token."""
    room.tokens.revoke(room.site.person(), number)
    flash("revoked")
    return redirect(url_for("account.account"), 303)


def _scopes(site: Site) -> list[Scope]:
    """The scopes of which their role can do everything. Who may not read the articles of all teams has a token that
    does not either.
    """
    may = site.person().may
    return [scope for scope, actions in ALLOWED.items() if all(map(may, actions - {Action.READ_TEAMS}))]


def _page(site: Site, tokens: Tokens, status: int = 200, *, wrong: str = "", wait: int = 0, made: str = "") -> Response:
    names = {"account": site.person(), "tokens": tokens.of_person(site.person()), "scopes": _scopes(site)}
    limits = {"shortest": passwords.SHORTEST, "max_days": MAX_DAYS, "usual_days": USUAL_DAYS}
    texts = {"complaints": WRONG, "roles": ROLES, "purposes": PURPOSES}
    said = {"wrong": wrong, "wait": wait, "made": made, "form": request.form}
    page = render_template("sign_in/account.html", **names, **limits, **said, **texts)
    return make_response(page, status)
