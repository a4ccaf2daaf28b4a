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


def heir_of(accounts: Accounts, account: Account, email: str) -> Account:
    """Who gets what waits with ``account``.

    Raises:
        AccountError: they have no account, cannot sign in or review, or are the same person.

    """
    heir = accounts.get(email)
    if heir.id == account.id:
        raise AccountError(f"{heir.email} cannot hand over to themselves")
    return heir_of_team(accounts, heir.email)


def heir_of_team(accounts: Accounts, email: str) -> Account:
    """Who gets what waits with a team.

    Raises:
        AccountError: they have no account, cannot sign in or review.

    """
    heir = accounts.get(email)
    if heir.disabled or not heir.person.may(Action.REVIEW):
        raise AccountError(f"{heir.email} cannot review articles; hand over to an editor or administrator")
    return heir


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


def tell_what_waits(context: Context, settings: Settings, account: Account, to: Account | None) -> None:
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


def _hand_over(review: Any, account: Account, to: Account, count: int) -> None:
    outcome = review.hand_over(account.name, account.email, to.email, AT_THE_COMMAND_LINE)
    click.echo(f"{len(outcome.done)} of {count} articles that were with them are with {to.email} now.")
    tell_refused(outcome.refused)


def tell_refused(refused: Iterable[Any]) -> None:
    """Name each article that stays as it was, with the reason."""
    for refusal in refused:
        click.echo(f"  not {refusal.article.language}/{refusal.article.key}: {refusal.reason}", err=True)
