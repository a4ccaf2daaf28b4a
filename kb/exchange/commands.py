"""``kb import``, ``kb export markdown``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from kb.core.command_line import Context, folders
from kb.core.errors import FileError
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.copying import copy_folder
from kb.exchange.exporting import export_markdown
from kb.exchange.fetching.web_fetcher import WebFetcher
from kb.exchange.importer import run_import
from kb.exchange.recognising import MARKDOWN
from kb.exchange.report import ImportReport
from kb.exchange.report_page import report_page
from kb.exchange.systems.registry import READERS
from kb.files.private import keep_whole
from kb.language.languages import is_language_code
from kb.library.library import Library
from kb.web.outside import may_reach

_SHOWN = 12
_FOLDER, _FILE = click.Path(file_okay=False, path_type=Path), click.Path(dir_okay=False, path_type=Path)
_ANY = click.Path(path_type=Path)
_NAME = r"[a-z0-9][a-z0-9-]{0,39}"


@click.command(name="import")
@folders
@click.argument("source", type=click.Choice(sorted((*READERS, MARKDOWN))))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "target", metavar="DIR", type=_FOLDER, help="Folder of articles (else the site's).")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--report", "prefix", metavar="FILE", type=_FILE, help="Keep the report as FILE.html and FILE.json.")
@click.option("--language", metavar="CODE", default="", help="Language of an export that names none.")
@click.option(
    "--fetch-pictures", "fetches", is_flag=True, help="Ask the web for pictures and files that the export lacks."
)
@click.option("--as", "name", metavar="NAME", default="", help="A name for it, where one system is imported twice.")
@click.pass_obj
def import_command(
    context: Context,
    articles: str | None,
    data: str | None,
    source: str,
    path: Path,
    target: Path | None,
    dry_run: bool,
    prefix: Path | None,
    language: str,
    fetches: bool,
    name: str,
) -> None:
    """Bring the articles of another system in: SOURCE is the system, PATH the folder, zip or file of its export."""
    settings = context.settings(articles, data)
    root = target or settings.articles_dir
    if name and not re.fullmatch(_NAME, name):
        raise click.BadParameter("letters a to z, digits and hyphens, at most 40", param_hint="--as")
    if language and not is_language_code(language):
        raise click.BadParameter("the code of a language like en or pt-BR", param_hint="--language")
    files = Packed(path)
    try:
        if source == MARKDOWN:
            report = copy_folder(files, root, name or source, is_dry=dry_run, progress=_progress)
        else:
            reachable = may_reach(settings.import_networks)
            report = run_import(
                READERS[source](files, ImportNotes(), language),
                root,
                name or source,
                settings.default_language,
                is_dry=dry_run,
                progress=_progress,
                fetcher=WebFetcher(settings.base_url, may_visit=reachable) if fetches else None,
            )
    finally:
        files.close()
    _tell(report)
    if prefix:
        _keep(report, prefix)
        click.echo(f"report: {prefix}.html and {prefix}.json")


def _progress(done: int) -> None:
    if done % 250 == 0 and sys.stderr.isatty():
        click.echo(f"{done} articles …", err=True)


def _tell(report: ImportReport) -> None:
    for line in report.lines():
        click.echo(line)
    for note in report.notes[:_SHOWN]:
        click.echo(f"  {note.kind}: {note.where}: {note.message}")
    if len(report.notes) > _SHOWN:
        click.echo(f"  … and {len(report.notes) - _SHOWN} more; --report FILE has all of them")


def _keep(report: ImportReport, prefix: Path) -> None:
    written = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
    for ending, text in (("html", report_page(report)), ("json", f"{written}\n")):
        _keep_text(prefix.with_name(f"{prefix.name}.{ending}"), text)


def _keep_text(file: Path, text: str) -> None:
    try:
        keep_whole(file, lambda stream: stream.write(text.encode()))
    except OSError as error:
        raise FileError(file, f"cannot be written: {error.strerror or error}") from error


@click.command(name="markdown")
@folders
@click.option(
    "--to", "target", metavar="PATH", required=True, type=_ANY, help="A folder or .zip that is not there yet."
)
@click.option("--public", "only_public", is_flag=True, help="Only what readers without an account may see.")
@click.pass_obj
def export_markdown_command(
    context: Context, articles: str | None, data: str | None, target: Path, only_public: bool
) -> None:
    """Copy the articles as they are, with pictures and all that lies beside them."""
    settings = context.settings(articles, data)
    catalog = Library(settings.articles_dir, settings.default_language or None).catalog
    count = export_markdown(settings.articles_dir, catalog, target, only_public=only_public)
    click.echo(f"{target}: {count} files of {settings.articles_dir}")


COMMANDS: tuple[click.Command, ...] = (import_command, export_markdown_command)
