"""``kb review``: what waits, for people, for programs and for CI; the plan, the audit."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from stat import S_ISREG

import click
from rich.console import Console

from kb.accounts.audit_log import note_export
from kb.brand.localised import settings_in
from kb.core.command_line import Context, folders
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.site_address import site_address
from kb.graphics.tables import BOM
from kb.language.interface import SOURCE_LANGUAGE, translations
from kb.library.library import open_library
from kb.storage.site_database import must_have_database
from review.decisions.audit import audit
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.exports.json_csv import ExportSelection, row_json, rows_csv
from review.exports.terminal import counted, plan_table, queue_table, totals
from review.queue.plan import Planned, make_plan
from review.queue.policy import WAITING, ReviewState
from review.queue.rows import Row
from review.service import Review
from review.wording import Wording

PLANNER = Reviewer("kb review --plan")
NAMED_FAILURES = 20
STATES = tuple(str(state) for state in ReviewState)
SEVERITY = tuple(str(state) for state in reversed(WAITING))


@click.command(name="review")
@folders
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="As of another day, for looking.")
@click.option("--json", "form", flag_value="json", help="A list of every article, as JSON.")
@click.option("--csv", "form", flag_value="csv", help="The same as CSV.")
@click.option("--ics", "form", flag_value="ics", help="A calendar: each article on the day to look at it.")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only this state; may be repeated.")
@click.option("--owner", help="Only what they own or were assigned; nobody: what has neither.")
@click.option("--all", "everything", is_flag=True, help="Every article in the table, not only what waits.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Lines of the table; 0: all.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITY),
    help=f"Exit 1 where an article waits in this state or a worse one: {' < '.join(SEVERITY)}. "
    "What is planned for later does not count before its day, unless it is flagged.",
)
@click.option("--plan", "mode", flag_value="plan", help="Spread what waits over the coming weeks and write that down.")
@click.option("--weeks", type=click.IntRange(1, 104), default=12, show_default=True, help="How long the plan is.")
@click.option("--audit", "mode", flag_value="audit", help="Compare the history with the files, and mend it.")
@click.option("--dry-run", is_flag=True, help="Only show: change nothing, send nothing.")
@click.option("--notify", "mode", flag_value="notify", help="Show the digest that each owner would get.")
@click.option("--send", is_flag=True, help="With --notify: send it, by e-mail and to the webhook.")
@click.option("--weekends", is_flag=True, help="With --send: on Saturdays and Sundays too.")
@click.pass_obj
def review_command(
    context: Context,
    articles: str | None,
    data: str | None,
    today: datetime | None,
    form: str | None,
    states: tuple[str, ...],
    owner: str | None,
    everything: bool,
    limit: int,
    fail_on: str | None,
    mode: str | None,
    weeks: int,
    dry_run: bool,
    send: bool,
    weekends: bool,
) -> None:
    """Show which articles wait for a review, the most important first."""
    if mode == "plan" and today and not dry_run:
        raise click.UsageError("--today is for looking only; add --dry-run to see the plan of another day")
    if fail_on and mode:
        raise click.UsageError("--fail-on belongs to the list of what waits")
    if (send or weekends) and mode != "notify":
        raise click.UsageError("--send and --weekends belong to --notify")
    writes = not dry_run and (mode in ("plan", "audit") or send)
    with _opened(context, articles, data, writes=writes) as review:
        day = today.date() if today else review.today()
        if mode == "notify":
            from review.notices.notify import notify  # an HTTP client: the usual table need not wait for it

            raise SystemExit(notify(review, day, act=send and not dry_run, weekends=weekends, owner=owner))
        for problem in review.rules.problems:
            click.echo(str(problem), err=True)
        if mode == "audit":
            _audit(review, mend=not dry_run)
            return
        selection = ExportSelection(frozenset(map(ReviewState, states)), owner)
        rows = selection.of(review.queue(day))
        chosen = selection.in_state(rows)
        if mode == "plan":
            _plan(review, make_plan(chosen, day, weeks), weeks, as_json=form == "json", dry_run=dry_run)
            return
        if form:
            _export(review, chosen, day, form, owner)
        else:
            _show([row for row in chosen if everything or states or row.waits(day)], rows, day, limit)
        if fail_on:
            _fail(rows, day, fail_on)


@contextmanager
def _opened(context: Context, articles: str | None, data: str | None, *, writes: bool) -> Iterator[Review]:
    """The review of the site; to look at a folder of articles that no site serves, one without a past will do."""
    settings = context.settings(articles, data)
    file = settings.database_file
    if writes:
        must_have_database(settings)
    elif file is not None and not file.exists():
        click.echo(f"no database {file}: what was decided on a site is not known here", err=True)
        settings = replace(settings, database_url="sqlite://")
    library = open_library(settings)
    library.refresh()
    review: Review = context.open_review(settings, library)
    try:
        yield review
    finally:
        review.close()
        review.database.dispose()


def _show(shown: Sequence[Row], rows: Sequence[Row], today: date, limit: int) -> None:
    """The table; a plain one where nobody looks, so that it can be searched and cut."""
    queue_table(shown[: limit or None], Wording(), _console())
    if limit and len(shown) > limit:
        click.echo(f"… and {len(shown) - limit:,} more (--limit 0 shows all)")
    click.echo(totals(rows, today, Wording()))


def _console() -> Console:
    return Console(highlight=False, emoji=False)


def _export(review: Review, rows: Sequence[Row], today: date, form: str, owner: str | None) -> None:
    note_export(review.database, review.clock(), AT_THE_COMMAND_LINE, f"review queue {form}")
    wording = Wording()
    if form == "json":
        click.echo(json.dumps([row_json(row, wording) for row in rows], ensure_ascii=False, indent=1))
    elif form == "csv":
        _write_csv(rows_csv(rows, wording))
    else:
        from review.exports.calendar import (  # only here: its library takes a tenth of a second to load
            Frame,
            make_calendar,
        )

        settings = settings_in(review.settings, review.catalog.brand, SOURCE_LANGUAGE)
        words = translations(SOURCE_LANGUAGE)
        frame = Frame(settings.site_name, site_address(settings), words, today, review.clock(), owner)
        click.echo(make_calendar(rows, frame), nl=False)


def _write_csv(text: str) -> None:
    """Write CSV in UTF-8; at the head of a file with the mark by which spreadsheets know that, in a pipe without it."""
    out = sys.stdout.buffer
    try:
        place = os.fstat(out.fileno())
        to_file = S_ISREG(place.st_mode) and place.st_size == 0
    except (OSError, ValueError):  # no real file at all
        to_file = False
    out.write(((BOM if to_file else "") + text).encode(errors="replace"))
    out.flush()


def _fail(rows: Sequence[Row], today: date, fail_on: str) -> None:
    """Leave with 1 where CI should fail, naming the articles on stderr."""
    bad = [row for row in rows if row.waits(today) and SEVERITY.index(row.state) >= SEVERITY.index(fail_on)]
    for row in bad[:NAMED_FAILURES]:
        since = f" since {day.isoformat()}" if (day := row.waiting_since) else ""
        click.echo(f"{row.article.path}: {Wording().state(row.state).lower()}{since}", err=True)
    if len(bad) > NAMED_FAILURES:
        click.echo(f"… and {len(bad) - NAMED_FAILURES:,} more", err=True)
    if bad:
        raise SystemExit(1)


def _plan(review: Review, plan: Sequence[Planned], weeks: int, *, as_json: bool, dry_run: bool) -> None:
    """Show the plan and write it down."""
    if as_json:
        click.echo(json.dumps([planned.as_json() for planned in plan], ensure_ascii=False, indent=1))
    else:
        plan_table(plan, Wording(), _console())
    if not dry_run:
        _write(review, plan)
    summary = f"{counted(len(plan), 'article')} {'would be ' if dry_run else ''}planned"
    click.echo(f"{summary} over {counted(weeks, 'week')}", err=as_json)


def _write(review: Review, plan: Sequence[Planned]) -> None:
    """One act for each day, since the day is what an act says of all its articles."""
    by_day: dict[date, list[DecisionTarget]] = {}
    for planned in plan:
        by_day.setdefault(planned.day, []).append(DecisionTarget(planned.row.article.id))
    for day, targets in by_day.items():
        outcome = review.decisions.decide(DecisionRequest(DecisionKind.PLANNED, until=day), targets, PLANNER)
        for refusal in outcome.refused:
            click.echo(f"{'/'.join(refusal.article)}: {Wording().refusal(refusal.reason)}", err=True)


def _audit(review: Review, *, mend: bool) -> None:
    root = review.settings.articles_dir
    findings = audit(review.catalog, root, review.database, review.clock, mend=mend, tell=review.tell)
    for finding in findings:
        click.echo(f"{finding.path}: {finding.message}" + (f" ({finding.settled})" if finding.settled else ""))
    if findings:
        raise SystemExit(1)
    click.echo("The history and the files agree.")


COMMANDS: tuple[click.Command, ...] = (review_command,)
