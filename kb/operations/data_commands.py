"""``kb db``, ``kb backup``, ``kb restore``."""

from __future__ import annotations

from pathlib import Path

import click

from kb.accounts.audit_log import note_export
from kb.core.clock import utc_now
from kb.core.command_line import Context, folders
from kb.core.errors import DataFolderError
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.files.private import make_private_folder
from kb.operations.backup import back_up
from kb.operations.backup import restore as put_back
from kb.operations.drill import drill
from kb.storage.copying import copy_database
from kb.storage.data_folder import secret_key
from kb.storage.database import connect, newest_revision, revision_of, shown
from kb.storage.key_check import accept

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
@click.option("--drill", "is_drill", is_flag=True, help="Only try: restore beside, open a site on it, and delete it.")
@click.pass_obj
def restore(
    context: Context,
    articles: str | None,
    data: str | None,
    file: Path,
    with_articles: bool,
    force: bool,
    is_drill: bool,
) -> None:
    """Put back what `kb backup` copied into FILE; the site must not be running, but for a drill."""
    settings = context.settings(articles, data)
    if is_drill:
        if force or with_articles:
            raise click.UsageError("--drill replaces nothing and always takes the articles that are in the backup")
        tried = drill(settings, file, context.create_app)
        for table, number in tried.rows.items():
            click.echo(f"{number:>9} {table}")
        click.echo(
            f"{file} of {tried.made_at} can be restored: a site made of it answers, with {tried.articles} articles"
        )
        return
    manifest = put_back(settings, file, force=force, with_articles=with_articles)
    put = len(manifest.articles) if with_articles else 0
    also = f", with {put} files of articles in {settings.articles_dir}" if put else ""
    click.echo(f"restored into {settings.data_dir} as of {manifest.made_at}{also}")


@click.command()
@folders
@click.argument("action", type=click.Choice(["version", "upgrade", "copy", "accept-key"]))
@click.option("--to", metavar="URL", help="With copy: the empty database to copy into, as KB_DATABASE_URL names it.")
@click.pass_obj
def db(context: Context, articles: str | None, data: str | None, action: str, to: str | None) -> None:
    """Tell which revision the database is at, or change it: version tells, upgrade brings it up to date, also while
    the site runs.

    Or copy all of it into another one, from SQLite to PostgreSQL or back, and compare every row (copy). After the
    secret key was replaced on purpose, on every machine: take it for the right one (accept-key).
    """
    settings = context.settings(articles, data)
    url = settings.database
    if (action == "copy") != (to is not None):
        raise click.UsageError("`kb db copy --to URL` needs both, and no other action has --to")
    before = revision_of(url)
    click.echo(f"database: {shown(url)}", err=True)
    if to is not None:
        _copy(url, to, before)
        return
    if action == "accept-key":
        database = connect(url)
        accept(database, secret_key(settings.data_dir, settings.secret_key_file))
        database.dispose()
        click.echo("the key of this machine is the right one from now on; restart the processes that use it")
        return
    if action == "upgrade":
        if settings.database_file:
            make_private_folder(settings.database_file.parent)
        connect(url).dispose()
        after = revision_of(url)
        click.echo(f"up to date at {after}" if after == before else f"upgraded from {before or 'nothing'} to {after}")
        return
    click.echo(f"{before or 'no database yet'} (newest: {newest_revision()})")


def _copy(url: str, to: str, revision: str | None) -> None:
    if revision != newest_revision():
        raise DataFolderError(f"the database is at {revision or 'nothing'}; bring it up to date first: kb db upgrade")
    source = connect(url)
    note_export(source, utc_now(), AT_THE_COMMAND_LINE, "database")
    target = connect(to)
    try:
        done = copy_database(source, target, lambda one: click.echo(f"{one.rows:>9} {one.name}"))
    finally:
        source.dispose()
        target.dispose()
    rows = sum(one.rows for one in done)
    click.echo(f"{rows} rows of {len(done)} tables are in {shown(to)}, each compared. Now set KB_DATABASE_URL")


COMMANDS: tuple[click.Command, ...] = (backup, restore, db)
