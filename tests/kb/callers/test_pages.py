"""The page of programs outside, for administrators."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

pytestmark = pytest.mark.slow


@pytest.fixture
def articles(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree without a remote."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    collection.write("en/a.md", title="A")
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(collection.root)], check=True)
    return collection.root


@pytest.fixture
def office(articles: Path, tmp_path: Path) -> Iterator[Office]:
    clock = Clock()
    settings = Settings(articles_dir=articles, data_dir=tmp_path / "data", git_pull_minutes=5)
    app: Flask = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def shown(office: Office) -> str:
    return office.browser(office.hire(Role.ADMIN)).client.get("/admin/connections").text


def test_what_is_in_the_way_is_told_with_what_to_do(office: Office) -> None:
    office.site.extensions["kb"].puller.pull()
    page = shown(office)
    assert "The articles folder has no remote that can be asked." in page
    assert "git branch --set-upstream-to=origin/main" in page
    assert "/api/v1/hooks/git" in page
    assert "KB_GIT_HOOK_SECRET_FILE" in page


def test_who_was_heard_is_shown_with_when_and_what_of(office: Office) -> None:
    office.site.extensions["kb"].heard.note("git", "push <b>refs/heads/main</b>")
    page = shown(office)
    assert "push &lt;b&gt;refs/heads/main&lt;/b&gt;" in page
    assert "2026-11-22" in page


def test_what_is_not_set_up_is_off_and_was_never_heard(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/a.md", title="A")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    page = shown(Office(app, clock))
    app.extensions["kb"].close()
    assert page.count("not heard yet") == 3
