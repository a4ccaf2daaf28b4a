"""Where the value of each setting comes from, found out while the site runs: nothing of it is kept from the start."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from kb.core.env_file import file_of, read_file
from kb.core.errors import KbError, SettingsError
from kb.core.settings import PREFIX, Settings, read_value

OPTIONS = ("articles_dir", "data_dir", "host", "port")
"""Settings that a command takes as options as well."""


class SettingSource(StrEnum):
    """Where a value comes from; ``START``: from what the file, or whoever started the site, said then and not now."""

    DEFAULT = "default"
    ENVIRONMENT = "environment"
    FILE = "file"
    OPTION = "option"
    START = "start"


@dataclass(frozen=True)
class SettingOrigins:
    """The environment of the process, and what the file of settings says now; ``trouble``: why that is not known."""

    environment: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None
    in_file: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    def source_of(self, settings: Settings, name: str) -> SettingSource:
        """Where ``settings`` have the value of ``name`` from."""
        variable, value = f"{PREFIX}{name.upper()}", getattr(settings, name)
        if variable in self.environment:  # an empty one there wins over the file as well
            source, text = SettingSource.ENVIRONMENT, self.environment[variable]
        else:
            source, text = SettingSource.FILE, self.in_file.get(variable, "")
        if text and _means(variable, name, text, value):
            return source
        if not text and value == _default(name):
            return SettingSource.DEFAULT
        return SettingSource.OPTION if name in OPTIONS else SettingSource.START


def origins_now(environment: Mapping[str, str]) -> SettingOrigins:
    """Where the settings of a process with this ``environment`` have their values from, as far as it can be told."""
    try:
        file = file_of(environment, Path(sys.prefix))
        return SettingOrigins(environment, file, read_file(file) if file else {})
    except KbError as error:
        return SettingOrigins(environment, trouble=str(error))


def _means(variable: str, name: str, text: str, value: object) -> bool:
    try:
        return bool(_whole(read_value(variable, name, text)) == value)
    except SettingsError:  # the file was changed since, and not for the better
        return False


def _default(name: str) -> object:
    return _whole(next(each.default for each in fields(Settings) if each.name == name))


def _whole(value: Any) -> Any:
    return value.expanduser().absolute() if isinstance(value, Path) else value
