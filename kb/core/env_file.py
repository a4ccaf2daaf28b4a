"""Settings kept in a file, so that a command typed by hand finds what the running site was started with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from kb.core.errors import SettingsError
from kb.core.settings import PREFIX
from kb.core.text import shorten

VARIABLE = "KB_ENV_FILE"
NAME = "kb.env"


def with_file(environment: Mapping[str, str], installed_in: Path) -> dict[str, str]:
    """``environment`` and below it what the file of settings says; what is set in both is as the environment has it.

    The file is the one that ``KB_ENV_FILE`` names, else ``kb.env`` beside the virtual environment ``installed_in``
    if there is one. It is written as systemd reads an ``EnvironmentFile``.

    Raises:
        SettingsError: the file that was named is missing, or one that is there cannot be read or understood.

    """
    given = {name: text for name, text in environment.items() if name != VARIABLE}
    file = file_of(environment, installed_in)
    return {**read_file(file), **given} if file else given


def file_of(environment: Mapping[str, str], installed_in: Path) -> Path | None:
    """The file of settings that counts, where there is one."""
    named = environment.get(VARIABLE, "")
    file = Path(named).expanduser() if named else installed_in.parent / NAME
    return file if named or file.exists() else None


def read_file(file: Path) -> dict[str, str]:
    """What the file of settings says.

    Raises:
        SettingsError: it cannot be read or understood.

    """
    try:
        text = file.read_text("utf-8")
    except PermissionError as error:
        raise SettingsError(
            f"the settings in {file} cannot be read by this user; run the command as the site's user, "
            f"for instance: sudo -u kb kb …"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"the settings in {file} ({VARIABLE}) cannot be read: {reason}") from error
    return parse(text, file)


def parse(text: str, file: Path) -> dict[str, str]:
    """The settings in the lines ``KEY=value`` of ``text``; other variables are the server's business and left out.

    Quotes around a value are taken off, ``#`` and ``;`` begin a line of comment. What systemd and a shell would read
    differently (a line that goes on after a backslash) is refused.

    Raises:
        SettingsError: a line is none of these; names ``file`` and line.

    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        key, separator, value = line.partition("=")
        key, value = key.strip(), value.strip()
        if not separator or not key.isidentifier() or value.endswith("\\"):
            raise SettingsError(f"{file}, line {number}: {shorten(key)} is not written as KEY=value in one line")
        if key.startswith(PREFIX):
            found[key] = _unquoted(value, f"{file}, line {number}: {key}")
    return found


def _unquoted(value: str, where: str) -> str:
    if value[:1] not in ("'", '"'):
        return value
    try:
        parts = shlex.split(value)
    except ValueError:
        parts = []
    if len(parts) != 1:
        raise SettingsError(f"{where} has a quotation mark that is not closed, or something after it")
    return parts[0]
