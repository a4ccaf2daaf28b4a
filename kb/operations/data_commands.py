"""``kb db``, ``kb backup``, ``kb restore``."""

from __future__ import annotations

from pathlib import Path

import click

from kb.core.clock import utc_now
from kb.core.command_line import Context, folders
from kb.files.private import make_private_folder
from kb.operations.backup import back_up
from kb.operations.backup import restore as put_back
from kb.storage.database import connect, newest_revision, revision_of, shown

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@folders
@FILE
@click.option("--with-articles", is_flag=True, help="The articles folder as well (without .git).")
@click.pass_obj
def backup(context: Context, articles: str | None, data: str | None, file: Path, with_articles: bool) -> None:
    """Copy the database and the secret key into FILE (tar.gz), also while the site runs."""
    settings = context.settings(articles, data)
    manifest = back_up(settings, file, utc_now(), with_articles=with_articles)
    of = settings.data_dir if not with_articles else f"{settings.data_dir} and {settings.articles_dir}"
    size = file.stat().st_size / 2**20
    click.echo(f"{file}: {len(manifest.files)} files of {of}, {size:.1f} MB; keep it as a secret")


@click.command()
@folders
@FILE
@click.option("--with-articles", is_flag=True, help="The articles too; their folder must be empty.")
@click.option("--force", is_flag=True, help="Replace the database and the key that are there.")
@click.pass_obj
def restore(
    context: Context, articles: str | None, data: str | None, file: Path, with_articles: bool, force: bool
) -> None:
    """Put back what `kb backup` copied into FILE; the site must not be running."""
    settings = context.settings(articles, data)
    manifest = put_back(settings, file, force=force, with_articles=with_articles)
    put = len(manifest.articles) if with_articles else 0
    also = f", with {put} files of articles in {settings.articles_dir}" if put else ""
    click.echo(f"restored into {settings.data_dir} as of {manifest.made_at}{also}")


@click.command()
@folders
@click.argument("action", type=click.Choice(["version", "upgrade"]))
@click.pass_obj
def db(context: Context, articles: str | None, data: str | None, action: str) -> None:
    """Tell which revision the database is at (version), or bring it up to date (upgrade), also while the site runs."""
    settings = context.settings(articles, data)
    url = settings.database
    before = revision_of(url)
    click.echo(f"database: {shown(url)}", err=True)
    if action == "upgrade":
        if settings.database_file:
            make_private_folder(settings.database_file.parent)
        connect(url).dispose()
        after = revision_of(url)
        click.echo(f"up to date at {after}" if after == before else f"upgraded from {before or 'nothing'} to {after}")
        return
    click.echo(f"{before or 'no database yet'} (newest: {newest_revision()})")


COMMANDS: tuple[click.Command, ...] = (backup, restore, db)
