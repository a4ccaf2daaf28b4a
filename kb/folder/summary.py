"""The table of contents of GitBook and mdBook (``SUMMARY.md``): the order of the articles and the names of folders.

It is no article. A file of that name that is more than a list of links is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from kb.commonmark.plain_text import plain
from kb.core.text import plain_lines

NAME = "summary.md"
MAX_ENTRIES = 5_000
_ENTRY = re.compile(
    r"^\s*(?:[-*+]|\d{1,5}[.)])?\s*\[((?:[^\[\]]|\[[^\[\]]*\]){1,500})\]\(\s*<?([^()<>]{0,500}?)>?(?:\s+\"[^\"]*\")?\s*\)\s*$"
)
_OTHER = re.compile(r"^\s*(?:#{1,6}\s.*|-{3,}|\*{3,}|<!--.*-->|(?:[-*+]\s+)[^\[].*)?\s*$")


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line: the path of a file of the collection, what it is called there, and its place from 1."""

    path: str
    name: str
    position: int


def is_summary(path: str, text: str) -> bool:
    """Whether the file ``path`` is a table of contents: a list of links to files and nothing else."""
    if path.rpartition("/")[2].lower() != NAME:
        return False
    lines = _body(text)
    links = sum(bool(_ENTRY.match(line)) for line in lines)
    return links > 0 and all(_ENTRY.match(line) or _OTHER.match(line) for line in lines)


def read_summary(path: str, text: str) -> list[SummaryLine]:
    """The entries of the table of contents ``path``, in their order; links out of the collection are none."""
    found: list[SummaryLine] = []
    for line in _body(text):
        match = _ENTRY.match(line)
        if not match or "://" in match[2] or len(found) >= MAX_ENTRIES:
            continue
        target = normpath(join(dirname(path), unquote(match[2].partition("#")[0])))
        if not target.startswith(("/", "..")) and target != ".":
            found.append(SummaryLine(target, plain(match[1]), len(found) + 1))
    return found


def _body(text: str) -> list[str]:
    """The lines without front matter, no longer than a link can be."""
    lines = plain_lines(text).split("\n")
    if lines[0].rstrip() == "---" and "---" in (rest := [line.rstrip() for line in lines[1:]]):
        lines = lines[rest.index("---") + 2 :]
    return [line[:1_200] for line in lines if line.strip()]
