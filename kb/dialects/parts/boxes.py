"""Callouts, folded texts, tabs and steps in whatever way they were written, in the form of MkDocs.

Each family of Markdown (``:::``, components, template tags) only marks where a box begins and ends, on a line of its
own; ``written`` turns the marks into ``!!! note "Title"``, ``??? fold "Title"``, ``=== "Name"`` and indents what is
inside, in one pass over the lines. Code is hidden meanwhile (``kb.dialects.parts.hidden_code``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MAX_NESTING = 12
_OPEN, _CLOSE, _TITLE, _PART = "\x10", "\x11", "\x12", "\x13"
_MARK = re.compile(f"^([ \t]*)([{_OPEN}{_CLOSE}{_TITLE}])(.*)$")
_ANY = re.compile(f"[{_OPEN}{_CLOSE}{_TITLE}][^\n]*")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_APART = "<!-- -->"
"""Keeps steps from going on with the list above."""
_FLAT = frozenset({"group", "tabs", "panels", "code-group"})


def opening(kind: str, title: str = "", of: str = "") -> str:
    """The mark of a box: ``kind`` is a callout's name, ``fold``, ``unfolded``, ``tab``, ``step``, or a flat one.

    Flat ones (``group``, ``tabs``, ``panels``, ``code-group``) show nothing of their own. ``of`` is what closes it.
    """
    return _OPEN + _PART.join((of or kind, kind, _one_line(title)))


def closing(of: str) -> str:
    """The mark that closes the innermost box of that name, and all within it."""
    return _CLOSE + of


def code_title(title: str, language: str) -> str:
    """The mark in front of a block of code: what its file is called."""
    return _TITLE + _PART.join((_one_line(title), language))


def literal(text: str) -> str:
    """Words that are no Markdown, for a place where Markdown is read."""
    return _SPECIAL.sub(r"\\\1", _one_line(text))


def without_marks(text: str) -> str:
    """A marked text without its boxes, for summaries."""
    return _ANY.sub("", text)


def written(lines: Iterable[str]) -> list[str]:
    """The lines with the boxes that are marked in them."""
    writer = _Writer()
    for line in lines:
        writer.read(line)
    return writer.lines


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(slots=True)
class _Box:
    of: str
    kind: str
    at: int
    """The column where the text inside starts on the page."""
    inner: int = -1
    """The column where it starts as written; -1 until its first line is seen."""
    parts: int = 0
    """How many tabs or steps it has so far."""


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[_Box] = []
        self._names: Counter[str] = Counter()

    def read(self, line: str) -> None:
        mark = _MARK.match(line)
        if mark is None:
            indent = _indent(line)
            self.lines.append(" " * self._column(indent) + line[indent:] if self._open and line.strip() else line)
        elif mark[2] == _OPEN:
            self._begin(_indent(line), *mark[3].split(_PART))
        elif mark[2] == _CLOSE:
            self._end(mark[3])
        else:
            self._name_code(_indent(line), *mark[3].split(_PART))

    def _column(self, indent: int) -> int:
        if not self._open:
            return indent
        box = self._open[-1]
        if box.inner < 0:
            box.inner = indent
        return box.at + max(indent - box.inner, 0)

    def _begin(self, indent: int, of: str, kind: str, title: str) -> None:
        column = self._column(indent)
        parent = self._open[-1] if self._open else None
        flat = kind in _FLAT or len(self._open) >= MAX_NESTING or (kind == "step" and not title)
        if flat:
            self.lines.append("")
        else:
            apart = [" " * column + _APART, ""] if kind == "step" and parent and not parent.parts else []
            self.lines += ["", *apart, " " * column + _head(kind, title, parent), ""]
        self._open.append(_Box(of, kind, column if flat else column + (3 if kind == "step" else 4)))
        self._names[of] += 1

    def _end(self, of: str) -> None:
        if self._names[of]:
            while self._pop() != of:
                pass
        self.lines.append("")

    def _pop(self) -> str:
        box = self._open.pop()
        self._names[box.of] -= 1
        return box.of

    def _name_code(self, indent: int, title: str, language: str) -> None:
        """Blocks of code in a group are its tabs; elsewhere the title stands above."""
        inner = [box.kind for box in self._open[-2:]]
        if inner[-1:] == ["code-group"] or inner == ["code-group", "tab"]:
            if inner[-1] == "tab":
                self._pop()
            self._begin(indent, "tab of code", "tab", title or language)
        elif title:
            column = " " * self._column(indent)
            self.lines += ["", column + literal(title), column + "{: .code-title }", ""]


def _head(kind: str, title: str, parent: _Box | None) -> str:
    quoted = title.replace('"', "”")
    number = parent.parts + 1 if parent else 2
    if parent and kind in ("step", "tab"):
        parent.parts = number
    if kind == "step":
        return f"1. **{title}**"
    if kind == "tab":
        return f'==={"!" if number == 1 else ""} "{quoted or number}"'
    if kind in ("fold", "unfolded"):
        return f'???{"+" if kind == "unfolded" else ""} fold "{quoted or "…"}"'
    return f"!!! {kind}" + (f' "{quoted}"' if title else "")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
