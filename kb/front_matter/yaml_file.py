"""Small YAML files beside the articles, read as front matter is: composed into nodes, with the line of every value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kb.core.errors import Problem
from kb.core.text import plain_lines
from kb.files.inside import read_inside
from kb.front_matter.parse import FrontMatterError, Value, split

Refuse = Callable[[str, int, str | None], None]
"""Told a message, a line from 1 and the key it is about."""
_OPENING = re.compile(r"\A---(?=[ \t]*\n)")


def read_text(file: Path, name: str, kilobytes: int, advice: str) -> str | Problem:
    """The text of ``file`` with plain line ends, or why it cannot be read; ``advice`` is for one that is too large."""
    try:
        raw = read_inside(file.parent, file.name, kilobytes * 1024)
    except OSError as error:
        return Problem("error", "unreadable", name, f"the file cannot be read: {error.strerror}")
    if len(raw) > kilobytes * 1024:
        return Problem("error", "too_large", name, f"the file is larger than {kilobytes} KB; {advice}")
    try:
        return plain_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 (byte 0x{raw[error.start]:02x} on line {line}); save it as UTF-8"
        return Problem("error", "not_utf8", name, message, line)


def read_yaml(text: str, refuse: Refuse) -> dict[str, Value]:
    """The keys of a file of 'key: value' lines; ``refuse`` is told of what is left out.

    Raises:
        FrontMatterError: nothing of it can be read.

    """
    try:
        taken = split(f"---\n{_OPENING.sub('#', text)}\n---\n")
    except FrontMatterError as error:
        message = str(error).replace("the front matter", "the file")
        raise FrontMatterError(message, max(error.line - 1, 1), code=error.code, key=error.key) from None
    if taken.body.strip("-. \n"):
        refuse("nothing after a line --- or ... is read; take that line out", taken.body_line - 2, None)
    for twice in taken.duplicates:
        refuse(f"the key {twice.key!r} stands twice; keep one", twice.line - 1, twice.key)
    return {key: _line_above(value) for key, value in taken.values.items()}


def _line_above(value: Value) -> Value:
    """The value with the lines of the file, which has no line of dashes above it."""
    data = value.data
    if isinstance(data, dict):
        data = {key: _line_above(item) for key, item in data.items()}
    elif isinstance(data, list):
        data = [_line_above(item) for item in data]
    return replace(value, data=data, line=value.line - 1)
