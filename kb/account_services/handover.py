"""What still waits with somebody whose account is disabled, told on the command line and handed over."""

from __future__ import annotations

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
    if heir.disabled or not heir.person.may(Action.REVIEW):
        raise AccountError(f"{heir.email} cannot review articles; hand over to an editor or administrator")
    return heir


def tell_what_waits(context: Context, settings: Settings, account: Account, to: Account | None) -> None:
    """Name the articles that are with ``account``, handed over where there is somebody ``to`` get them."""
    try:
        library = open_library(settings)
        library.refresh()
    except KbError as error:
        click.echo(f"what waits with {account.email} is not known: {error}", err=True)
        return
    review = context.open_review(settings, library)
    try:
        waiting = review.waiting_with(account.name, account.email)
        if waiting and to:
            outcome = review.hand_over(account.name, account.email, to.email, AT_THE_COMMAND_LINE)
            click.echo(f"{len(outcome.done)} of {len(waiting)} articles that were with them are with {to.email} now.")
            for refusal in outcome.refused:
                click.echo(f"  not {refusal.article.language}/{refusal.article.key}: {refusal.reason}", err=True)
            return
    finally:
        review.close()
        review.database.dispose()
    if not waiting:
        return
    click.echo(f"With them are still {len(waiting)} articles; their digests go to the owner, else to KB_REVIEW_MAIL:")
    for article in waiting[:NAMED]:
        click.echo(f"  {article.language}/{article.key}  {article.title}")
    if len(waiting) > NAMED:
        click.echo(f"  … and {len(waiting) - NAMED:,} more")
    click.echo(f"To hand them over: kb user disable {account.email} --hand-over-to EMAIL")
