"""Finds the tags of HTML and of components (JSX) in a text, also those that go over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.commonmark.html_tags import KNOWN_TAGS

_START = re.compile(r"<(/?)(?:([A-Za-z][\w.:-]*+)(?=[\s/>{])|(?=>))")
_STEP = re.compile(r"[\"'{}<>]|\n[ \t]*\n")
_LONGEST = 20_000
_MOST_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag between two places of a text; ``name`` is empty for the fragments ``<>`` and ``</>``."""

    name: str
    start: int
    end: int
    attributes: str
    closes: bool
    empty: bool

    @property
    def is_component(self) -> bool:
        """Whether it cannot be HTML."""
        is_loud = self.name.isupper() and self.name.lower() in KNOWN_TAGS  # as HTML was written once
        return "." in self.name or (self.name[:1].isupper() and not is_loud)


def tags(text: str) -> Iterator[Tag]:
    """Every whole tag, in order; what only looks like the beginning of one is passed over.

    Braces that never close would have the rest of the text looked through for each tag; after a few, nobody tries.
    """
    at, failures = 0, 0
    while match := _START.search(text, at):
        end = _end(text, match.end()) if failures < _MOST_FAILURES else -1
        if end < 0:
            failures += end == -2
            at = match.end()
            continue
        inside = text[match.end() : end - 1].rstrip()
        empty = inside.endswith("/")
        yield Tag(match[2] or "", match.start(), end, inside.rstrip("/"), bool(match[1]), empty)
        at = end


def _end(text: str, start: int) -> int:
    """The place after the tag's ``>``; -1 where it is no tag, -2 where that took long to find out."""
    at, depth = start, 0
    limit = min(len(text), start + _LONGEST)
    while match := _STEP.search(text, at, limit):
        at = match.end()
        sign = match[0]
        if sign in "\"'":
            closing = text.find(sign, at, limit)
            if closing < 0:
                if depth == 0:
                    return -1
                continue  # an apostrophe in an expression
            at = closing + 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0:
                return -1
        elif depth == 0:
            return at if sign == ">" else -1
    return -2
