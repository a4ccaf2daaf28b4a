"""A site whose clock a test sets, with somebody who edits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Browser, Office


@pytest.fixture
def clock() -> Clock:
    return Clock()  # 2026-11-22, noon by UTC


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """Berlin: an article that is there, one that comes, one that goes."""
    collection.write("site.yml", b"name: X\ntime_zone: Europe/Berlin\n")
    collection.write("en/here.md", title="Here", body="Kettle.")
    collection.write("en/comes.md", title="Comes", body="Kettle secret.", published_on="2026-11-23 09:00")
    collection.write("en/goes.md", title="Goes", body="Kettle old.", unpublish_on="2026-11-24")
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    app: Flask = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def editor(office: Office) -> Browser:
    return office.browser(office.hire(Role.EDITOR, "ann@example.com"))
