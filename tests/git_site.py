"""A site whose folder of articles is a git repository where a test wants that."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import open_site
from tests.signing_in import Office


def git(folder: Path, *arguments: str) -> str:
    """What git says of a folder."""
    command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def begin_repository(folder: Path, title: str = "Begin") -> None:
    """Make ``folder`` a repository whose first commit has all that is there."""
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", title)):
        git(folder, *command)


@contextmanager
def office_over(articles: Path, data: Path, clock: Clock, given: Mapping[str, Any]) -> Iterator[Office]:
    """The site over ``articles`` with the settings ``given``; it commits where ``git_commit`` is one of them."""
    if given.get("git_commit"):
        begin_repository(articles)
    app = open_site(Settings(articles_dir=articles, data_dir=data, **given), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()
