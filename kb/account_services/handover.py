"""What still waits with somebody whose account is disabled, or with a team: told and handed over at a command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from kb.account_services.accounts import Accounts
from kb.accounts.accounts import Account, AccountError
from kb.core.command_line import Context
from kb.core.errors import KbError
from kb.core.roles import AT_THE_COMMAND_LINE, Action
from kb.core.settings import Settings
from kb.library.library import open_library

NAMED = 20


def heir_of(accounts: Accounts, given: str, heir: str) -> str:
    """What is written in the place of ``given``, an address or the slug of a team: the address of ``heir``, or the slug
    of a team in which somebody may review.

    Raises:
        AccountError: there is no such account or team, nobody of it can sign in and review, or it is the same.

    """
    everybody = [account for account in accounts.everyone() if not account.disabled]
    able = [account for account in everybody if account.person.may(Action.REVIEW)]
    found = heir if "@" not in heir and any(heir in one.teams for one in everybody) else accounts.get(heir).email
    if found == given:
        raise AccountError(f"{found} cannot hand over to themselves")
    if not any(account.email == found or found in account.teams for account in able):
        raise AccountError(
            f"{found} cannot review articles; hand over to an editor or administrator, or a team with one"
        )
    return found


@contextmanager
def open_ownership(context: Context, settings: Settings) -> Iterator[Any]:
    """Whose the articles are, as they are in their files now.

    Raises:
        KbError: the articles or the database cannot be read.

    """
    library = open_library(settings)
    library.refresh()
    review = context.open_review(settings, library)
    try:
        yield review
    finally:
        review.close()
        review.database.dispose()


def tell_what_waits(context: Context, settings: Settings, account: Account, to: str | None) -> None:
    """Name the articles that are with ``account``, handed over where there is somebody ``to`` get them."""
    try:
        with open_ownership(context, settings) as review:
            waiting = review.waiting_with(account.name, account.email)
            if waiting and to:
                _hand_over(review, account, to, len(waiting))
                return
    except KbError as error:
        click.echo(f"what waits with {account.email} is not known: {error}", err=True)
        return
    if not waiting:
        return
    click.echo(f"With them are still {len(waiting)} articles; their digests go to the owner, else to KB_REVIEW_MAIL:")
    for article in waiting[:NAMED]:
        click.echo(f"  {article.language}/{article.key}  {article.title}")
    if len(waiting) > NAMED:
        click.echo(f"  … and {len(waiting) - NAMED:,} more")
    click.echo(f"To hand them over: kb user disable {account.email} --hand-over-to EMAIL")


def _hand_over(review: Any, account: Account, to: str, count: int) -> None:
    outcome = review.hand_over(account.name, account.email, to, AT_THE_COMMAND_LINE)
    click.echo(f"{len(outcome.done)} of {count} articles that were with them are with {to} now.")
    tell_refused(outcome.refused)


def tell_refused(refused: Iterable[Any]) -> None:
    """Name each article that stays as it was, with the reason."""
    for refusal in refused:
        click.echo(f"  not {refusal.article.language}/{refusal.article.key}: {refusal.reason}", err=True)
