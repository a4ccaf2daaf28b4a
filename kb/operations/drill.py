"""Tries a backup: restores it beside, opens a site on it, and throws that away again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, func, select

from kb.core.settings import Settings
from kb.operations.archive import BackupError
from kb.operations.backup import restore
from kb.storage.database import connect

if TYPE_CHECKING:
    from flask import Flask

PAGES = ("/", "/healthz", "/login")


@dataclass(frozen=True, slots=True)
class Drill:
    """What came of it: when the backup was made, its rows by table, and how many articles the site shows."""

    made_at: str
    rows: Mapping[str, int]
    articles: int


def drill(settings: Settings, file: Path, make_site: Callable[..., Flask]) -> Drill:
    """Restore ``file`` into a folder of its own, bring its database up to date, open a site on it and ask for pages.

    The site of ``settings`` is not touched and may run. The key is that of the backup. Articles are
    those of the backup, else those that are there.

    Raises:
        BackupError: the backup cannot be restored, or the site that was made of it does not answer.
        DataFolderError: its database cannot be brought up to date.

    """
    with tempfile.TemporaryDirectory(prefix=".kb-drill-", dir=file.absolute().parent) as folder:
        aside = replace(settings, data_dir=Path(folder) / "data", database_url="", secret_key_file="")
        manifest = restore(aside, file, force=False, with_articles=False)
        if manifest.articles:
            again = replace(aside, data_dir=Path(folder) / "whole", articles_dir=Path(folder) / "articles")
            restore(again, file, force=False, with_articles=True)
            aside = again
        rows = _rows(aside)
        app = make_site(aside, start=False)
        try:
            client = app.test_client()
            for page in PAGES:
                status = client.get(page, follow_redirects=True).status_code
                if status != 200:
                    raise BackupError(f"a site made of {file} answers {page} with {status}")
            articles = len(app.extensions["kb"].library.catalog.published)
        finally:
            app.extensions["kb"].close()
        return Drill(str(manifest.made_at), rows, articles)


def _rows(settings: Settings) -> dict[str, int]:
    engine = connect(settings.database)
    tables = MetaData()
    try:
        tables.reflect(engine)
        with engine.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in tables.sorted_tables
                if table.name != "alembic_version"
            }
    finally:
        engine.dispose()
