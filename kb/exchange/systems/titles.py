"""Takes title, text and front matter of a Markdown file of another system apart."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)?---[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"^(\w[\w-]*):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t#]*(?:\n|\Z)")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^<>]*>|\{#[^}]*\}|[*`]")
_FOLDED = re.compile(r"^(\w[\w-]*):[ \t]*[>|][+-]?[ \t]*\n((?:[ \t]+.*\n?)+)", re.MULTILINE)


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The simple keys of front matter, and the text below it."""
    match = _FRONT.match(text)
    if not match:
        return {}, text
    head = match[1] or ""
    values = {key: value.strip("\"'") for key, value in _KEY.findall(head)}
    values |= {key: " ".join(lines.split()) for key, lines in _FOLDED.findall(head)}
    return values, text[match.end() :]


def titled(text: str) -> tuple[str, str]:
    """The words of the first heading, where the text begins with one, and the text without it."""
    match = _HEADING.match(text)
    return (plain_words(match[1]), text[match.end() :]) if match else ("", text)


def plain_words(markdown: str) -> str:
    """A line of Markdown as words."""
    return " ".join(re.sub(r"\\(?=[^\w\s])", "", without_marks(markdown)).split())


def without_marks(markdown: str) -> str:
    """The same with its spaces and backslashes as they are, since anchors are made of them."""
    return _MARKS.sub(lambda match: match[1] or "", markdown)
