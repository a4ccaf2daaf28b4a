"""Helpers."""

from __future__ import annotations

import pytest

from kb.core.errors import KbError, SettingsError
from kb.core.settings import Settings


def refused(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    assert isinstance(caught.value, KbError)
    return str(caught.value)
