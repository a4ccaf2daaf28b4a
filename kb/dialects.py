"""Brings the Markdown that other systems accept into the form the ``Markdown`` package reads.

Foreign collections lean on habits that package does not share: lists nested by two or three spaces or begun
right below a paragraph (GitHub, Docusaurus), ``:::note`` blocks and ``<Tabs>`` (Docusaurus), attributes on lines of
their own (kramdown). Everything here works on lines and leaves fenced code alone; ``template_tags`` goes before it.

List indentation follows CommonMark 0.31 section 5.2: a line belongs to an item when it is indented to the
column where the item's text starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from kb.mdx_tabs import Tabs
from kb.template_tags import without_templates

MAX_NESTING = 12

_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})(.*)$")
_ITEM = re.compile(r"^([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
_RULE = re.compile(r"^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_INDENTED_BLOCK = re.compile(r"^(?:!!!|\?\?\?\+?|===)\s")
_COLONS = re.compile(r"^(\s*):{3,}\s*(\w+)?(?:\[([^\]]*)\]|\s+(.*\S))?\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
_ATTRIBUTES = re.compile(r"^ {0,3}\{::?[^{}]*\}\s*$")
_ATX_HEADING = re.compile(r"^ {0,3}#{1,6}\s")
_CONTENTS = re.compile(r"^ {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\])\s*$", re.IGNORECASE)


def normalise(body: str) -> str:
    """The Markdown ``body`` as the ``Markdown`` package reads it."""
    lines = _attribute_lines(without_templates(body).split("\n"))
    return "\n".join(_lines(_tab_items(_colon_blocks(lines)), 0))


def _attribute_lines(lines: list[str]) -> list[str]:
    """``{: #id}`` below a heading moves onto it (kramdown); before a block it, and ``[TOC]``, mean nothing here."""
    out: list[str] = []
    fence = ""
    for line in lines:
        before = out[-1] if out else ""
        fence = _fence_after(line, fence)
        if fence or not (_ATTRIBUTES.match(line) or _CONTENTS.match(line)):
            out.append(line)
        elif _ATX_HEADING.match(before):
            anchor = re.search(r"#([^\s#.{}]+)", line)
            out[-1] = f"{before.rstrip('# ')} {{#{anchor[1]}}}" if anchor and "{" not in before else before
            out.append("")
        elif re.match(r" {0,3}\{:\s*toc\b", line) and _ITEM.match(before):
            out[-1] = ""
        else:
            belongs = before.strip() and "|" not in before and not _CONTENTS.match(line)
            out.append(line if belongs else "")
    return out


def _colon_blocks(lines: list[str]) -> list[str]:
    """``:::tip Title`` … ``:::`` as ``!!! tip "Title"`` with its content indented."""
    out: list[str] = []
    depth = 0
    fence = ""
    for line in lines:
        fence = _fence_after(line, fence)
        match = None if fence else _COLONS.match(line)
        if match and match[2] and depth < MAX_NESTING:
            title = (match[3] or match[4] or "").replace('"', "”")
            out += ["", match[1] + "    " * depth + f"!!! {match[2].lower()}" + (f' "{title}"' if title else "")]
            depth += 1
        elif match and depth:
            depth -= 1
            out.append("")
        else:
            out.append("    " * depth + line if depth and line.strip() else line)
    return out


def _tab_items(lines: list[str]) -> list[str]:
    """``<Tabs>`` and ``<TabItem>`` as ``=== "Name"`` with the content indented."""
    out: list[str] = []
    tabs, fence = Tabs(), ""
    for line in lines:
        fence = "" if tabs.in_tag else _fence_after(line, fence)
        out += [tabs.moved(line)] if fence else tabs.read(line)
    return out


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after ``line``, given the one open before it; empty where none is."""
    match = _FENCE.match(line)
    if not match:
        return fence
    if not fence:
        return match[2] if "`" not in match[3] or match[2][0] == "~" else ""
    closes = match[2][0] == fence[0] and len(match[2]) >= len(fence) and not match[3].strip()
    return "" if closes else fence


def _lines(lines: list[str], depth: int) -> Iterator[str]:
    """Normalise lists, descending into quotes and indented blocks."""
    if depth > MAX_NESTING:
        yield from lines
        return
    state = _Lists()
    number = 0
    while number < len(lines):
        line = lines[number].expandtabs(4)
        if line.startswith(">"):
            end = _run(lines, number, lambda text: text.startswith(">"))
            inner = [text[2:] if text.startswith("> ") else text[1:] for text in lines[number:end]]
            yield from state.leave()
            yield from (f"> {text}".rstrip() for text in _lines(inner, depth + 1))
        elif _INDENTED_BLOCK.match(line.lstrip()) and state.takes(_indent(line)):
            edge = _indent(line) + 4
            end = _run(lines, number + 1, partial(_reaches, edge))
            inner = [text.expandtabs(4)[edge:] for text in lines[number + 1 : end]]
            yield from state.block([line, *(" " * edge + text for text in _lines(inner, depth + 1))])
        elif _FENCE.match(line):
            end = _fence_end(lines, number)
            yield from state.block([_plain_fence(line), *lines[number + 1 : end]])
        else:
            end = number + 1
            if _starts_table(lines, number):
                yield from state.leave()
            yield from state.line(line)
        number = end


def _run(lines: list[str], start: int, belongs: Callable[[str], bool]) -> int:
    end = start
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return max(end, start)


def _reaches(column: int, line: str) -> bool:
    """Whether a line belongs to a block whose text starts at ``column``."""
    return not line.strip() or _indent(line.expandtabs(4)) >= column


def _plain_fence(line: str) -> str:
    """The opening line of a fence with nothing but its language; titles and line numbers differ everywhere."""
    match = _FENCE.match(line)
    language = re.search(r"[\w+#-]+", match[3]) if match else None
    return f"{match[1]}{match[2]}{language[0] if language else ''}" if match else line


def _fence_end(lines: list[str], start: int) -> int:
    fence = _fence_after(lines[start], "")
    if not fence:
        return start + 1
    for number in range(start + 1, len(lines)):
        if not _fence_after(lines[number], fence):
            return number + 1
    return len(lines)


def _starts_table(lines: list[str], number: int) -> bool:
    after = lines[number + 1] if number + 1 < len(lines) else ""
    before = lines[number - 1] if number else ""
    return "|" in lines[number] and "|" not in before and bool(before.strip()) and bool(_TABLE_RULE.match(after))


class _Lists:
    """Re-indents list items by four columns a level, as the ``Markdown`` package counts them."""

    def __init__(self) -> None:
        self._columns: list[int] = []
        self._after_blank = True
        self._in_paragraph = False
        self._needs_blank = False  # text of its own paragraph stands above, so an item must not run into it

    def leave(self) -> Iterator[str]:
        """End all lists before a block that cannot continue them; a blank line where one is needed."""
        if not self._after_blank:
            yield ""
        self._columns, self._after_blank, self._in_paragraph = [], True, False

    def takes(self, indent: int) -> bool:
        """Whether a block indented so far is one, and not code."""
        return indent - max((column for column in self._columns if column <= indent), default=0) < 4

    def block(self, lines: list[str]) -> Iterator[str]:
        """A fenced or indented block: moved as one piece to the level of the item it belongs to."""
        indent = _indent(lines[0])
        self._drop(indent)
        shift = " " * (4 * len(self._columns))
        if not self._after_blank:
            yield ""
        for line in lines:
            yield shift + (line[min(indent, _indent(line)) :] if line.strip() else "")
        self._after_blank = self._in_paragraph = False
        self._needs_blank = True

    def line(self, line: str) -> Iterator[str]:
        """Any other line."""
        stripped, indent = line.strip(), _indent(line)
        if not stripped:
            self._after_blank, self._in_paragraph = True, False
            yield ""
            return
        item = None if _RULE.match(stripped) else _ITEM.match(line.lstrip())
        if item and self._can_start(indent, item[1]):
            yield from self._item(line.lstrip(), indent, item)
        else:
            yield self._text(line, stripped, indent)
        self._after_blank = False

    def _can_start(self, indent: int, marker: str) -> bool:
        base = next((column for column in reversed(self._columns) if indent >= column), 0)
        if indent - base >= 4 and not self._columns:
            return False
        interrupts = not marker[0].isdigit() or marker[:-1] == "1"
        return bool(self._columns) or interrupts or not self._in_paragraph

    def _item(self, text: str, indent: int, item: re.Match[str]) -> Iterator[str]:
        self._drop(indent)
        if (self._in_paragraph and not self._columns) or (self._needs_blank and not self._after_blank):
            yield ""
        self._needs_blank = False
        marker = item[1].replace(")", ".")
        spaces = len(item[2]) if len(item[2]) <= 4 else 1
        yield " " * (4 * len(self._columns)) + f"{marker} {text[item.end() :]}"
        self._columns.append(indent + len(item[1]) + spaces)
        self._in_paragraph = False

    def _text(self, line: str, stripped: str, indent: int) -> str:
        interrupts = stripped.startswith(("#", "<", "|"))
        if self._columns and (self._after_blank or interrupts):
            self._drop(indent)
        if not self._columns:
            self._in_paragraph = not interrupts
            return line
        self._needs_blank = self._needs_blank or self._after_blank
        extra = max(indent - self._columns[-1], 0) if self._after_blank else 0
        return " " * (4 * len(self._columns) + extra) + stripped

    def _drop(self, indent: int) -> None:
        while self._columns and indent < self._columns[-1]:
            self._columns.pop()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
