"""Translators: a site over an article in English and its Arabic translation, accounts, and browsers without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.roles import Role
from tests.clock import Clock
from tests.conftest import Collection
from tests.git_site import office_over
from tests.kb.editor.conftest import Writer
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
    with office_over(collection.root, tmp_path / "data", clock, given) as office:
        yield office


@pytest.fixture
def writer(office: Office, collection: Collection) -> Writer:
    """Ann, an editor."""
    return Writer(office.browser(office.hire(Role.EDITOR, "ann@example.com")), collection.root)


@pytest.fixture
def other(office: Office, collection: Collection, writer: Writer) -> Writer:
    """Bob, another one."""
    return Writer(office.browser(office.hire(Role.EDITOR, "bob@example.com")), collection.root)
