"""``/admin/teams``: which teams there are, and one with its name, who is in it and what names it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.account_services.handover import heir_of
from kb.accounts.accounts import Account, AccountError, clean_name
from kb.accounts.teams import MAX_NAME, Team, TeamError, may_be_called
from kb.admin.people_pages import MOST_ARTICLES, has_heir, may_inherit
from kb.admin.room import AdminRoom
from kb.admin.wording import SAID, WRONG, told_handover
from kb.catalog.article import Article
from kb.core.values import MAX_SLUG
from kb.web.routes import Routes

Page = str | tuple[str, int]


def add_teams(routes: Routes[AdminRoom]) -> None:
    """Add the list, the page of one team, and what is done to it."""
    routes.get("/teams", "teams", list_teams)
    routes.post("/teams", "add_team", add_team)
    routes.get("/teams/<row:number>", "team", show_team)
    routes.post("/teams/<row:number>/name", "rename_team", rename)
    routes.post("/teams/<row:number>/members", "join_team", let_join)
    routes.post("/teams/<row:number>/members/<row:account>/leave", "leave_team", let_leave)
    routes.post("/teams/<row:number>/remove", "remove_team", remove)


def list_teams(room: AdminRoom) -> Page:
    """Every team."""
    return _list_page(room)


def add_team(room: AdminRoom) -> AnyResponse | Page:
    """Make a team; its page is next, where people are put into it."""
    slug, name = request.form.get("slug", "").strip(), clean_name(request.form.get("name", ""))
    if not name:
        return _list_page(room, "no-name")
    if not may_be_called(slug):
        return _list_page(room, "slug")
    try:
        team = room.teams.add(room.site.person(), slug, name)
    except TeamError:
        there = next((team for team in room.teams.everyone() if team.slug == slug), None)
        if there is not None and there.name == name:
            return _to(there)  # by the first of two clicks
        is_taken = there is not None
        return _list_page(room, "slug-taken" if is_taken else "most-teams")
    return _to(team)


def show_team(room: AdminRoom, number: int) -> Page:
    """One team."""
    return _team_page(room, room.team(number))


def rename(room: AdminRoom, number: int) -> AnyResponse | Page:
    """Call it by another name; its slug stays."""
    team, name = room.team(number), clean_name(request.form.get("name", ""))
    if not name:
        return _team_page(room, team, "no-name")
    room.teams.rename(room.site.person(), team.slug, name)
    return _to(team, "renamed")


def let_join(room: AdminRoom, number: int) -> AnyResponse | Page:
    """Put somebody into it."""
    team, email = room.team(number), request.form.get("member", "")
    if any(one.account.email == email and one.account.id in team.members for one in room.administration.people()):
        return _to(team)  # by the first of two clicks, or by another administrator
    account = next((one for one in _others(room, team) if one.email == email), None)
    if account is None:
        return _team_page(room, team, "nobody")
    room.teams.join(room.site.person(), team.slug, account)
    return _to(team, "joined")


def let_leave(room: AdminRoom, number: int, account: int) -> AnyResponse:
    """Take somebody out of it."""
    team = room.team(number)
    was_there = room.teams.leave(room.site.person(), team.slug, room.account(account))
    return _to(team, "left" if was_there else "")


def remove(room: AdminRoom, number: int) -> AnyResponse | Page:
    """Take the team away, where no file names it or whoever gets its articles is chosen."""
    team, heir = room.team(number), request.form.get("heir", "")
    if room.ownership.categories_of(team.slug):  # nothing is handed over before: the team stays
        return _team_page(room, team, "leads")
    if _files_for(room, team):
        return _team_page(room, team, "reads")
    if heir and not _hands_over(room, team, heir):
        return _team_page(room, team, "heir")
    if _articles_of(room, team):
        return _team_page(room, team, "owns")
    room.teams.remove(room.site.person(), team.slug)
    flash("team-removed", "admin")
    return redirect(url_for("admin.teams"), 303)


def _hands_over(room: AdminRoom, team: Team, heir: str) -> bool:
    """Whether ``heir`` may have the articles of ``team``, which are theirs then as far as files can be written."""
    try:
        to = heir_of(room.accounts, team.slug, heir)
    except AccountError:
        return False
    outcome = room.ownership.hand_over(team.slug, team.slug, to, room.site.person())
    for line in told_handover(room.site, outcome):
        flash(line, "handover")
    return True


def _articles_of(room: AdminRoom, team: Team) -> list[Article]:
    return room.ownership.waiting_with(team.slug, team.slug)


def _files_for(room: AdminRoom, team: Team) -> list[str]:
    """The files of articles and categories that are for the team."""
    return [one.path for one in room.site.catalog.mentions if team.slug in one.audience.teams]


def _heirs(room: AdminRoom) -> list[Account]:
    return [one.account for one in room.administration.people() if may_inherit(one.account)]


def _others(room: AdminRoom, team: Team) -> list[Account]:
    everybody = (one.account for one in room.administration.people())
    return [account for account in everybody if account.id not in team.members and not account.disabled]


def _list_page(room: AdminRoom, wrong: str = "") -> Page:
    owned = room.ownership.owned_by_name()
    teams = room.teams.everyone()
    page = render_template(
        "admin/teams.html",
        teams=teams,
        counts={team.slug: len(owned.get(team.slug, ())) for team in teams},
        form=request.form if wrong else {},
        longest=(MAX_NAME, MAX_SLUG),
        texts=SAID,
        wrongs=WRONG,
        wrong=wrong,
    )
    return (page, 400) if wrong else page


def _team_page(room: AdminRoom, team: Team, wrong: str = "") -> Page:
    articles, files, everybody = _articles_of(room, team), _files_for(room, team), room.administration.people()
    categories = room.ownership.categories_of(team.slug)
    names: dict[str, Any] = {
        "team": team,
        "members": [one.account for one in everybody if one.account.id in team.members],
        "others": _others(room, team),
        "articles": articles[:MOST_ARTICLES],
        "article_count": len(articles),
        "heirs": _heirs(room),
        "heir_teams": [one for one in room.teams.everyone() if one.id != team.id and has_heir(one, everybody)],
        "categories": categories[:MOST_ARTICLES],
        "category_count": len(categories),
        "files": files[:MOST_ARTICLES],
        "file_count": len(files),
        "name": request.form.get("name", team.name) if wrong == "no-name" else team.name,
        "longest": MAX_NAME,
    }
    page = render_template("admin/team.html", **names, texts=SAID, wrongs=WRONG, wrong=wrong)
    return (page, 400) if wrong else page


def _to(team: Team, said: str = "") -> AnyResponse:
    if said:
        flash(said, "admin")
    return redirect(url_for("admin.team", number=team.id), 303)
