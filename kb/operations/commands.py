"""``kb serve`` and ``kb check``."""

from __future__ import annotations

import logging
import signal
from itertools import islice
from typing import Any

import click

from kb.account_services.accounts import Accounts
from kb.core.clock import utc_now
from kb.core.command_line import Context, folders
from kb.core.errors import KbError, Problem
from kb.core.site_address import listening_address, site_address
from kb.editing.check import team_problems
from kb.editing.commands import check_command
from kb.editing.problem_groups import grouped
from kb.files.saving import unwritable
from kb.library.library import Library
from kb.monitoring.log_lines import log_as
from kb.operations.ending import ended_within, leave_at_once
from kb.operations.server import create_server, note_address


@click.command()
@folders
@click.option("--host", help="Address to listen on (KB_HOST, default 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port to listen on (KB_PORT, default 8000).")
@click.option("--reload-articles/--no-reload-articles", default=True, help="Show saved articles at once (default).")
@click.pass_obj
def serve(
    context: Context, articles: str | None, data: str | None, host: str | None, port: int | None, reload_articles: bool
) -> None:
    """Serve the help centre."""
    logging.getLogger().setLevel(logging.INFO)
    for chatty in ("waitress", "watchfiles", "sentence_transformers", "faiss", "alembic", "pymorphy3", "httpx2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    settings = context.settings(articles, data, host=host, port=port)
    log_as(settings.log_lines)
    app = context.create_app(settings, reload_articles=reload_articles, start=False)
    parts = app.extensions["kb"]
    try:
        server = create_server(app, settings)
    except OSError as error:
        raise KbError(
            f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); choose another with --port"
        ) from error
    note_address(parts.settings)
    signal.signal(signal.SIGTERM, _stop)
    count = len(parts.library.catalog.published)
    click.echo(f"{count} articles from {settings.articles_dir}")
    for line in islice(grouped([*found_in(parts.library), *_about_teams(parts)]), 10):
        click.echo(f"  {line}")
    if locked := unwritable(settings.articles_dir, (one.path for one in parts.library.catalog.articles.values())):
        click.echo(
            f"  {len(locked)} of {len(parts.library.catalog.articles)} files cannot be written by this user "
            f"({locked[0]}): they are served, but no review of them can be saved. See docs/guide-operators.md"
        )
    click.echo(f"Help centre: {listening_address(settings)}")
    if parts.database is not None and (secret := Accounts(parts.database, utc_now).first_link()):
        here = site_address(settings)
        click.echo(f"Staff pages, until there is an account: {here}/here?key={parts.machine_secret}")
        click.echo(f"First administrator: {here}/first?token={secret} (works once, for a day)")
    click.echo("Stop with Ctrl+C.", nl=True)
    parts.start()
    try:
        server.run()
    finally:
        server.close()
        is_over = ended_within(parts.close)
        click.echo("Stopped.")
    if not is_over:
        leave_at_once()


def found_in(library: Library) -> list[Problem]:
    """What was found when the articles were read."""
    problems = library.catalog.problems
    return [library.nothing_read, *problems] if library.nothing_read else list(problems)


def _about_teams(parts: Any) -> list[Problem]:
    people = parts.site.people
    return team_problems(parts.library.catalog, people.team_names()) if parts.library.catalog.mentions else []


def _stop(*_: object) -> None:
    raise SystemExit(0)


COMMANDS = (serve, check_command)
