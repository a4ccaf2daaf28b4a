"""Helpers."""

from __future__ import annotations

from kb.core.errors import Problem
from kb.editing.check import check
from tests.conftest import Collection


def found(collection: Collection) -> list[Problem]:
    return check(collection.library().catalog)


TEXT = "Some text."
