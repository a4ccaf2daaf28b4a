"""Reads quotations that are boxes: each is given the head by which a quotation is a callout, ``> [!note] Title``.

ReadMe tells them by a picture letter (``> 📘 Title``), Wiki.js and Jekyll's themes by a class (``{.is-info}``,
``{: .note }``), docsify by a sign before a paragraph (``!> Text``). GitLab's ``>>>`` … ``>>>`` is a plain quotation.
Works on lines; code is hidden meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kb.dialects.parts.meanings import callout_kind

_QUOTE = re.compile(r"^([ \t]*+)>[ \t]?(.*)$")
_SIGN = re.compile(r"^([ \t]*+)([!?])>[ \t]++(?=\S)")
_FENCE = re.compile(r"^[ \t]*+>>>[ \t]*+$")
_CLASSES = re.compile(r"^[ \t]*+\{:?[ \t]*+((?>(?:\.[\w-]++[ \t]*+)+))\}[ \t]*+$")
_PICTURES = {"📘": "info", "ℹ": "info", "👍": "tip", "✅": "tip", "🚧": "warning", "⚠": "warning"}
_PICTURES |= {"❗": "danger", "🛑": "danger", "🔥": "danger", "💡": "tip", "📝": "note"}
_PICTURE = re.compile(f"({'|'.join(_PICTURES)})\ufe0f?[ \t]++(?=\\S)")
_NO_PARAGRAPH = re.compile(r"^[ \t]*+(?:$|[-*+>|<#!{}\x0e\x10-\x12]|:::|===|\d+[.)][ \t]|\[[^\]]*\]:)")
_MOST_LINES = 500


def read_quotes(lines: list[str]) -> list[str]:
    """The lines with every quotation that is a box in the form of GitHub's alerts."""
    return list(_with_pictures(_with_classes(_with_signs(_unfenced(lines)))))


def inside_quotes(lines: list[str], read: Callable[[list[str]], list[str]], sign: str, depth: int = 4) -> list[str]:
    """The lines with what stands in quotations as ``read`` has it, where a line in them begins with ``sign``."""
    if not any(sign in line and _QUOTE.match(line) for line in lines):
        return lines
    out: list[str] = []
    for is_quote, group in _groups(lines):
        if not is_quote or not any(sign in line for line in group):
            out += group
            continue
        indent = group[0][: len(group[0]) - len(group[0].lstrip(" \t"))]
        inner = [match[2] if (match := _QUOTE.match(line)) else line for line in group]
        inner = inside_quotes(inner, read, sign, depth - 1) if depth else inner
        out += [f"{indent}> {line}".rstrip() for line in read(inner)]
    return out


def _groups(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of lines that are quoted alike, and of those that are not quoted."""
    group: list[str] = []
    kind: str | None = None
    for line in lines:
        match = _QUOTE.match(line)
        found = match[1] if match else None
        if group and found != kind:
            yield kind is not None, group
            group = []
        kind = found
        group.append(line)
    if group:
        yield kind is not None, group


def _unfenced(lines: list[str]) -> list[str]:
    """Quotations between lines of three angles, where both are there."""
    marks = [number for number, line in enumerate(lines) if ">>>" in line and _FENCE.match(line)]
    if len(marks) < 2:
        return lines
    out = list(lines)
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        out[first] = out[last] = ""
        out[first + 1 : last] = [f"> {line}".rstrip() for line in lines[first + 1 : last]]
    return out


def _with_signs(lines: list[str]) -> Iterator[str]:
    """``!> Text`` and ``?> Text`` to the end of their paragraph."""
    indent: str | None = None
    for line in lines:
        if indent is not None and not _NO_PARAGRAPH.match(line):
            yield f"{indent}> {line.strip()}"
            continue
        indent = None
        if "> " in line and (match := _SIGN.match(line)):
            indent = match[1]
            yield f"{indent}> [!{'important' if match[2] == '!' else 'tip'}]"
            line = f"{indent}> {line[match.end() :]}"
        yield line


def _with_classes(lines: Iterator[str]) -> list[str]:
    """Quotations and paragraphs that have the class of a callout, in a list above or below them."""
    waiting = list(lines)
    heads: dict[int, str] = {}  # what is put before a line
    quoted: set[int] = set()
    for number, line in enumerate(waiting):
        match = _CLASSES.match(line) if "{" in line else None
        found = _kind_of(match[1]) if match else None
        if found is None:
            continue
        block = _block_beside(waiting, number)
        if not block:
            continue
        kind, has_title = found
        waiting[number] = ""
        match = _QUOTE.match(waiting[block[0]])
        indent = match[1] if match else ""
        if not match:
            quoted |= set(block)
        title = ""
        if has_title:
            first = match[2] if match else waiting[block[0]]
            title, waiting[block[0]] = f" {first.strip()}", f"{indent}>" if match else ""
        heads[block[0]] = f"{indent}> [!{kind}]{title}"
    out: list[str] = []
    for number, line in enumerate(waiting):
        out += [heads[number]] if number in heads else []
        out.append(f"> {line.strip()}".rstrip() if number in quoted else line)
    return out


def _kind_of(classes: str) -> tuple[str, bool] | None:
    """The callout that one of the classes names, and whether the block begins with its title."""
    for written in classes.replace(".", " ").split():
        name = re.sub(r"^(?:is-|alert-|notice--|prompt-|callout-|message-|admonition-)", "", written.lower())
        if kind := callout_kind(name.removesuffix("-title")):
            return kind, name.endswith("-title")
    return None


def _block_beside(lines: list[str], number: int) -> range:
    """The quotation or paragraph right above a line, else right below; empty where there is neither."""
    above = number > 0 and bool(lines[number - 1].strip())
    step = -1 if above else 1
    first = number + step
    if not 0 <= first < len(lines):
        return range(0)
    is_quote = _QUOTE.match(lines[first]) is not None
    if not is_quote and _NO_PARAGRAPH.match(lines[first]):
        return range(0)
    at = first
    for at in range(first, first + step * _MOST_LINES, step):
        line = lines[at] if 0 <= at < len(lines) else ""
        if not line.strip() or (is_quote and not _QUOTE.match(line)):
            break
        if not is_quote and _NO_PARAGRAPH.match(line):
            return range(0)
    return range(at + 1, number) if above else range(number + 1, at)


def _with_pictures(lines: list[str]) -> Iterator[str]:
    """``> 📘 Title``: a head where more follows below an empty line, else the picture alone is one."""
    before = None
    for number, line in enumerate(lines):
        match = _QUOTE.match(line) if ">" in line else None
        begins = match is not None and before is None
        before = match
        picture = _PICTURE.match(match[2]) if match and begins else None
        if match is None or picture is None:
            yield line
            continue
        words = match[2][picture.end() :]
        has_more = [bool(_QUOTE.match(next_line)) for next_line in lines[number + 1 : number + 3]] == [True, True]
        if has_more and not (_QUOTE.match(lines[number + 1]) or match)[2].strip():
            yield f"{match[1]}> [!{_PICTURES[picture[1]]}] {words}"
        else:
            yield f"{match[1]}> [!{_PICTURES[picture[1]]}]"
            yield f"{match[1]}> {words}"
