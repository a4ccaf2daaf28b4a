"""Puts something else in the place of the tags of a text, and keeps account of which of them begin a line."""

from __future__ import annotations

import re

from kb.dialects.parts.boxes import closing, opening
from kb.dialects.parts.meanings import BoxMeaning

_LINE = re.compile(r"[^\n]*\Z")


class Rewriting:
    """A text that is written anew from the left: ``skip_to`` each tag, then say what stands for it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[str] = []
        self._at = 0
        self._prefix: str | None = ""  # what stands before on the line where that is nothing but space

    @property
    def begins_line(self) -> bool:
        """Whether nothing but space, or the mark of another box, stands before on the line."""
        return self._prefix is not None

    def skip_to(self, start: int) -> None:
        """Copy what stands before a tag."""
        between = self._text[self._at : start]
        self._out.append(between)
        self._at = start
        line = between[between.rfind("\n") + 1 :]
        if "\n" in between:
            self._prefix = ""
        if self._prefix is not None:
            self._prefix = None if line.strip() else self._prefix + line

    def ends_line(self, end: int) -> bool:
        """Whether nothing follows on the line."""
        rest = self._text[end : end + 200].split("\n", 1)[0]
        return not rest.strip()

    def replace(self, end: int, new: str) -> None:
        """Put ``new`` into the place of the tag that ends at ``end``."""
        self._out.append(new)
        self._at = end
        if new.strip():
            self._prefix = None

    def keep(self, end: int) -> None:
        """Leave the tag as it is."""
        self.replace(end, self._text[self._at : end])

    def put(self, end: int, found: BoxMeaning, of: str) -> None:
        """Put lines of Markdown and the beginning of a box there, on lines of their own."""
        indent = self._prefix or ""
        lines = [f"{indent}{line}" if line.strip() else "" for line in found.before.split("\n")] if found.before else []
        mark = [indent + opening(found.kind, found.title, of)] if found.kind else []
        self._out.append("\n" + "\n".join([*(["", *lines, ""] if lines else []), *mark, indent]))
        self._at = end
        self._prefix = indent

    def close(self, end: int, of: str) -> None:
        """Put the end of a box there."""
        self._out.append(f"\n{closing(of)}\n")
        self._at = end
        self._prefix = ""

    def finish(self) -> str:
        """The whole text."""
        return "".join([*self._out, self._text[self._at :]])
