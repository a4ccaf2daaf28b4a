"""Translators: a site over an article in English and its Arabic translation, accounts, and browsers without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.editor.conftest import Writer, git
from tests.signing_in import Office

ENGLISH = """---
title: Lid
description: All about the lid.
tags: [cup]
owner: Ann
published_on: 2026-10-01
old_paths: [old/lid]
x_shelf: {a: 1}
---
Open it.

## Close

Push it to 60.

## Wash

With water.
"""
ARABIC = """---
title: 'غطاء'  # من فوق
published_on: 2026-10-02
---
افتحه.

## الإغلاق

اضغطه حتى 60.

## الغسل

بالماء.
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Office]:
    """An article in two languages and one in English alone; the site commits where a test is marked so."""
    given = dict(getattr(request, "param", {}))
    collection.write("en/lid.md", ENGLISH)
    collection.write("ar/lid.md", ARABIC)
    collection.write("en/care/cup.md", "# Cup\n\nDrink.\n\n## Break\n\nMend it.\n")
    if given.get("git_commit"):
        for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin")):
            git(collection.root, *command)
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", **given)
    app: Flask = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def writer(office: Office, collection: Collection) -> Writer:
    """Ann, an editor."""
    return Writer(office.browser(office.hire(Role.EDITOR, "ann@example.com")), collection.root)


@pytest.fixture
def other(office: Office, collection: Collection, writer: Writer) -> Writer:
    """Bob, another one."""
    return Writer(office.browser(office.hire(Role.EDITOR, "bob@example.com")), collection.root)
