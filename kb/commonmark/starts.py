"""How each kind of block begins, and by what a container goes on with the next line.

CommonMark 0.31 and the tables of GitHub; ``extra_starts`` has what other dialects add.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from kb.commonmark import extra_starts
from kb.commonmark.blocks import Block, Line, Started
from kb.commonmark.html_blocks import ends, ends_early
from kb.commonmark.table_rows import aligned_by, cells

if TYPE_CHECKING:
    from kb.commonmark.parser import BlockParser

_Start = Callable[["BlockParser", Line, str], Started]

_ATX = re.compile(r"#{1,6}(?=[ \t]|$)[ \t]*|#{2,6}(?=[^\s#])")
_SETEXT = re.compile(r"(=+|-+)[ \t]*")
_RULE = re.compile(r"(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,}")
_FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)")
_LANGUAGE = re.compile(r"[\w+#-]+")
_ITEM = re.compile(r"([-+*]|(\d{1,9})[.)])(?=[ \t]|$)")
_BY_INDENT = frozenset({"callout", "folded", "tab", "definition"})


def start(parser: BlockParser, line: Line) -> Started:
    """Begin what begins here."""
    if line.indent >= 4:
        if parser.leaf and parser.leaf.kind in ("paragraph", "footnote", "table"):
            return "nothing"
        line.skip(4)
        parser.add(Block("code", lines=[line.rest]))
        return "whole"
    text = line.text[line.first :]
    for begins in _STARTS.get("0" if text[0].isdecimal() else text[0], ()):
        started = begins(parser, line, text)
        if started != "nothing":
            return started
    return "nothing"


def continues(block: Block, line: Line) -> bool:
    """Whether a container goes on with this line; then what belongs to it is taken away from the line."""
    if block.kind == "quote":
        if line.indent > 3 or line.text[line.first : line.first + 1] != ">":
            return False
        line.take(1)
        line.skip(1)
    elif block.kind == "item":
        if line.blank:
            return bool(block.children)
        if line.indent < block.offset:
            return False
        line.skip(block.offset)
    elif block.kind in _BY_INDENT and not line.blank:
        if line.indent < block.offset:
            return False
        line.skip(block.offset)
    return True


def _quote(parser: BlockParser, line: Line, _: str) -> Started:
    if not parser.can_nest:
        return "nothing"
    line.take(1)
    line.skip(1)
    parser.add(Block("quote"))
    return "container"


def _atx(parser: BlockParser, _: Line, text: str) -> Started:
    match = _ATX.match(text)
    if match is None:
        return "nothing"
    words = text[match.end() :].strip(" \t")
    without_end = words.rstrip("#")
    if not without_end or without_end[-1] in " \t":
        words = without_end
    parser.add(Block("heading", number=match[0].count("#"), lines=[words.strip()]))
    parser.close_leaf()
    return "whole"


def _setext(parser: BlockParser, _: Line, text: str) -> Started:
    paragraph = parser.leaf
    match = _SETEXT.fullmatch(text)
    if match is None or paragraph is None or not parser.in_paragraph:
        return "nothing"
    parser.take_definitions(paragraph)
    if not paragraph.lines:
        return "nothing"
    paragraph.kind = "heading"
    paragraph.number = 1 if text[0] == "=" else 2
    parser.close_leaf()
    return "whole"


def _rule(parser: BlockParser, _: Line, text: str) -> Started:
    if not _RULE.fullmatch(text):
        return "nothing"
    parser.add(Block("rule"))
    parser.close_leaf()
    return "whole"


def _fence(parser: BlockParser, line: Line, text: str) -> Started:
    match = _FENCE.fullmatch(text)
    if match is None:
        return "nothing"
    info = match[2] or match[4] or ""
    language = _LANGUAGE.search(info)
    name = language[0] if language else ""
    parser.add(Block("fence", mark=match[1] or match[3], name=name, title=info.strip(), offset=line.indent))
    return "whole"


def _html(parser: BlockParser, line: Line, text: str) -> Started:
    in_paragraph = parser.leaf is not None and parser.leaf.kind == "paragraph"
    condition = parser.html.condition(text, parser.number, in_paragraph)
    if not condition:
        return "nothing"
    length = ends_early(text)
    if length:
        parser.add(Block("html", number=condition, lines=[text[:length]]))
        parser.leaf = None
        line.take(length)
        line.take(0)
        return "whole" if line.blank else "container"
    parser.add(Block("html", number=condition, lines=[line.rest]))
    if ends(condition, text):
        parser.close_leaf()
    return "whole"


def _item(parser: BlockParser, line: Line, text: str) -> Started:
    match = _ITEM.match(text)
    if match is None or not parser.can_nest:
        return "nothing"
    empty = not text[match.end() :].strip()
    if parser.in_paragraph and (empty or (match[2] and int(match[2]) != 1)):
        return "nothing"
    before = line.indent
    line.take(match.end())
    width = 1 if line.blank or line.indent >= 5 else line.indent
    line.skip(width)
    around = parser.stack[parser.matched - 1]
    mark = match[1][-1]
    if around.kind != "list" or around.mark != mark:
        if around.kind == "list":
            parser.matched -= 1
        parser.add(Block("list", mark=mark, number=int(match[2] or 0)))
    parser.add(Block("item", offset=before + match.end() + width))
    return "container"


def _table(parser: BlockParser, _: Line, text: str) -> Started:
    paragraph = parser.leaf
    if paragraph is None or not parser.in_paragraph or not paragraph.lines:
        return "nothing"
    head = paragraph.lines[-1]
    aligned = aligned_by(text) if "|" in head or "|" in text else None
    if aligned is None or len(cells(head)) != len(aligned):
        return "nothing"
    paragraph.lines.pop()
    parser.add(Block("table", lines=[head], aligned=aligned))
    return "whole"


_STARTS: dict[str, tuple[_Start, ...]] = {
    ">": (_quote,),
    "#": (_atx,),
    "`": (_fence,),
    "~": (_fence,),
    "<": (_html,),
    "=": (_setext, extra_starts.tab),
    "-": (_setext, _table, _rule, _item),
    "|": (_table,),
    ":": (_table, extra_starts.definition),
    "_": (_rule,),
    "*": (extra_starts.abbreviation, _rule, _item),
    "+": (_item,),
    "!": (extra_starts.callout,),
    "?": (extra_starts.callout,),
    "[": (extra_starts.footnote,),
    "0": (_item,),  # and any other digit, of whatever script
}
