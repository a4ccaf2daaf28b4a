"""Where each front matter key of a file and its value stand, so that one can be changed without the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from kb.front_matter.parse import FrontMatterError, Value, split

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_COLON = re.compile(r"[ \t]*:")
_TOML_GAP = re.compile(r"(?:\s|#[^\n]*)*")
_TOML_KEY = re.compile(r"""((?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^"'=\n])+)=[ \t]*""")
_TOML_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|\n|[^\S\n]+|[^\s"'#\[\]{}]+|.''',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class KeySpan:
    """One key at the top level; positions count characters of the whole text."""

    key: str
    start: int
    colon: int | None  # straight behind the sign that ends the key; None: there is none (YAML's "? key")
    value_start: int
    value_end: int  # without comments and blanks behind it; the same as the start where there is no value
    style: str = ""  # the quote, "|" or ">" of a scalar
    is_shared: bool = False  # an alias stands for (a part of) the value


@dataclass(frozen=True, slots=True)
class Head:
    """The front matter of ``text``; ``end`` is where a new last line belongs."""

    text: str
    values: Mapping[str, Value]
    is_toml: bool
    entries: Sequence[KeySpan]
    end: int

    def entry(self, key: str) -> KeySpan:
        """The entry of ``key``.

        Raises:
            FrontMatterError: it stands twice, or in a way that a change could not be kept to its own lines.

        """
        same = [entry for entry in self.entries if entry.key.lower() == key.lower()]
        if not same:
            raise FrontMatterError(f"{key}: write it on one line of its own, '{key}' first", self.values[key].line)
        line = self.line(same[-1].start)
        if len(same) > 1:
            first = self.line(same[0].start)
            raise FrontMatterError(f"{key}: the key stands twice (first on line {first}); keep one", line)
        if same[0].is_shared:
            raise FrontMatterError(f"{key}: an alias (*name) repeats its value elsewhere; write it out there", line)
        if same[0].colon is None:
            raise FrontMatterError(f"{key}: write '{key}: value', not '? {key}'", line)
        return same[0]

    def line(self, position: int) -> int:
        """The line of the file at ``position``, from 1."""
        return self.text.count("\n", 0, position) + 1

    def line_start(self, position: int) -> int:
        """Where the line of ``position`` starts."""
        return self.text.rfind("\n", 0, position) + 1

    def next_line(self, position: int) -> int:
        """Where the line after that of ``position`` starts."""
        return self.text.index("\n", position) + 1


def read_head(text: str) -> Head | None:
    """The front matter of ``text`` (a whole file, line ends as ``\\n``); None where it has none.

    Raises:
        FrontMatterError: it cannot be read, or is one ``{…}`` instead of lines.

    """
    parts = split(text)
    if parts.body_line == 1:
        return None
    lines = text.split("\n", parts.body_line - 1)
    start = len(lines[0]) + 1
    end = start + sum(len(line) + 1 for line in lines[1 : parts.body_line - 2])
    if not text.startswith("+++"):
        return Head(text, parts.values, False, list(_yaml_entries(text, start, end)), end)
    entries = list(_toml_entries(text, start, end))
    last = entries[-1].value_end if entries else start
    if _TOML_GAP.match(text, last, end).end() < end:  # type: ignore[union-attr]  # it matches also nothing
        end = text.index("\n", last) + 1 if entries else start  # what stands below a [table] would belong to it
    return Head(text, parts.values, True, entries, end)


def _yaml_entries(text: str, start: int, end: int) -> Iterator[KeySpan]:
    nodes = _top_level(text[start:end])
    aliases = {event.anchor for node in nodes for event in node if isinstance(event, yaml.AliasEvent)}
    for (key, *_), value in zip(nodes[::2], nodes[1::2], strict=True):
        # The end of a block list or mapping is noticed, without a sign of its own, only at the next key.
        last = [e for e in value if not isinstance(e, yaml.CollectionEndEvent) or _width(e)][-1]
        value_start = start + value[0].start_mark.index
        value_end = max(value_start, start + last.end_mark.index)
        colon = _YAML_COLON.match(text, start + key.end_mark.index)
        yield KeySpan(
            key=getattr(key, "value", ""),
            start=start + key.start_mark.index,
            colon=colon.end() if colon else None,
            value_start=value_start,
            value_end=value_start + len(text[value_start:value_end].rstrip(" \t\n")),
            style=getattr(value[0], "style", None) or "",
            is_shared=not aliases.isdisjoint(_anchors(value)),
        )


def _top_level(block: str) -> list[list[Any]]:
    """The events of key, value, key, value … of the one mapping in ``block``."""
    nodes: list[list[Any]] = []
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        closes = isinstance(event, yaml.CollectionEndEvent)
        if not depth and isinstance(event, yaml.MappingStartEvent) and event.flow_style:
            raise FrontMatterError("the keys are written as {…}; give each a line of its own", _line(event))
        depth -= closes
        if depth == 1 and not closes:
            nodes.append([event])
        elif depth:
            nodes[-1].append(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
    return nodes


def _anchors(events: Iterable[Any]) -> Iterator[str]:
    for event in events:
        if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent) and event.anchor:
            yield event.anchor


def _width(event: Any) -> int:
    return int(event.end_mark.index - event.start_mark.index)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 2


def _toml_entries(text: str, start: int, end: int) -> Iterator[KeySpan]:
    """The keys above the first table."""
    position = start
    while (gap := _TOML_GAP.match(text, position, end)) and (key := _TOML_KEY.match(text, gap.end(), end)):
        if key[0].startswith("["):
            return
        position = _toml_value_end(text, key.end(), end)
        sign = text[key.end()]
        style = sign if sign in "\"'" else ""
        yield KeySpan(key[1].strip().strip("\"'"), key.start(), key.end(), key.end(), position, style)


def _toml_value_end(text: str, start: int, end: int) -> int:
    """Where the value that begins at ``start`` ends: at a line end or comment outside of brackets and strings."""
    depth, last = 0, start
    for token in _TOML_TOKEN.finditer(text, start, end):
        sign = token[0]
        if sign == "\n" or sign.startswith("#"):
            if not depth:
                break
        elif not sign.isspace():
            depth += (sign in ("[", "{")) - (sign in ("]", "}"))
            last = token.end()
    return last
