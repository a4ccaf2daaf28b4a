"""``kb export``, whose other commands write what rooms below know, and ``kb export site``."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from kb.core.command_line import CommandsByName, Context, GroupByName, folders, tell_errors
from kb.core.settings import Settings
from search.static_site.exporting import NOWHERE, export_site


@click.command(name="site")
@folders
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--base-url", metavar="URL", default="", help="Where it will be found, for sitemap, feeds and the like.")
@click.pass_obj
def export_site_command(context: Context, articles: str | None, data: str | None, target: Path, base_url: str) -> None:
    """Write every public page as a file below DIR, for any web host or none; the search works in the browser.

    DIR may be the folder of an earlier export: what did not change stays as it is there.
    """
    base_url = base_url.rstrip("/")
    where = urlsplit(base_url)
    if base_url and (where.scheme not in ("https", "http") or not where.hostname or where.query or where.fragment):
        raise click.BadParameter("an address like https://help.example.com", param_hint="--base-url")
    settings = context.settings(articles, data)
    with tempfile.TemporaryDirectory(prefix="kb-site-") as aside:
        app = context.create_app(_apart(settings, Path(aside), base_url), models=(), start=False)
        try:
            tell_errors(app.extensions["kb"].site.catalog.problems)
            done = export_site(app, base_url, target, _progress)
        finally:
            app.extensions["kb"].close()
    for address in done.skipped:
        click.echo(f"{address}: too long for the name of a file; nothing leads on from there", err=True)
    click.echo(f"{target}: {done.pages} pages, {done.files} files, of which {done.changed} are new or changed")


def _apart(settings: Settings, data_dir: Path, base_url: str) -> Settings:
    """The settings of a site beside that of the operator: nothing is counted there, nobody has an account, and nothing
    outside is asked.
    """
    alone = replace(settings, data_dir=data_dir, database_url="", index="local", secret_key_file="", trusted_proxy=())
    alone = replace(alone, answers_url="", answers_key_file="", reranker="", reranker_url="", reranker_key_file="")
    return replace(alone, base_url=base_url or NOWHERE, metrics_key_file="", offline=False)


def _progress(pages: int) -> None:
    if pages % 250 == 0 and sys.stderr.isatty():
        click.echo(f"{pages} pages …", err=True)


WRITERS = CommandsByName(
    {
        "markdown": (
            "kb.exchange.commands",
            "Copy the articles as they are, with pictures and all that lies beside them",
        ),
        "site": (
            "search.static_site.commands",
            "Write every public page as a file below DIR, for any web host or none",
        ),
        "zendesk": ("kb.exchange.outward.commands", "Write all articles as the JSON of Zendesk's Help Center API"),
        "help-scout": (
            "kb.exchange.outward.commands",
            "Write the articles of a language as the JSON of Help Scout's Docs API",
        ),
        "book": ("kb.exchange.outward.commands", "Write what readers see of a category as one book (EPUB 3 or PDF)"),
    }
)


@click.group(name="export", cls=GroupByName, commands=WRITERS)
def export_group() -> None:
    """Take the articles out, for another system or for safekeeping."""


COMMANDS: tuple[click.Command, ...] = (export_group, export_site_command)
