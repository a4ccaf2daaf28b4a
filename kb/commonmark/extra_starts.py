"""How blocks begin that CommonMark does not know: what collections for MkDocs and PHP Markdown Extra write.

Callouts and tabs (``!!! note``, ``??? note``, ``=== "Name"``), whose text is indented by four columns, definitions,
footnotes and abbreviations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.commonmark.blocks import Block, Kind, Line, Started

if TYPE_CHECKING:
    from kb.commonmark.parser import BlockParser

_CALLOUT = re.compile(r'(!!!|\?\?\?\+?)[ ]?([\w-]+(?:[ ]+[\w-]+)*)?(?:[ ]+"(.*)"|[ ]*"(.*)")?[ ]*')
_TAB = re.compile(r'===([+!]{0,2})[ ]+"(.*)"[ ]*')
_DEFINITION = re.compile(r":(?=[ \t]+\S)")
_FOOTNOTE = re.compile(r"\[\^([^\]]+)\]:[ \t]*(.*)")
_ABBREVIATION = re.compile(r"\*\[([^\\\]]+)\][ ]?:[ \t]*(\S.*)")


def callout(parser: BlockParser, line: Line, text: str) -> Started:
    """``!!! note "Title"`` and, to unfold, ``??? note "Title"``."""
    match = _CALLOUT.fullmatch(text)
    title = match and (match[3] if match[3] is not None else match[4])
    if match is None or not parser.can_nest or not (match[2] or title):
        return "nothing"
    kind: Kind = "callout" if match[1] == "!!!" else "folded"
    parser.add(Block(kind, name=match[2] or "", title=title, mark=match[1], offset=line.indent + 4))
    return "whole"


def tab(parser: BlockParser, line: Line, text: str) -> Started:
    """``=== "Name"``, and ``===! "Name"`` where tabs of their own begin."""
    match = _TAB.fullmatch(text)
    if match is None or not parser.can_nest:
        return "nothing"
    if parser.stack[parser.matched - 1].kind != "tabs" or "!" in match[1]:
        parser.add(Block("tabs"))
    parser.add(Block("tab", title=match[2], offset=line.indent + 4))
    return "whole"


def definition(parser: BlockParser, line: Line, text: str) -> Started:
    """``: text`` below a paragraph, each line of which is a term that it defines."""
    match = _DEFINITION.match(text)
    if match is None or not parser.can_nest:
        return "nothing"
    around = parser.stack[parser.matched - 1]
    lazy = parser.matched < len(parser.stack) and parser.leaf
    if around.kind != "definitions" and (lazy or not _begin_definitions(parser)):
        return "nothing"
    before = line.indent
    line.take(1)
    width = line.indent if line.indent <= 3 else 1
    line.skip(width)
    parser.add(Block("definition", offset=min(before + 1 + width, 4)))
    return "container"


def _begin_definitions(parser: BlockParser) -> bool:
    terms = parser.last
    if terms is None or terms.kind != "paragraph" or not terms.lines:
        return False
    siblings = parser.stack[parser.matched - 1].children
    parser.close_leaf()
    if siblings[-1] is not terms:  # it has turned out to be a table
        return False
    siblings.pop()
    before = siblings[-1] if siblings else None
    if before is not None and before.kind == "definitions":
        parser.stack.append(before)
        parser.matched = len(parser.stack)
    else:
        parser.add(Block("definitions"))
    parser.stack[-1].children += [Block("term", lines=[line]) for line in terms.lines]
    return True


def footnote(parser: BlockParser, _: Line, text: str) -> Started:
    """``[^label]: text``."""
    match = _FOOTNOTE.fullmatch(text)
    if match is None or not parser.footnotes:
        return "nothing"
    parser.add(Block("footnote", mark=match[1], lines=[match[2]]))
    return "whole"


def abbreviation(parser: BlockParser, _: Line, text: str) -> Started:
    """``*[HTML]: Hypertext Markup Language``."""
    match = _ABBREVIATION.fullmatch(text)
    if match is None:
        return "nothing"
    parser.add(Block("abbreviation", mark=match[1].strip(), lines=[match[2].strip()]))
    parser.close_leaf()
    return "whole"
