"""Finds the ``import`` and ``export`` statements of MDX, which are code and no text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_IMPORT = re.compile(r"^import\s+(?:[\w$*{][^'\"`;]{0,2000}?\sfrom\s*|)(['\"])([^'\"\n]+)\1\s*;?[ \t]*$")
_IMPORT_BEGINS = re.compile(r"^import\s*\{[^}'\"]*$|^import\s+[\w$]+\s*,\s*\{[^}'\"]*$")
_EXPORT_FROM = re.compile(r"^export\s*(?:\*|\{[^{}]*\})\s*(?:as\s+\w+\s*)?from\s*['\"][^'\"]+['\"]\s*;?\s*$")
_EXPORT = re.compile(
    r"^export\s+(?:(?:const|let|var)\s+[\w$[{]|default\b|(?:async\s+)?function\b|class\s)|^export\s*\{"
)
_NAME = re.compile(r"^import\s+([A-Za-z_$][\w$]*)\s+from\s*(['\"])([^'\"]+)\2")
_SIGNS = re.compile(r"[({\[\])}]|//[^\n]*|/\*|\*/|[\"'`]")
_OPENERS = "({["
_GOES_ON = re.compile(r"(?:[=,(\[{&|?:+]|=>)\s*$")
_LONGEST = 400
"""Lines of one statement."""
_MOST_FAILURES = 20


def module_lines(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that belong to statements, counted from 0."""
    found: set[int] = set()
    number, failures = 0, 0
    while number < len(lines):
        line = lines[number]
        end = number + 1
        if line.startswith(("import", "export")):
            end = _end_of_import(lines, number)
            if end == number and (_EXPORT.match(line) or _EXPORT_FROM.match(line)):
                closed = _end_of_export(lines, number) if failures < _MOST_FAILURES else None
                failures += closed is None
                end = closed or number + 1
            found.update(range(number, end))
        number = max(end, number + 1)
    return frozenset(found)


def imported(lines: Sequence[str], numbers: frozenset[int]) -> dict[str, str]:
    """The paths of files by the names that they are imported under."""
    matches = (_NAME.match(lines[number]) for number in sorted(numbers))
    return {match[1]: match[3] for match in matches if match}


def _end_of_import(lines: Sequence[str], start: int) -> int:
    if _IMPORT.match(lines[start]):
        return start + 1
    if _IMPORT_BEGINS.match(lines[start]):
        for number in range(start + 1, min(start + 40, len(lines))):
            if "}" in lines[number]:
                whole = " ".join(lines[start : number + 1])
                return number + 1 if _IMPORT.match(whole) else start
    return start


def _end_of_export(lines: Sequence[str], start: int) -> int | None:
    """The line after the statement: where its brackets are closed; None where they never are."""
    depth, quote = 0, ""
    for number in range(start, min(start + _LONGEST, len(lines))):
        depth, quote = _balance(lines[number], depth, quote)
        if depth <= 0 and not quote and not _GOES_ON.search(lines[number]):
            return number + 1
    for number in range(start + 1, min(start + _LONGEST, len(lines))):  # an apostrophe misled us
        if re.match(r"[)}\]]+;?\s*$", lines[number]):
            return number + 1
    return None


def _balance(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How many brackets are open after a line, and the quotation or comment that goes on in the next."""
    at = 0
    while match := _SIGNS.search(line, at):
        at, sign = match.end(), match[0]
        if quote:
            if sign == quote or (quote == "/*" and sign == "*/"):
                quote = ""
            elif sign.startswith("//"):
                at = match.start() + 2
        elif sign in ("`", "/*"):
            quote = sign
        elif sign in "\"'":
            closing = line.find(sign, at)
            at = closing + 1 if closing >= 0 else at
        elif sign in _OPENERS:
            depth += 1
        elif sign in ")}]":
            depth -= 1
    return depth, quote
