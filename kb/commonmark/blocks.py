"""What an article's Markdown consists of, block by block, and a line of it being read from left to right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "document", "quote", "list", "item", "callout", "folded", "tabs", "tab", "definitions", "definition", "term",
    "paragraph", "heading", "rule", "code", "fence", "html", "table", "footnote", "abbreviation",
]  # fmt: skip
Started = Literal["nothing", "container", "whole"]
"""What began in a line: nothing, a container whose first line goes on, or a block that took all of the line."""
TAB = 4
"""Tabs stop at every fourth column (CommonMark 2.2)."""


@dataclass(slots=True, eq=False)
class Block:
    """A part of an article.

    Containers have ``children``; what ends the others is up to their kind, and ``lines`` are their text. ``offset`` is
    the column at which the text of a container starts, counted from where its own first line was allowed to start;
    that of a fence is its indentation.
    """

    kind: Kind
    children: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    offset: int = 0
    number: int = 0
    """Where a list starts, the level of a heading, the condition of CommonMark 4.6 that an HTML block began by."""
    mark: str = ""
    """The sign of a list's items, of a fence; what a footnote or an abbreviation is called by."""
    name: str = ""
    """The language of code, the kind of a callout."""
    title: str | None = None
    """Of a callout or tab; of a fence, all that its first line says."""
    loose: bool = False
    """Blank lines stand between the parts of a list or definition."""
    aligned: list[str] = field(default_factory=list)
    scope: Block | None = None
    """The innermost quote around (or the document): a blank line counts for the blocks of the same one only."""


@dataclass(frozen=True, slots=True)
class Definition:
    """``[label]: address "title"``."""

    label: str
    address: str
    title: str


class Line:
    """One line, of which containers take away their signs and indentation.

    ``at`` is the place of the sign read next and ``column`` its column; ``first`` is the place of the next sign that
    is not white, ``indent`` the number of columns before it.
    """

    __slots__ = ("at", "blank", "column", "first", "indent", "partial", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.column = 0
        self.partial = False
        self._look()

    @property
    def rest(self) -> str:
        """All that is left; a tab that a container took a part of gives the rest of its columns as spaces."""
        if self.partial:
            return " " * (TAB - self.column % TAB) + self.text[self.at + 1 :]
        return self.text[self.at :]

    def skip(self, columns: int) -> None:
        """Take away white space, at most so many columns of it."""
        text = self.text
        while columns > 0 and self.at < len(text) and text[self.at] in " \t":
            width = TAB - self.column % TAB if text[self.at] == "\t" else 1
            self.column += min(width, columns)
            self.partial = width > columns
            self.at += not self.partial
            columns -= width
        self._look()

    def take(self, length: int) -> None:
        """Take away the white space ahead and so many signs behind it."""
        self.column += self.indent + length
        self.at = self.first + length
        self.partial = False
        self._look()

    def _look(self) -> None:
        text, at, column = self.text, self.at, self.column
        while at < len(text) and text[at] in " \t":
            column += TAB - column % TAB if text[at] == "\t" else 1
            at += 1
        self.first, self.indent, self.blank = at, column - self.column, at >= len(text)
