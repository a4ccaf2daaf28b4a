"""Every setting belongs to one room's group, and each group says which rooms it is for."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from kb.core import setting_groups
from kb.core.settings import Settings

ROOT = Path(__file__).parents[3]
GROUPS = [one for one in vars(setting_groups).values() if isinstance(one, type) and is_dataclass(one)]
GROUPS = [one for one in GROUPS if one.__module__ == setting_groups.__name__]


def test_every_setting_is_in_one_group_and_every_group_among_the_settings() -> None:
    assert set(GROUPS) == set(Settings.__mro__) - {Settings, object}
    counts = Counter(field.name for group in GROUPS for field in fields(group))
    assert set(counts.values()) == {1}
    assert set(counts) == {field.name for field in fields(Settings)}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_a_group_names_the_rooms_it_is_for(group: type) -> None:
    rooms = (group.__doc__ or "").partition(":")[0].split(", ")
    assert all((ROOT / room / "__init__.py").is_file() for room in rooms), rooms


def test_the_groups_stand_in_the_order_of_the_guide() -> None:
    written = [field.name for group in GROUPS for field in fields(group)]
    assert written == [field.name for field in fields(Settings)]
