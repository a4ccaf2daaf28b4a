"""Reads tabs whose names are headings: Microsoft Learn's, docsify's, and those of Wiki.js and R Markdown.

``# [Name](#tab/id)`` to a line of hyphens; ``#### **Name**`` between ``<!-- tabs:start -->`` and ``<!-- tabs:end -->``;
the headings one level below ``## Title {.tabset}``. Works on lines; code is hidden meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.commonmark.plain_text import plain
from kb.dialects.parts.boxes import closing, literal, opening

_LINKED = re.compile(r"^([ \t]*+)#{1,6}[ \t]++\[([^\[\]\n]++)\]\(#tab/[^()\s]++\)[ \t]*+#*+[ \t]*+$")
_RULE = re.compile(r"^[ \t]*+(?>(?:-[ \t]*+){3,}|(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,})$")
_BETWEEN = re.compile(r"^([ \t]*+)<!--[ \t]*+tabs:(start|end)[ \t]*+-->[ \t]*+$")
_HEADING = re.compile(r"^([ \t]{0,3})(#{1,6})[ \t]++(\S.*?)[ \t]*#*[ \t]*$")
_SET = re.compile(r"[ \t]*\{[^{}\n]*\.tabset\b[^{}\n]*\}[ \t]*$")
_GROUP, _TAB = "headed tabs", "headed tab"


def read_headed_tabs(lines: list[str]) -> list[str]:
    """The lines with marks of boxes for tabs that are named by headings."""
    if any("](#tab/" in line for line in lines):
        lines = list(_linked(lines))
    if any("tabs:start" in line for line in lines):
        lines = list(_between(lines))
    if any(".tabset" in line for line in lines):
        lines = list(_below(lines))
    return lines


def _tab(indent: str, name: str) -> list[str]:
    return [indent + closing(_TAB), indent + opening("tab", literal(plain(name)), _TAB)]


def _linked(lines: Iterable[str]) -> Iterator[str]:
    """Those of Microsoft Learn: the first heading opens the group, a rule ends it."""
    is_open = False
    for line in lines:
        if "](#tab/" in line and (match := _LINKED.match(line)):
            if not is_open:
                yield match[1] + opening("tabs", of=_GROUP)
            is_open = True
            yield from _tab(match[1], match[2])
        elif is_open and _RULE.match(line):
            is_open = False
            yield closing(_GROUP)
        else:
            yield line


def _between(lines: Iterable[str]) -> Iterator[str]:
    """Those of docsify: between two comments each heading in bold letters is a name."""
    is_open = False
    for line in lines:
        if "<!--" in line and (match := _BETWEEN.match(line)):
            is_open = match[2] == "start"
            yield match[1] + opening("tabs", of=_GROUP) if is_open else closing(_GROUP)
        elif is_open and (heading := _HEADING.match(line)) and heading[3].startswith("**"):
            yield from _tab(heading[1], heading[3])
        else:
            yield line


def _below(lines: Iterable[str]) -> Iterator[str]:
    """Those of Wiki.js and R Markdown: the headings one level below one with the class."""
    level = 0  # of the heading that says so; none while 0
    for line in lines:
        heading = _HEADING.match(line) if line.lstrip(" \t").startswith("#") else None
        if heading is None:
            yield line
            continue
        here, name = len(heading[2]), heading[3]
        if level and here <= level:
            level = 0
            yield closing(_GROUP)
        if level and here == level + 1:
            yield from _tab("", name)
        elif not level and _SET.search(name):
            level = here
            yield f"{heading[2]} {_SET.sub('', name)}"
            yield opening("tabs", of=_GROUP)
        else:
            yield line
