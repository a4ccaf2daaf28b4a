"""An operator with a site, its folders and the commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, MetaData, create_engine, select

from app import main
from kb.catalog.article import ArticleId
from kb.core.clock import utc_now
from kb.core.settings import Settings
from kb.operations.archive import BackupError
from kb.short_links.links import Destination, make
from kb.storage.data_folder import secret_key
from kb.storage.database import connect
from kb.usage.views import ViewCounter

ROOT = Path(__file__).parents[3]


FILES = {"en/account/reset.md": "# Reset", "fa/account/بازنشانی.md": "# بازنشانی", ".replies/en.md": "Hello"}


class Operator:
    """Somebody at the command line of a site with a data folder."""

    def __init__(self, folder: Path) -> None:
        self.data, self.articles = folder / "data", folder / "articles"
        self.settings = Settings(articles_dir=self.articles, data_dir=self.data)

    def run(self, *arguments: object) -> str:
        places = ["--articles", str(self.articles), "--data", str(self.data)]
        result = CliRunner().invoke(main, [*places, *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    def fill(self) -> None:
        """Views, a link, a key, articles."""
        self.data.mkdir(parents=True)
        secret_key(self.data)
        for path, content in FILES.items():
            (self.articles / path).parent.mkdir(parents=True, exist_ok=True)
            (self.articles / path).write_text(content, "utf-8")
        engine = connect(self.settings.database)
        views = ViewCounter(engine, utc_now)
        for number in range(20):
            views.count(ArticleId("en", f"a{number}"))
        views.flush()
        with engine.begin() as connection:
            make(connection, Destination("account/reset"), "Reset", "Ann", utc_now().replace(tzinfo=None))
        engine.dispose()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        engine = create_engine(self.settings.database)
        found = rows_of(engine)
        engine.dispose()
        return found


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table there is."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table)))) for table in tables.sorted_tables}


@pytest.fixture(scope="session")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that has been used, and a backup of it with its articles; tests take copies."""
    folder = tmp_path_factory.mktemp("used")
    operator = Operator(folder / "here")
    operator.fill()
    operator.run("backup", folder / "kb.tar.gz", "--with-articles")
    return folder


@pytest.fixture
def here(used: Path, tmp_path: Path) -> Operator:
    """A site that has been used."""
    shutil.copytree(used / "here", tmp_path / "here")
    return Operator(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Operator:
    """An empty machine."""
    return Operator(tmp_path / "there")


@pytest.fixture
def file(used: Path, tmp_path: Path) -> Path:
    """A backup of ``here`` with its articles."""
    return Path(shutil.copy2(used / "kb.tar.gz", tmp_path))


@pytest.fixture
def child() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a script of these tests in a process of its own, which does not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", f"tests.kb.operations.{script}", *map(str, arguments)]
        started.append(subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def refused(operator: Operator, file: Path, *arguments: str) -> str:
    """Why a restore is refused; nothing may have changed by it."""
    before = files_of(operator.data)
    with pytest.raises(BackupError) as caught:
        operator.run("restore", file, *arguments)
    assert files_of(operator.data) == before
    return str(caught.value)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file with its content, but SQLite's helpers."""
    found = (path for path in folder.rglob("*") if path.is_file() and "-" not in path.suffix)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
