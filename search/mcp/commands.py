"""``kb mcp``: the same tools on standard input and output, for the assistant on somebody's own computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kb.accounts.tokens import ALLOWED, Scope
from kb.core.command_line import Context, folders
from kb.core.errors import SettingsError
from kb.core.roles import READER, Person, Role
from kb.core.site_address import site_address
from search.mcp.feature import is_installed

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

STAFF = Person(Role.ADMIN, "command line", limited_to=ALLOWED[Scope.SUGGEST])
"""Who reads the files of the folder may read the articles in them."""


@click.command(name="mcp")
@folders
@click.option("--internal", is_flag=True, help="Read internal articles too, and prepare replies.")
@click.pass_obj
def mcp_command(context: Context, articles: str | None, data: str | None, internal: bool) -> None:
    """Answer an assistant on standard input (Model Context Protocol)."""
    if not is_installed():
        raise SettingsError("kb mcp needs the extra mcp: .venv/bin/pip install '.[mcp]'")
    settings = context.settings(articles, data)
    app = context.create_app(settings, reload_articles=True, start=False)
    parts = app.extensions["kb"]
    parts.service.start()  # and nothing else of a site: its letters and deadlines are the server's
    parts.watcher.start()
    try:
        _serve(_server(app, site_address(settings), STAFF if internal else READER))
    finally:
        parts.close()


def _server(app: Any, address: str, person: Person) -> Server[Any]:
    from contextlib import contextmanager

    from search.mcp.room import open_room
    from search.mcp.server import make_server

    parts = app.extensions["kb"]
    site = parts.site

    @contextmanager
    def asked() -> Any:
        with app.test_request_context(base_url=address):
            site.let_work(person)
            yield

    room = open_room(site, parts.engine, parts.database, parts.clock, parts.writer)
    with asked():
        name = site.face(site.catalog.default_language).site_name
    return make_server(room, name, asked)


def _serve(server: Server[Any]) -> None:
    import anyio
    from mcp.server.stdio import stdio_server

    async def run() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(run)


COMMANDS = (mcp_command,)
