"""The database of a site as commands open it: it must be there, and which one it is is said."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from kb.core.errors import DataFolderError
from kb.core.settings import Settings
from kb.storage.database import connect, shown


def open_site_database(settings: Settings) -> Engine:
    """The site's database, which must be there: a command in the wrong folder must not begin a second one.

    Which one it is is said on standard error, so that nobody takes another site's for theirs.

    Raises:
        DataFolderError: there is none, or it cannot be used.

    """
    must_have_database(settings)
    click.echo(f"database: {shown(settings.database)}", err=True)
    return connect(settings.database)


def must_have_database(settings: Settings) -> None:
    """Refuse to go on where no site has ever run with the data folder.

    Raises:
        DataFolderError: its database is a file that does not exist.

    """
    file = settings.database_file
    if file is not None and not file.exists():
        raise DataFolderError(
            f"there is no database {file}: no site has run with this data folder. Name the site's own with --data or "
            f"KB_DATA_DIR, or its settings with KB_ENV_FILE. To begin a new site: kb db upgrade"
        )
