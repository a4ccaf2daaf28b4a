"""``/admin/people``: who works here, inviting somebody, one person with all that is theirs, and everybody's tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, render_template, request

from kb.account_services.administration import Colleague
from kb.accounts.accounts import ROLES as ACCOUNT_ROLES
from kb.accounts.accounts import Account, AccountError, clean_name
from kb.accounts.email_address import MAX_EMAIL, fold_email, is_email
from kb.accounts.teams import Team
from kb.admin.invitation import hand_on
from kb.admin.room import AdminRoom
from kb.admin.wording import SAID, WRONG
from kb.core.paging import page_among, page_number
from kb.core.roles import Action
from kb.sign_in.wording import PURPOSES, ROLES
from kb.site.http import private_page
from kb.web.routes import Routes

PAGE_SIZE = 100
MOST_ARTICLES = 50
MAX_FILTER = 100


def add_people(routes: Routes[AdminRoom]) -> None:
    """Add the lists and the page of one person."""
    routes.get("/people", "people", list_people)
    routes.post("/people", "invite", invite)
    routes.get("/people/<row:number>", "person", show_person)
    routes.get("/tokens", "tokens", list_tokens)


def list_people(room: AdminRoom) -> Response:
    """Everybody with an account, those whose name or address has the text of the filter."""
    return _list_page(room)


def invite(room: AdminRoom) -> Response:
    """Make an account; its owner chooses a password by a link, which is mailed or shown once."""
    form = request.form
    email, role = form.get("email", "").strip(), ACCOUNT_ROLES.get(form.get("role", ""))
    if not is_email(fold_email(email)) or len(email) > MAX_EMAIL:
        return _list_page(room, 400, wrong="email")
    if role is None:
        return _list_page(room, 400, wrong="role")
    try:
        account, secret = room.administration.invite(room.site.person(), email, clean_name(form.get("name", "")), role)
    except AccountError:
        return _list_page(room, 400, wrong="taken")
    link = hand_on(room, account, secret, by_mail=form.get("mail") == "1", is_new=True)
    return _list_page(room, link=link)


def show_person(room: AdminRoom, number: int) -> Response:
    """One person: role, teams, sessions, tokens, the articles that are with them."""
    return person_page(room, room.account(number))


def list_tokens(room: AdminRoom) -> str:
    """Every API token that is valid."""
    return render_template("admin/tokens.html", tokens=room.administration.tokens(), purposes=PURPOSES, said=SAID)


def person_page(room: AdminRoom, account: Account, status: int = 200, **said: Any) -> Response:
    """The page of ``account``; ``said`` is what an act has to tell."""
    administration, everybody = room.administration, room.administration.people()
    waiting = room.ownership.waiting_with(account.name, account.email)
    page = render_template(
        "admin/person.html",
        account=account,
        seen_at=next((one.seen_at for one in everybody if one.account.id == account.id), None),
        sessions=administration.sessions_of(account),
        tokens=room.tokens.of_person(account.person),
        factors=administration.factors(account),
        articles=waiting[:MOST_ARTICLES],
        article_count=len(waiting),
        heirs=[one.account for one in everybody if one.account.id != account.id and may_inherit(one.account)],
        teams=(teams := room.teams.everyone()),
        heir_teams=[team for team in teams if has_heir(team, everybody)],
        is_self=account.id == room.site.person().account,
        roles=_role_names(),
        role_of=ROLES,
        purposes=PURPOSES,
        sends_mail=room.sends_mail,
        texts=SAID,
        wrongs=WRONG,
        **{"wrong": "", "link": None, **said},
    )
    return private_page(page, status)


def _list_page(room: AdminRoom, status: int = 200, **said: Any) -> Response:
    everybody, owned = room.administration.people(), room.ownership.owned_by_name()
    typed = request.args.get("q", "")[:MAX_FILTER].strip()
    found = [one for one in everybody if _has(one, typed)]
    page = page_among(page_number(request.args.get("page")), len(found), PAGE_SIZE)
    shown = found[page.offset : page.offset + PAGE_SIZE]
    counts = {
        one.account.id: len(
            owned.get(fold_email(one.account.name), frozenset()) | owned.get(one.account.email, frozenset())
        )
        for one in shown
    }
    text = render_template(
        "admin/people.html",
        people=shown,
        total=len(found),
        page=page.number,
        pages=page.pages,
        counts=counts,
        team_names={team.slug: team.name for team in room.teams.everyone()},
        typed=typed,
        roles=_role_names(),
        role_of=ROLES,
        sends_mail=room.sends_mail,
        form=request.form if status != 200 else {},
        texts=SAID,
        wrongs=WRONG,
        **{"wrong": "", "link": None, **said},
    )
    return private_page(text, status)


def _has(one: Colleague, typed: str) -> bool:
    account = one.account
    return not typed or any(typed.casefold() in text.casefold() for text in (account.name, account.email))


def may_inherit(heir: Account) -> bool:
    """Whether articles may be handed over to ``heir``."""
    return not heir.disabled and heir.person.may(Action.REVIEW)


def has_heir(team: Team, everybody: Iterable[Colleague]) -> bool:
    """Whether articles may be handed over to ``team``: somebody in it can review them."""
    return any(one.account.id in team.members and may_inherit(one.account) for one in everybody)


def _role_names() -> dict[str, str]:
    return {name: ROLES[role] for name, role in ACCOUNT_ROLES.items()}
