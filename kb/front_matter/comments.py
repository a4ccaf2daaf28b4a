"""Front matter without its comments: what an author noted there for other authors."""

from __future__ import annotations

import re

from kb.front_matter.parse import FrontMatterError, split
from kb.front_matter.spans import Head, read_head

_COMMENT = re.compile(r"(?:^[ \t]*|[ \t]+)#[^\n]*(?:\n(?=[ \t]*#)|(?=\n)|\Z)", re.MULTILINE)
_INSIDE = re.compile(r"(?:^[ \t]*|[ \t]+)#[^\n\"']*$", re.MULTILINE)
_EMPTY = re.compile(r"\n(?:[ \t]*\n)+")


def without_comments(text: str) -> str:
    """``text`` (a whole file, line ends as ``\\n``) without comments in its front matter; its values stay as they are.

    Raises:
        FrontMatterError: it cannot be read, or not without what it says becoming something else.

    """
    head = read_head(text)
    if head is None or "#" not in text[: head.end]:
        return text
    end = text.index("\n", 0) + 1 + _length_of(text)
    shortened = _settled(head, end)
    if [*_said(shortened)] != [*_said(text)]:
        raise FrontMatterError("its comments cannot be told from its values; take them out of the front matter", 1)
    return shortened


def _length_of(text: str) -> int:
    """How many characters stand between the two fences."""
    lines = text.split("\n", split(text).body_line - 1)
    return sum(len(line) + 1 for line in lines[1:-2])


def _settled(head: Head, end: int) -> str:
    """The text with gaps between the values of its front matter, and lists, that have no comments."""
    text = head.text
    out, at = [], text.index("\n") + 1
    first = at
    for entry in sorted(head.entries, key=lambda one: one.start):
        value = text[entry.start : entry.value_end]
        if "\n" in value and not entry.style:
            value = _EMPTY.sub("\n", _INSIDE.sub("", value))
        out += [_gap(text[at : entry.start]), value]
        at = entry.value_end
    inside = "".join([*out, _gap(text[at:end])])
    return text[:first] + inside.lstrip("\n") + text[end:]


def _gap(between: str) -> str:
    bare = _COMMENT.sub("", between)
    return _EMPTY.sub("\n", bare) if bare != between else between


def _said(text: str) -> list[tuple[str, object]]:
    return [(key, value.plain()) for key, value in split(text).values.items()]
