"""Reads Markdown into blocks line by line, by the algorithm of CommonMark 0.31 (appendix "A parsing strategy").

Every line is matched with the containers that are open, then looked at for what begins in it; what is left is text. The
work for a line is bounded by its length and ``MAX_OPEN``, so no text takes more than in proportion to its length.
"""

from __future__ import annotations

import re

from kb.commonmark import starts
from kb.commonmark.blocks import Block, Definition, Kind, Line
from kb.commonmark.html_blocks import UNTIL_BLANK, HtmlEnds, ends
from kb.commonmark.link_definitions import take_definitions
from kb.commonmark.table_rows import kramdown_rows

MAX_OPEN = 64
"""So many containers may be open in one another; signs of further ones are text. A list counts beside its item."""
_MEMBERS: dict[Kind, tuple[Kind, ...]] = {
    "list": ("item",),
    "definitions": ("term", "definition"),
    "tabs": ("tab",),
}
_CONTAINERS = frozenset({"quote", "item", "callout", "folded", "tab", "definition", *_MEMBERS})
_LAZY = frozenset({"quote", "list", "item", "definitions", "definition"})


class BlockParser:
    """Reads one text. ``footnotes`` False: it is within a footnote, which cannot hold others."""

    def __init__(self, text: str, footnotes: bool = True) -> None:
        self.footnotes = footnotes
        self.definitions: list[Definition] = []
        self.stack = [Block("document")]
        self.stack[0].scope = self.stack[0]
        self.leaf: Block | None = None
        self.matched = 1
        self.number = 0
        self._blank: Block | None = None  # the scope of the blank line right above
        self._lines = text.split("\n")
        self.html = HtmlEnds(self._lines)

    def parse(self) -> Block:
        """The whole text as one block."""
        for number, text in enumerate(self._lines):
            self.number = number
            self._read(Line(text))
        self._close(1)
        return self.stack[0]

    @property
    def in_paragraph(self) -> bool:
        """Whether a paragraph would go on with this line."""
        return self.matched == len(self.stack) and self.leaf is not None and self.leaf.kind == "paragraph"

    @property
    def last(self) -> Block | None:
        """The block before the one that may begin here, in the same container."""
        children = self.stack[self.matched - 1].children
        return children[-1] if children else None

    @property
    def can_nest(self) -> bool:
        """Whether another container may begin here."""
        return self.matched < MAX_OPEN

    def add(self, block: Block) -> Block:
        """Begin a block where this line has got to; what does not go on with this line ends."""
        self._close(self.matched)
        while (members := _MEMBERS.get(self.stack[-1].kind)) and block.kind not in members:
            self.stack.pop()
        parent = self.stack[-1]
        if parent.children and self._blank is not None and self._blank is parent.scope:
            parent.loose = True
        parent.children.append(block)
        block.scope = block if block.kind == "quote" else parent.scope
        if block.kind in _CONTAINERS:
            self.stack.append(block)
        else:
            self.leaf = block
        self.matched = len(self.stack)
        return block

    def close_leaf(self) -> None:
        """End the paragraph, code or other text that is open."""
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        if leaf.kind == "paragraph":
            self._end_paragraph(leaf)
        elif leaf.kind in ("code", "footnote"):
            while leaf.lines and not leaf.lines[-1].strip():
                leaf.lines.pop()
        elif leaf.kind == "html" and leaf.number < UNTIL_BLANK and not ends(leaf.number, leaf.lines[-1]):
            leaf.kind = "paragraph"  # its end lies outside its container: shown, for it would hide what follows

    def take_definitions(self, paragraph: Block) -> None:
        """Take link definitions out of the start of a paragraph."""
        if paragraph.lines and paragraph.lines[0].startswith("["):
            found, rest = take_definitions("\n".join(paragraph.lines))
            self.definitions += found
            paragraph.lines = rest.split("\n") if rest else []

    def _read(self, line: Line) -> None:
        self.matched = self._continued(line)
        if self.leaf and self.matched == len(self.stack) and self._goes_on(self.leaf, line):
            return
        began = False
        while not line.blank:
            started = starts.start(self, line)
            if started == "whole":
                self._blank = None
                return
            if started == "nothing":
                break
            began = True
        if line.blank:
            self._blank_line(began)
        else:
            self._text(line)
            self._blank = None

    def _continued(self, line: Line) -> int:
        """How many of the open containers go on with this line, of which their signs are taken away."""
        for place, block in enumerate(self.stack):
            if not starts.continues(block, line):
                return place
        return len(self.stack)

    def _goes_on(self, leaf: Block, line: Line) -> bool:
        """Whether the line is one more of ``leaf``, which takes lines as they are."""
        if leaf.kind == "fence":
            if line.indent < 4 and re.fullmatch(rf"{leaf.mark[0]}{{{len(leaf.mark)},}}[ \t]*", line.text[line.first :]):
                self.close_leaf()
                return True
            line.skip(leaf.offset)
        elif leaf.kind == "html":
            if line.blank and leaf.number >= UNTIL_BLANK:
                self.close_leaf()
                return False
            leaf.lines.append(line.rest)
            if ends(leaf.number, line.rest):
                self.close_leaf()
            return True
        elif leaf.kind in ("code", "footnote") and (line.indent >= 4 or line.blank):
            self._blank = self.stack[-1].scope if line.blank else None
            line.skip(4)
        else:
            return False
        leaf.lines.append(line.rest)
        return True

    def _blank_line(self, began: bool) -> None:
        """Nothing is blank about a line in which an item ``began``, even if the item has no text."""
        self._close(self.matched)
        self.close_leaf()
        self._blank = None if began else self.stack[-1].scope

    def _text(self, line: Line) -> None:
        leaf = self.leaf
        text = line.text[line.first :]
        goes_on = leaf is not None and (
            leaf.kind == "paragraph" or (leaf.kind == "footnote" and leaf.lines[-1].strip())
        )
        here = self.matched == len(self.stack)
        lazy = goes_on and all(block.kind in _LAZY for block in self.stack[self.matched :])
        if leaf and (lazy or (here and leaf.kind == "table")):
            leaf.lines.append(text)
        else:
            self.add(Block("paragraph", lines=[text]))

    def _close(self, count: int) -> None:
        """End all containers beyond the first ``count``."""
        if count < len(self.stack) or self.leaf:
            self.close_leaf()
        while len(self.stack) > count:
            self.stack.pop()

    def _end_paragraph(self, paragraph: Block) -> None:
        """What is left of it without definitions and rows of a table; a paragraph may be left without lines."""
        self.take_definitions(paragraph)
        start = kramdown_rows(paragraph.lines) if paragraph.lines and paragraph.lines[-1].startswith("|") else None
        if start is not None:
            self.stack[-1].children.append(Block("table", lines=paragraph.lines[start:]))
            paragraph.lines = paragraph.lines[:start]
