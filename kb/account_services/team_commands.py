"""``kb team``: which teams there are and who is in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from kb.account_services.accounts import Accounts
from kb.account_services.handover import NAMED, heir_of, open_ownership, tell_refused
from kb.account_services.teams import Teams
from kb.accounts.teams import TeamError
from kb.core.command_line import Context, folders
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from kb.storage.shared_clock import clock_of
from kb.storage.site_database import open_site_database


@click.group(name="team")
def team() -> None:
    """Teams, which articles name as their owner."""


@team.command()
@folders
@click.argument("slug")
@click.option("--name", default="", help="What people read; the slug where it is left out.")
@click.pass_obj
def add(context: Context, articles: str | None, data: str | None, slug: str, name: str) -> None:
    """Make a team; files name it by SLUG (a-z, 0-9, hyphens), which stays as it is."""
    made = _open(context, articles, data)[1].add(AT_THE_COMMAND_LINE, slug, name)
    click.echo(f"{made.slug} is a team, called {made.name}.")


@team.command()
@folders
@click.argument("slug")
@click.argument("name")
@click.pass_obj
def rename(context: Context, articles: str | None, data: str | None, slug: str, name: str) -> None:
    """Call a team by another name; its slug stays."""
    after = _open(context, articles, data)[1].rename(AT_THE_COMMAND_LINE, slug, name)
    click.echo(f"{after.slug} is called {after.name}.")


@team.command()
@folders
@click.argument("slug")
@click.option("--hand-over-to", "heir", metavar="EMAIL", help="Who, or which team, gets what names it as its owner.")
@click.pass_obj
def remove(context: Context, articles: str | None, data: str | None, slug: str, heir: str | None) -> None:
    """Remove a team that no article names, or whose articles somebody gets; accounts stay."""
    settings, teams, accounts = _open(context, articles, data)
    gone = teams.get(slug)
    to = heir_of(accounts, slug, heir) if heir else None
    with open_ownership(context, settings) as ownership:
        _refuse_while_files_name(slug, ownership)
        if to is not None:
            outcome = ownership.hand_over(slug, slug, to, AT_THE_COMMAND_LINE)
            click.echo(f"{len(outcome.done)} articles are with {to} now.")
            tell_refused(outcome.refused)
        waiting = ownership.waiting_with(slug, slug)
    if waiting:
        paths = _listed([one.path for one in waiting])
        raise TeamError(
            f"{len(waiting)} articles name {slug} as their owner; change them or say --hand-over-to EMAIL:{paths}"
        )
    teams.remove(AT_THE_COMMAND_LINE, gone.slug)
    click.echo(f"{gone.slug} is removed.")


@team.command()
@folders
@click.argument("slug")
@click.argument("email")
@click.pass_obj
def join(context: Context, articles: str | None, data: str | None, slug: str, email: str) -> None:
    """Put an account into a team."""
    _, teams, accounts = _open(context, articles, data)
    account = accounts.get(email)
    is_new = teams.join(AT_THE_COMMAND_LINE, slug, account)
    click.echo(f"{account.email} is in {slug}{' now' if is_new else ' already'}.")


@team.command()
@folders
@click.argument("slug")
@click.argument("email")
@click.pass_obj
def leave(context: Context, articles: str | None, data: str | None, slug: str, email: str) -> None:
    """Take an account out of a team."""
    _, teams, accounts = _open(context, articles, data)
    account = accounts.get(email)
    was_there = teams.leave(AT_THE_COMMAND_LINE, slug, account)
    click.echo(f"{account.email} {'is not in ' + slug + ' any more' if was_there else 'was not in ' + slug}.")


@team.command(name="list")
@folders
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.pass_obj
def show(context: Context, articles: str | None, data: str | None, as_json: bool) -> None:
    """Show all teams with who is in them."""
    _, teams, accounts = _open(context, articles, data)
    emails = {account.id: account.email for account in accounts.everyone()}
    rows = [(one, sorted(emails[number] for number in one.members)) for one in teams.everyone()]
    if as_json:
        told = [{"slug": one.slug, "name": one.name, "members": members} for one, members in rows]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one, members in rows:
        click.echo(f"{one.slug}  {one.name}  {', '.join(members) or 'nobody'}")


def _refuse_while_files_name(slug: str, ownership: Any) -> None:
    """Before anything is handed over: the team would stay all the same."""
    if categories := ownership.categories_of(slug):
        raise TeamError(
            f"{len(categories)} categories name {slug} as their owner; change their files first:{_listed(categories)}"
        )
    files = [one.path for one in ownership.catalog.mentions if slug in one.audience.teams]
    if files:
        raise TeamError(f"{len(files)} files are for {slug}; change their audience first:{_listed(files)}")


def _listed(paths: Sequence[str]) -> str:
    named = "".join(f"\n  {path}" for path in paths[:NAMED])
    return f"{named}\n  … and {len(paths) - NAMED:,} more" if len(paths) > NAMED else named


def _open(context: Context, articles: str | None, data: str | None) -> tuple[Settings, Teams, Accounts]:
    settings = context.settings(articles, data)
    database = open_site_database(settings)
    clock = clock_of(database)
    return settings, Teams(database, clock), Accounts(database, clock)


COMMANDS: tuple[click.Command, ...] = (team,)
