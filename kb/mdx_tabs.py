"""The tabs of Docusaurus, ``<Tabs>`` and ``<TabItem label="Name">``, in the form of MkDocs: ``=== "Name"``."""

from __future__ import annotations

import re

_TABS = re.compile(r"^\s*</?Tabs\b")
_ITEM = re.compile(r"^\s*<(/?)TabItem\b(.*)$")
_GIVEN = re.compile(r"""\b(label|value)=(?:\{\s*)?(["'])(.*?)\2""")
_NAMED = re.compile(r"""label:\s*(["'])(.*?)\1\s*,\s*value:\s*(["'])(.*?)\3""")


class Tabs:
    """Reads the lines of a body one by one; code in fences is not shown to ``read`` but to ``moved``."""

    def __init__(self) -> None:
        self._tag = ""
        self._base = 0
        self._names: dict[str, str] = {}
        self._open: list[tuple[int, int]] = []  # from the outside in: the column of a tab, that of its text as written

    @property
    def in_tag(self) -> bool:
        """Whether a tag that was begun goes on in the next line."""
        return bool(self._tag)

    def read(self, line: str) -> list[str]:
        """The lines that stand for ``line``."""
        if self._tag or _TABS.match(line):
            self._tag += line
            if line.rstrip().endswith(">"):
                self._end_of_tag()
            return [""]
        item = _ITEM.match(line)
        if item is None:
            return [self.moved(line)]
        return self._end() if item[1] else self._begin(item[2])

    def moved(self, line: str) -> str:
        """A line of the innermost tab, moved to where the tab's text starts."""
        if not self._open or not line.strip():
            return line
        at, inner = self._open[-1]
        indent = len(line) - len(line.lstrip(" "))
        if inner < 0:
            inner = indent
            self._open[-1] = (at, inner)
        return " " * (at + 4) + line[min(inner, indent) :]

    def _end_of_tag(self) -> None:
        """Older pages name the tabs in the tag around them: ``<Tabs values={[{label: "Name", value: "value"}]}>``."""
        self._names |= {named[4]: named[2] for named in _NAMED.finditer(self._tag)}
        if not self._open:
            self._base = len(self._tag) - len(self._tag.lstrip(" "))
        self._tag = ""

    def _begin(self, attributes: str) -> list[str]:
        given = {found[1]: found[3] for found in _GIVEN.finditer(attributes)}
        value = given.get("value", "")
        name = (given.get("label") or self._names.get(value, value)).replace('"', "”")
        at = self._open[-1][0] + 4 if self._open else self._base
        self._open.append((at, -1))
        return ["", " " * at + f'=== "{name}"', ""]

    def _end(self) -> list[str]:
        if self._open:
            self._open.pop()
        return [""]
