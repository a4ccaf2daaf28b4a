"""``kb serve`` and ``kb check``."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import click

from kb.account_services.accounts import Accounts
from kb.core.command_line import Context, folders
from kb.core.errors import KbError, Problem
from kb.core.settings import Settings
from kb.core.site_address import listening_address, site_address
from kb.editing.check import team_problems
from kb.editing.problem_groups import grouped
from kb.files.saving import unwritable
from kb.library.library import Library
from kb.monitoring.log_lines import log_as
from kb.operations.child import Child
from kb.operations.ending import ended_within, leave_at_once
from kb.operations.installed import look_for_packages
from kb.operations.parent import Parent, listen_at
from kb.operations.server import create_server, note_address
from kb.storage.data_folder import try_to_write
from kb.storage.database import AWAY, said_by


@click.command()
@folders
@click.option("--host", help="Address to listen on (KB_HOST, default 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port to listen on (KB_PORT, default 8000).")
@click.option("--processes", type=click.IntRange(1, 32), help="Processes that answer (KB_PROCESSES, default 1).")
@click.option("--reload-articles/--no-reload-articles", default=True, help="Show saved articles at once (default).")
@click.pass_obj
def serve(
    context: Context,
    articles: str | None,
    data: str | None,
    host: str | None,
    port: int | None,
    processes: int | None,
    reload_articles: bool,
) -> None:
    """Serve the help centre."""
    logging.getLogger().setLevel(logging.INFO)
    for chatty in ("waitress", "watchfiles", "sentence_transformers", "faiss", "alembic", "pymorphy3", "httpx2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    settings = context.settings(articles, data, host=host, port=port, processes=processes)
    log_as(settings.log_lines)
    look_for_packages()
    child = _serve_with_others(settings) if settings.processes > 1 else None
    if not isinstance(child, int):
        _serve(context, settings, child, reload_articles)
    elif child:
        raise SystemExit(child)
    else:
        click.echo("Stopped.")


def _serve_with_others(settings: Settings) -> Child | int:
    """Have several children answer, in each of which this returns what it has to do; the status when all have ended."""
    try_to_write(settings.data_dir)  # they share the key and the index in it; each would have its own elsewhere
    with _usable_port(settings):
        sockets = listen_at(settings.host, settings.port)
    return Parent(settings.processes, sockets).run()


def _serve(context: Context, settings: Settings, child: Child | None, reload_articles: bool) -> None:
    """Answer in this process, as one of several where it is a ``child``."""
    if child is not None:
        child.end_with_parent()
    more = {} if child is None else {"daily": child.board.daily.of}
    app = context.create_app(settings, reload_articles=reload_articles, start=False, **more)
    parts = app.extensions["kb"]
    with _usable_port(settings):
        server = create_server(app, settings, child.sockets if child else ())
    signal.signal(signal.SIGTERM, _stop)
    if child is not None:
        parts.site.machine_secret, parts.processes = child.board.secret, child.board.told
        catch_up = child.keep_current(app, parts.library)
    if child is None or child.greets:
        note_address(parts.settings)
        _greet(parts, settings)
    parts.start()
    telling = None
    try:
        if child is not None:
            child.wait_for_turn(parts.is_ready)
            telling = child.telling(parts.is_ready, catch_up)
            telling.start()
        server.run()
    finally:
        server.close()
        if telling is not None:
            telling.close()
        is_over = ended_within(parts.close)
        if child is None:
            click.echo("Stopped.")
    if not is_over:
        leave_at_once()


@contextmanager
def _usable_port(settings: Settings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KbError(
            f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); choose another with --port"
        ) from error


def _greet(parts: Any, settings: Settings) -> None:
    """Say what is served and where, and what is wrong with it."""
    count = len(parts.library.catalog.published)
    click.echo(f"{count} articles from {settings.articles_dir}")
    for line in islice(grouped([*found_in(parts.library), *_about_teams(parts)]), 10):
        click.echo(f"  {line}")
    if locked := unwritable(settings.articles_dir, (one.path for one in parts.library.catalog.articles.values())):
        click.echo(
            f"  {len(locked)} of {len(parts.library.catalog.articles)} files cannot be written by this user "
            f"({locked[0]}): they are served, but no review of them can be saved. See docs/guide-operators.md"
        )
    several = f", by {settings.processes} processes" if settings.processes > 1 else ""
    click.echo(f"Help centre: {listening_address(settings)}{several}")
    if parts.database is not None and (secret := _first_link(parts)):
        here = site_address(settings)
        click.echo(f"Staff pages, until there is an account: {here}/here?key={parts.site.machine_secret}")
        click.echo(f"First administrator: {here}/first?token={secret} (works once, for a day)")
    click.echo("Stop with Ctrl+C.", nl=True)


def _first_link(parts: Any) -> str | None:
    """The secret for a first administrator, where there is none and the database takes it."""
    try:
        return Accounts(parts.database, parts.clock).first_link()
    except AWAY as error:
        click.echo(f"No link for a first administrator can be made now ({said_by(error)}): start again later for one")
        return None


def found_in(library: Library) -> list[Problem]:
    """What was found when the articles were read."""
    problems = library.catalog.problems
    return [library.nothing_read, *problems] if library.nothing_read else list(problems)


def _about_teams(parts: Any) -> list[Problem]:
    people = parts.site.people
    return team_problems(parts.library.catalog, people.team_names()) if parts.library.catalog.mentions else []


def _stop(*_: object) -> None:
    raise SystemExit(0)


COMMANDS: tuple[click.Command, ...] = (serve,)
