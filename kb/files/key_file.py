"""The key by which a server knows us, in a file of its own."""

from __future__ import annotations

from pathlib import Path

from kb.core.errors import SettingsError

LONGEST_KEY = 4_096


def read_key(setting: str, file: str) -> str:
    """The key in ``file``, which ``setting`` names; empty where none is named.

    Raises:
        SettingsError: the file cannot be read, or has no key in it.

    """
    if not file:
        return ""
    try:
        with Path(file).expanduser().open(encoding="ascii") as stream:
            key = stream.read(LONGEST_KEY + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{setting}={file} cannot be read: {error}") from error
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise SettingsError(f"{setting}={file} has no key in it: one line, at most {LONGEST_KEY} characters")
    return key
