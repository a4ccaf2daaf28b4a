"""``kb check``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

import click

from kb.core.command_line import Context, folders
from kb.core.errors import Problem
from kb.core.settings import Settings
from kb.editing.check import NO_CONTACT, check, team_problems
from kb.editing.problem_groups import grouped
from kb.library.library import Library


@click.command(name="check")
@folders
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for CI.")
@click.option("--all", "all_of_them", is_flag=True, help="List every problem, also where there are many of a kind.")
@click.option("--team", "teams", multiple=True, metavar="SLUG", help="A team there is; where there is no database.")
@click.pass_obj
def check_command(
    context: Context, articles: str | None, data: str | None, as_json: bool, all_of_them: bool, teams: tuple[str, ...]
) -> None:
    """Find what is wrong with the articles; errors exit 1, warnings do not."""
    settings = context.settings(articles, data)
    started = time.perf_counter()
    library = Library(settings.articles_dir, settings.default_language or None)
    catalog = library.catalog
    unread = [library.nothing_read] if library.nothing_read else []
    problems = unread + check(catalog) + _about_teams(context, settings, library, teams)
    problems += [problem for more in context.checks for problem in more(settings.articles_dir)]
    if settings.contact_url:  # a setting that files know nothing of
        problems = [problem for problem in problems if problem.code != NO_CONTACT]
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        body = {"articles": len(catalog.articles), "errors": errors, "warnings": len(problems) - errors}
        click.echo(json.dumps({**body, "problems": [p.as_json() for p in problems]}, ensure_ascii=False, indent=1))
    else:
        for line in map(str, problems) if all_of_them else grouped(problems):
            click.echo(line)
        if library.language_is_guessed and catalog.articles:
            click.echo(
                f"language: {catalog.default_language}, guessed from the articles; KB_DEFAULT_LANGUAGE sets another"
            )
        took = time.perf_counter() - started
        click.echo(
            f"{len(catalog.articles)} articles, {errors} errors, {len(problems) - errors} warnings, {took:.1f} s"
        )
    if errors:
        raise SystemExit(1)


def _about_teams(context: Context, settings: Settings, library: Library, given: Iterable[str]) -> list[Problem]:
    """The database, if there is one, is opened only where a file names a team."""
    if not library.catalog.mentions:
        return []
    file, known = settings.database_file, set(given)
    if file is None or file.exists():
        review = context.open_review(settings, library)
        known |= review.teams()
        review.close()
        review.database.dispose()
    return team_problems(library.catalog, known)


COMMANDS: tuple[click.Command, ...] = (check_command,)
