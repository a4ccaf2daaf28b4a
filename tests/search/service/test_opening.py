"""Which index is opened, and what is imported for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT

pytestmark = pytest.mark.slow
OPEN = """
import sys
from pathlib import Path
{before}
from kb.core.settings import Settings
from kb.library.library import open_library
from search.service.opening import open_search

folder = Path({folder!r})
settings = Settings(folder / "articles", folder / "data", index={index!r}, database_url="postgresql://kb@nowhere/kb")
open_search(settings, open_library(settings), []).close()
print(sorted(name for name in sys.modules if name in ("psycopg", "search.index.postgres", "search.index.local")))
"""


def opened(folder: Path, index: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """What happens where this index is opened, by a process of its own."""
    (folder / "articles").mkdir(exist_ok=True)
    code = OPEN.format(before=before, folder=str(folder), index=index)
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_local_index_needs_no_driver_of_a_database(tmp_path: Path) -> None:
    done = opened(tmp_path, "local", "sys.modules['psycopg'] = None")
    assert done.returncode == 0, done.stderr
    assert "search.index.postgres" not in done.stdout


def test_the_shared_index_is_opened_without_its_database(tmp_path: Path) -> None:
    done = opened(tmp_path, "postgres")
    assert done.stdout.split("\n")[0] == "['psycopg', 'search.index.local', 'search.index.postgres']", done.stderr


def test_without_the_driver_it_is_told_what_to_install(tmp_path: Path) -> None:
    done = opened(tmp_path, "postgres", "sys.modules['psycopg'] = None")
    assert done.stderr.rstrip().endswith(
        "SettingsError: KB_INDEX=postgres needs the driver of PostgreSQL: install the extra `postgres` "
        "(pip install '.[postgres]')"
    )
