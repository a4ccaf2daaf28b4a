"""``kb user``: who may sign in, as what, and what happened with accounts."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from kb.account_services.accounts import Accounts
from kb.account_services.administration import Administration
from kb.account_services.handover import heir_of, tell_what_waits
from kb.account_services.identities import Identities
from kb.accounts import passwords
from kb.accounts.accounts import ROLES, Account, AccountError
from kb.core.command_line import Context, folders
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from kb.core.site_address import site_address
from kb.storage.shared_clock import clock_of
from kb.storage.site_database import open_site_database

role_choice = click.Choice(list(ROLES), case_sensitive=False)


@click.group(name="user")
def user() -> None:
    """Accounts for staff, authors, editors and administrators; readers need none."""


@user.command()
@folders
@click.argument("email")
@click.option("--name", default="", help="What others see; the address where it is left out.")
@click.option("--role", type=role_choice, default="staff", show_default=True)
@click.option("--password-stdin", "source", flag_value="stdin", help="Read the password from standard input.")
@click.option("--link", "source", flag_value="link", help="Print a link by which they choose one (once, for a day).")
@click.pass_obj
def add(
    context: Context, articles: str | None, data: str | None, email: str, name: str, role: str, source: str | None
) -> None:
    """Make an account; asks for its password unless told otherwise."""
    settings, accounts = _open(context, articles, data)
    password = None if source == "link" else _password(source, email, name)
    made = accounts.add(AT_THE_COMMAND_LINE, email, name, ROLES[role], password)
    click.echo(f"{made.email} can sign in as {role}.")
    if password is None:
        _print_link(settings, accounts, made)


@user.command(name="role")
@folders
@click.argument("email")
@click.argument("role", type=role_choice)
@click.pass_obj
def change_role(context: Context, articles: str | None, data: str | None, email: str, role: str) -> None:
    """Give an account another role; whoever is signed in with it signs in again."""
    _, accounts = _open(context, articles, data)
    before = accounts.set_role(AT_THE_COMMAND_LINE, email, ROLES[role])
    click.echo(f"{before.email}: {before.role.name.lower()} → {role}.")


@user.command()
@folders
@click.argument("email")
@click.option("--hand-over-to", "heir", metavar="EMAIL", help="Who, or which team, gets what waits with them.")
@click.pass_obj
def disable(context: Context, articles: str | None, data: str | None, email: str, heir: str | None) -> None:
    """Let an account in no more: sessions, API tokens and links end at once. Names what still waits with them."""
    settings, accounts = _open(context, articles, data)
    account = accounts.get(email)
    to = heir_of(accounts, account.email, heir) if heir else None
    accounts.disable(AT_THE_COMMAND_LINE, account.email)
    click.echo(f"{account.email} is disabled.")
    tell_what_waits(context, settings, account, to)


@user.command()
@folders
@click.argument("email")
@click.pass_obj
def enable(context: Context, articles: str | None, data: str | None, email: str) -> None:
    """Let a disabled account in again, with its password; sessions and tokens of before stay ended."""
    _, accounts = _open(context, articles, data)
    click.echo(f"{accounts.enable(AT_THE_COMMAND_LINE, email).email} is enabled.")


@user.command()
@folders
@click.argument("email")
@click.pass_obj
def unlink(context: Context, articles: str | None, data: str | None, email: str) -> None:
    """Give up whom single sign-on knows by an account, so that the next with its verified address gets it."""
    database = open_site_database(context.settings(articles, data))
    count = Identities(database, clock_of(database)).unlink(AT_THE_COMMAND_LINE, email)
    click.echo(f"{email} is linked to nobody any more (it was to {count}); all sessions are ended.")


@user.command()
@folders
@click.argument("email")
@click.option("--password-stdin", "source", flag_value="stdin", help="Set the password read from standard input.")
@click.option("--prompt", "source", flag_value="prompt", help="Ask for the password and set it.")
@click.pass_obj
def reset(context: Context, articles: str | None, data: str | None, email: str, source: str | None) -> None:
    """Print a link by which they choose a new password (once, for a day), or set it here."""
    settings, accounts = _open(context, articles, data)
    account = accounts.get(email)
    if source is None:
        _print_link(settings, accounts, account)
        return
    accounts.set_password(AT_THE_COMMAND_LINE, account, _password(source, account.email, account.name))
    click.echo(f"The password of {account.email} is set; all sessions are ended.")


@user.command(name="remove-factor")
@folders
@click.argument("email")
@click.pass_obj
def remove_factor(context: Context, articles: str | None, data: str | None, email: str) -> None:
    """Take the second factor of an account away (app, passkeys, recovery codes), for who lost it; sessions end."""
    database = open_site_database(context.settings(articles, data))
    clock = clock_of(database)
    account = Accounts(database, clock).get(email)
    if not Administration(database, clock).remove_factors(AT_THE_COMMAND_LINE, account):
        raise AccountError(f"{account.email} has no second factor")
    click.echo(f"{account.email} signs in by password alone, or sets up another factor where KB_SECOND_FACTOR asks.")


@user.command(name="list")
@folders
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.pass_obj
def show(context: Context, articles: str | None, data: str | None, as_json: bool) -> None:
    """Show all accounts."""
    _, accounts = _open(context, articles, data)
    with_factor = accounts.with_factor()
    rows = [{**_account_json(one), "second_factor": one.id in with_factor} for one in accounts.everyone()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        state = "disabled" if row["disabled"] else row["role"]
        factor = "second factor  " if row["second_factor"] else ""
        theirs = f"teams: {', '.join(row['teams'])}  " if row["teams"] else ""
        last = row["signed_in_at"] or "never"
        click.echo(f"{state:<9} {row['email']}  {row['name']}  {theirs}{factor}last sign-in: {last}")


@user.command()
@folders
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many entries.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.pass_obj
def log(context: Context, articles: str | None, data: str | None, limit: int, as_json: bool) -> None:
    """Show the audit log, newest first: sign-ins, changes of accounts, tokens, exports."""
    _, accounts = _open(context, articles, data)
    rows = [entry.as_json() for entry in accounts.log(limit)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        details = "".join(f"  {name}={value}" for name, value in row["details"].items())
        click.echo(f"{row['at']}  {row['event']:<21} {row['name'] or '–'}  {row['about']}{details}")


def _open(context: Context, articles: str | None, data: str | None) -> tuple[Settings, Accounts]:
    settings = context.settings(articles, data)
    database = open_site_database(settings)
    return settings, Accounts(database, clock_of(database))


def _password(source: str | None, *about: str) -> str:
    if source == "stdin":
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return _checked(given, *about)


def _checked(password: str, *about: str) -> str:
    if found := passwords.complaint(password, *about):
        raise AccountError(f"the password {_WHY[found]}")
    return password


def _print_link(settings: Settings, accounts: Accounts, account: Account) -> None:
    secret = accounts.password_link(AT_THE_COMMAND_LINE, account)
    click.echo(f"Choose a password: {site_address(settings)}/password?token={secret} (works once, for a day)")


def _account_json(account: Account) -> dict[str, Any]:
    times = {name: getattr(account, name) for name in ("created_at", "signed_in_at")}
    return {
        "email": account.email,
        "name": account.name,
        "role": account.role.name.lower(),
        "disabled": account.disabled,
        "teams": sorted(account.teams),
        **{name: f"{at.isoformat(timespec='seconds')}Z" if at else None for name, at in times.items()},
    }


_WHY = {
    passwords.Complaint.SHORT: f"has fewer than {passwords.SHORTEST} characters",
    passwords.Complaint.LONG: f"has more than {passwords.LONGEST} characters",
    passwords.Complaint.EASY: "is too easy to guess; use several words that have nothing to do with each other",
}

COMMANDS: tuple[click.Command, ...] = (user,)
