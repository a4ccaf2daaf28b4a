"""``kb insights``: what the insights keep, for whoever must delete some of it."""

from __future__ import annotations

from datetime import date, datetime

import click

from kb.commands import Context, folders
from kb.database import connect
from search.folding import words
from search.search_log import forget as forget_searches
from search.search_log import tidy


@click.group()
def insights() -> None:
    """What readers searched for."""


@insights.command()
@folders
@click.option("--query", metavar="TEXT", help="Delete every search that contains these words.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Delete the searches before this day."
)
@click.pass_obj
def forget(
    context: Context, articles: str | None, data: str | None, query: str | None, before: datetime | None
) -> None:
    """Delete searches: those that contain some words, or those before a day (of which daily sums stay)."""
    folded = " ".join(words(query or ""))
    day = before.date() if before else date.min
    if bool(folded) == bool(before):
        raise click.UsageError("give either --query with a word in it, or --before")
    database = connect(context.settings(articles, data).database)
    try:
        with database.begin() as connection:
            count = forget_searches(connection, folded) if folded else tidy(connection, day)
    finally:
        database.dispose()
    click.echo(f"{count} {'search' if count == 1 else 'searches'} deleted")


COMMANDS: tuple[click.Command, ...] = (insights,)
