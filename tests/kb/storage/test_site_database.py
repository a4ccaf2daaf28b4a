"""A command works on the database of a site that is there, says which, and begins none."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from kb.core.errors import DataFolderError
from kb.core.settings import Settings
from kb.storage.database import connect
from kb.storage.site_database import must_have_database, open_site_database


def test_it_opens_what_is_there_and_says_which_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=tmp_path)
    connect(settings.database).dispose()
    database = open_site_database(settings)
    assert inspect(database).has_table("accounts")
    database.dispose()
    assert capsys.readouterr() == ("", f"database: sqlite:///{tmp_path / 'kb.sqlite'}\n")


def test_it_begins_none_in_the_wrong_folder(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="no site has run with this data folder"):
        open_site_database(Settings(data_dir=tmp_path / "wrong"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://db.example.com/kb"])
def test_what_is_no_file_is_not_looked_for(url: str) -> None:
    must_have_database(Settings(database_url=url))
