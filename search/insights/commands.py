"""``kb insights``: what the insights keep, for whoever must delete some of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
from sqlalchemy import Connection, Engine

from kb.api.repeat_rows import empty_answers
from kb.core.clock import utc_now
from kb.core.command_line import Context, folders
from kb.core.settings import Settings
from kb.language.interface import interface_languages
from kb.library.library import open_library
from kb.storage.kept.kept_writes import open_kept_writes
from kb.storage.site_database import open_site_database
from kb.usage import desk_retention
from kb.usage.desk_notes import DeskNotes
from search.answers.log.asked_rows import forget_asked
from search.answers.log.asked_rows import tidy as tidy_asked
from search.followups import followup_rows
from search.insights.counts.reader import InsightReader
from search.insights.counts.scope import LONG_AGO
from search.insights.monthly.letter import LetterWriter
from search.insights.monthly.month_report import read_report
from search.log.recorder import Recorder
from search.log.searches import forget as forget_searches
from search.log.searches import tidy
from search.text.folding import words


@click.group()
def insights() -> None:
    """What readers searched for."""


@insights.command()
@folders
@click.option("--query", metavar="TEXT", help="Delete every search and every note of the desk with these words in it.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Delete the searches before this day."
)
@click.option("--ticket", metavar="REFERENCE", help="Delete what was noted at the desk for this ticket.")
@click.option("--person", metavar="NAME", help="Take this name out of what staff did at the desk.")
@click.pass_obj
def forget(
    context: Context,
    articles: str | None,
    data: str | None,
    query: str | None,
    before: datetime | None,
    ticket: str | None,
    person: str | None,
) -> None:
    """Delete what was searched or sent: what has some words in it, searches before a day (of which daily sums stay),
    the notes of a ticket; or take out a name. What programs were answered may tell any of it, and is deleted too.
    """
    folded = " ".join(words(query or ""))
    given = [bool(folded), bool(before), bool((ticket or "").strip()), bool((person or "").strip())]
    if sum(given) != 1 or (query is not None and not folded):
        raise click.UsageError("give either --query with a word in it, or --before, --ticket or --person")
    settings = context.settings(articles, data)
    database = open_site_database(settings)
    try:
        _write_what_waits(settings, database)
        with database.begin() as connection:
            if ticket:
                count = desk_retention.forget_ticket(connection, ticket) + followup_rows.forget_ticket(
                    connection, ticket
                )
                told = _notes(count, "deleted")
            elif person:
                count = desk_retention.forget_name(connection, person) + followup_rows.forget_name(connection, person)
                told = _notes(count, "without a name now")
            elif before:
                told = _searches(tidy(connection, before.date()), tidy_asked(connection, before.date()))
            else:
                told = _forget_words(connection, folded)
            answers = empty_answers(connection, before.date() if before else None)
    finally:
        database.dispose()
    click.echo(
        told + (f", {answers} kept {'answer' if answers == 1 else 'answers'} of the API deleted" if answers else "")
    )


@insights.command("report")
@folders
@click.option("--month", type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help="Which month; usually the one before.")
@click.option("--language", default="en", metavar="CODE", help="In which language of the pages; usually English.")
@click.pass_obj
def print_report(
    context: Context, articles: str | None, data: str | None, month: datetime | None, language: str
) -> None:
    """Print the report of a month as it is mailed; gaps are grouped by their words alone."""
    settings = context.settings(articles, data)
    if language not in interface_languages():
        raise click.UsageError(f"--language is one of {', '.join(interface_languages())}")
    library = open_library(settings)
    library.refresh()
    review = context.open_review(settings, library)
    try:
        today = review.clock().date()
        last_month = today.replace(day=1) - timedelta(days=1)
        asked = month.date() if month else last_month
        if asked > today or asked.year < LONG_AGO.year:
            raise click.UsageError(f"--month is from {LONG_AGO:%Y-%m} to {today:%Y-%m}")
        reader = InsightReader(review.database, review.clock, lambda: library.catalog, lambda _: None)
        report = read_report(reader, asked, review.overdue)
        click.echo(LetterWriter(settings, library.catalog, language).write(report).text(), nl=False)
    finally:
        review.database.dispose()


def _write_what_waits(settings: Settings, database: Engine) -> None:
    """What waits in the data folder for the database would come after what is deleted there: it goes there before.

    What can never be written is deleted, since nobody can look for words in it.
    """
    kept = open_kept_writes(settings.data_dir, database, utc_now)
    if kept is None:
        return
    Recorder(database, utc_now, later=kept)
    DeskNotes(database, utc_now, kept)
    kept.carry_out()
    if refused := kept.forget_refused("searches", "desk"):
        click.echo(f"{refused} files that could not be written to the database deleted", err=True)


def _forget_words(connection: Connection, folded: str) -> str:
    forgets = (desk_retention.forget_words, followup_rows.forget_words)
    notes = sum(forget(connection, lambda text: folded in " ".join(words(text))) for forget in forgets)
    searches = _searches(forget_searches(connection, folded), forget_asked(connection, folded))
    return f"{searches}, {_notes(notes, 'deleted')}" if notes else searches


def _searches(count: int, asked: int) -> str:
    questions = f", {asked} {'question' if asked == 1 else 'questions'} of the answers deleted" if asked else ""
    return f"{count} {'search' if count == 1 else 'searches'} deleted{questions}"


def _notes(count: int, done: str) -> str:
    return f"{count} {'note' if count == 1 else 'notes'} of the desk {done}"


COMMANDS: tuple[click.Command, ...] = (insights,)
