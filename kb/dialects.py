"""Brings the Markdown that other systems accept into the form the ``Markdown`` package reads.

Foreign collections lean on habits that package does not share: lists nested by two or three spaces or begun
right below a paragraph (GitHub, Docusaurus), ``:::note`` blocks (Docusaurus), Liquid tags (Jekyll), shortcodes
(Hugo), imports (MDX). Everything here works on lines and leaves code, fenced or inline, alone.

List indentation follows CommonMark 0.31 section 5.2: a line belongs to an item when it is indented to the
column where the item's text starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_NESTING = 12

_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})(.*)$")
_ITEM = re.compile(r"^([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
_RULE = re.compile(r"^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_INDENTED_BLOCK = re.compile(r"^(?:!!!|\?\?\?\+?|===)\s")
_COLONS = re.compile(r"^(\s*):{3,}\s*(\w+)?(?:\[([^\]]*)\]|\s+(.*\S))?\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
_TEMPLATE = re.compile(r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\{/\*.{0,5000}?\*/\}", re.DOTALL)
_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+(\w+)[^%]*%\}\n?(.*?)\n?\{%-?\s*endhighlight\s*-?%\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_MODULE_LINE = re.compile(
    r"^(?:import\s.+?from\s+['\"][^'\"]+['\"]|import\s+['\"][^'\"]+['\"]|export\s+(?:const|default)\s.*);?\s*$"
)
_CODE = re.compile(
    r"(?:^|\n)[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:\n[ \t]*\1[`~]*[ \t]*(?=\n|$)|$)|(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL
)


def normalise(body: str) -> str:
    """The Markdown ``body`` as the ``Markdown`` package reads it."""
    body = _HIGHLIGHT.sub(lambda match: f"```{match[1]}\n{match[2]}\n```", body)
    body = "".join(text if is_code else _without_templates(text) for text, is_code in _segments(body))
    return "\n".join(_lines(_colon_blocks(body.split("\n")), 0))


def _segments(body: str) -> Iterator[tuple[str, bool]]:
    """The body in pieces, each with whether it is code."""
    position = 0
    for match in _CODE.finditer(body):
        yield body[position : match.start()], False
        yield match[0], True
        position = match.end()
    yield body[position:], False


def _without_templates(text: str) -> str:
    if "{" in text:
        text = _TEMPLATE.sub("", _RAW.sub("", text))
    lines = (("" if _MODULE_LINE.match(line) else line) for line in text.split("\n"))
    return "\n".join(lines)


def _colon_blocks(lines: list[str]) -> list[str]:
    """``:::tip Title`` … ``:::`` as ``!!! tip "Title"`` with its content indented."""
    out: list[str] = []
    depth = 0
    fence = ""
    for line in lines:
        fence = _fence_after(line, fence)
        match = None if fence else _COLONS.match(line)
        if match and match[2]:
            title = (match[3] or match[4] or "").replace('"', "”")
            out += ["", "    " * depth + f"!!! {match[2].lower()}" + (f' "{title}"' if title else "")]
            depth += 1
        elif match and depth:
            depth -= 1
            out.append("")
        else:
            out.append("    " * depth + line if depth and line.strip() else line)
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
        elif _INDENTED_BLOCK.match(line):
            end = _run(lines, number + 1, lambda text: not text.strip() or text.expandtabs(4).startswith("    "))
            yield from state.leave()
            yield line
            inner = [text.expandtabs(4)[4:] for text in lines[number + 1 : end]]
            yield from (f"    {text}" if text else "" for text in _lines(inner, depth + 1))
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

    def block(self, lines: list[str]) -> Iterator[str]:
        """A fenced block: moved as one piece to the level of the item it belongs to."""
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
