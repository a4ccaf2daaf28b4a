"""``kb export zendesk``, ``kb export help-scout``, ``kb export book``."""

from __future__ import annotations

from pathlib import Path

import click

from kb.catalog.catalog import Catalog
from kb.core.command_line import Context, folders, tell_errors
from kb.core.settings import Settings
from kb.exchange.exporting import ExportFailedError
from kb.exchange.outward.binding import bind
from kb.exchange.outward.book import open_book
from kb.exchange.outward.foreign_folder import ForeignExport
from kb.exchange.outward.help_scout_shape import export_help_scout
from kb.exchange.outward.pdf import PAPERS
from kb.exchange.outward.zendesk_shape import export_zendesk
from kb.library.library import Library

NOWHERE = "https://help.example"
"""Where the help centre will be, until somebody says so: what links and old addresses are made of."""
_TARGET = click.Path(file_okay=False, path_type=Path)
_base_url = click.option(
    "--base-url", metavar="URL", default=NOWHERE, show_default=True, help="Where the help centre will be there."
)


@click.command(name="zendesk")
@folders
@click.argument("target", metavar="DIR", type=_TARGET)
@_base_url
@click.pass_obj
def export_zendesk_command(
    context: Context, articles: str | None, data: str | None, target: Path, base_url: str
) -> None:
    """Write all articles as the JSON of Zendesk's Help Center API, with pictures beside it."""
    settings, catalog = _read(context, articles, data)
    _tell(target, export_zendesk(catalog, settings.articles_dir, target, base_url.rstrip("/")))


@click.command(name="help-scout")
@folders
@click.argument("target", metavar="DIR", type=_TARGET)
@_base_url
@click.option("--language", metavar="CODE", default="", help="Which language (else the site's); it has one there.")
@click.pass_obj
def export_help_scout_command(
    context: Context, articles: str | None, data: str | None, target: Path, base_url: str, language: str
) -> None:
    """Write the articles of a language as the JSON of Help Scout's Docs API, with pictures beside it."""
    settings, catalog = _read(context, articles, data)
    code = language or catalog.default_language
    _tell(target, export_help_scout(catalog, settings.articles_dir, target, base_url.rstrip("/"), code))


@click.command(name="book")
@folders
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--category", metavar="PATH", required=True, help="The category, with all below it.")
@click.option("--language", metavar="CODE", default="", help="Which language (else the site's).")
@click.option(
    "--paper", type=click.Choice(PAPERS, case_sensitive=False), default=PAPERS[0], show_default=True, help="Of a PDF."
)
@click.option(
    "--base-url",
    metavar="URL",
    default="",
    help="Where the site is, for the QR codes of a PDF (else KB_BASE_URL; none without either).",
)
@click.pass_obj
def export_book_command(
    context: Context,
    articles: str | None,
    data: str | None,
    target: Path,
    category: str,
    language: str,
    paper: str,
    base_url: str,
) -> None:
    """Write what readers see of a category as one book (EPUB 3 or PDF).

    It is for the box that a product comes in: FILE.epub, or FILE.pdf, which needs the extra pdf.
    """
    settings, catalog = _read(context, articles, data)
    book = open_book(catalog, settings, category.strip("/"), language or catalog.default_language)
    for line in bind(book, settings, target, base_url or settings.base_url, paper):
        click.echo(line, err=True)
    click.echo(f"{target}: {len(book.articles)} chapters")


def _read(context: Context, articles: str | None, data: str | None) -> tuple[Settings, Catalog]:
    settings = context.settings(articles, data)
    catalog = Library(settings.articles_dir, settings.default_language or None).catalog
    tell_errors(catalog.problems)
    if not catalog.articles:
        raise ExportFailedError(f"there is no article to export in {settings.articles_dir}")
    return settings, catalog


def _tell(target: Path, made: ForeignExport) -> None:
    click.echo(f"{target}: {made.count} articles, {made.files} pictures and files")
    for what, count in made.told.items():
        click.echo(f"  {what}: {count}")


COMMANDS: tuple[click.Command, ...] = (export_zendesk_command, export_help_scout_command, export_book_command)
