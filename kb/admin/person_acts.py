"""What administrators do to one person: role, teams, link, sessions, tokens, disabling, handing over."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.account_services.handover import heir_of
from kb.accounts.accounts import ROLES, Account, AccountError
from kb.accounts.teams import TeamError
from kb.admin.invitation import hand_on
from kb.admin.people_pages import person_page
from kb.admin.room import AdminRoom
from kb.admin.wording import told_handover
from kb.web.routes import Routes


def add_acts(routes: Routes[AdminRoom]) -> None:
    """Add what is done to one person."""
    routes.post("/people/<row:number>/role", "role", change_role)
    routes.post("/people/<row:number>/teams", "person_teams", change_teams)
    routes.post("/people/<row:number>/link", "link", make_link)
    routes.post("/people/<row:number>/sessions", "sessions", end_sessions)
    routes.post("/people/<row:number>/factor", "factor", remove_factor)
    routes.post("/people/<row:number>/disable", "disable", disable)
    routes.post("/people/<row:number>/enable", "enable", enable)
    routes.post("/people/<row:number>/hand-over", "hand_over", hand_over)
    routes.post("/people/<row:number>/tokens/<row:token>/revoke", "revoke", revoke)


def change_role(room: AdminRoom, number: int) -> AnyResponse:
    """Give them another role; they sign in again."""
    account, role = room.account(number), ROLES.get(request.form.get("role", ""))
    if role is None:
        return person_page(room, account, 400, wrong="role")
    if _is_self(room, account):
        return person_page(room, account, 400, wrong="self")
    if role == account.role:
        return _back(account)
    try:
        room.accounts.set_role(room.site.person(), account.email, role)
    except AccountError:
        return person_page(room, account, 400, wrong="last")
    return _back(account, "role")


def change_teams(room: AdminRoom, number: int) -> AnyResponse:
    """Put them into the teams that are chosen, and out of the others; it counts from their next request on."""
    account, chosen = room.account(number), set(request.form.getlist("team"))
    try:
        changed = room.teams.set_teams(room.site.person(), account, chosen)
    except TeamError:
        return person_page(room, account, 400, wrong="team")
    return _back(account, "teams" if changed else "")


def make_link(room: AdminRoom, number: int) -> Response:
    """A new link to choose a password, mailed or shown once; all other access ends."""
    account = room.account(number)
    if account.disabled:
        return person_page(room, account, 400, wrong="disabled")
    secret = room.accounts.password_link(room.site.person(), account)
    link = hand_on(room, account, secret, by_mail=request.form.get("mail") == "1", is_new=False)
    return person_page(room, account, link=link)


def end_sessions(room: AdminRoom, number: int) -> AnyResponse:
    """Sign them out everywhere."""
    account = room.account(number)
    room.accounts.sign_out_everywhere(account.person, by=room.site.person())
    return _back(account, "sessions")


def remove_factor(room: AdminRoom, number: int) -> AnyResponse:
    """Take their second factor away, who lost it."""
    account = room.account(number)
    if _is_self(room, account):
        return person_page(room, account, 400, wrong="self")
    return _back(account, "factor" if room.administration.remove_factors(room.site.person(), account) else "")


def disable(room: AdminRoom, number: int) -> AnyResponse:
    """Let them in no more, then hand over their articles, where that is asked for."""
    account, heir = room.account(number), None
    if _is_self(room, account):
        return person_page(room, account, 400, wrong="self")
    if request.form.get("heir") and (heir := _heir(room, account)) is None:
        return person_page(room, account, 400, wrong="heir")
    try:
        room.accounts.disable(room.site.person(), account.email)
    except AccountError:
        return person_page(room, account, 400, wrong="last")
    if heir is not None:
        _hand_over(room, account, heir)
    return _back(account, "disabled")


def enable(room: AdminRoom, number: int) -> AnyResponse:
    """Let them in again."""
    account = room.account(number)
    room.accounts.enable(room.site.person(), account.email)
    return _back(account, "enabled")


def hand_over(room: AdminRoom, number: int) -> AnyResponse:
    """Give their articles another owner."""
    account = room.account(number)
    heir = _heir(room, account)
    if heir is None:
        return person_page(room, account, 400, wrong="heir")
    _hand_over(room, account, heir)
    return _back(account)


def revoke(room: AdminRoom, number: int, token: int) -> AnyResponse:
    """End one of their API tokens."""
    account = room.account(number)
    if room.tokens.revoke(account.person, token, by=room.site.person()):
        flash("revoked", "admin")
    if request.form.get("from") == "tokens":
        return redirect(url_for("admin.tokens"), 303)
    return _back(account)


def _heir(room: AdminRoom, account: Account) -> str | None:
    try:
        return heir_of(room.accounts, account.email, request.form.get("heir", ""))
    except AccountError:
        return None


def _hand_over(room: AdminRoom, account: Account, heir: str) -> None:
    outcome = room.ownership.hand_over(account.name, account.email, heir, room.site.person())
    for line in told_handover(room.site, outcome):
        flash(line, "handover")


def _is_self(room: AdminRoom, account: Account) -> bool:
    return account.id == room.site.person().account


def _back(account: Account, said: str = "") -> AnyResponse:
    if said:
        flash(said, "admin")
    return redirect(url_for("admin.person", number=account.id), 303)
