"""Finds the heading that is an article's title: the first of level 1 with nothing read above it.

Linters' comments, badges, anchors, imports and the tags of a layout often stand above the title; a reader sees none of
them as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.commonmark.plain_text import is_pictures, plain
from kb.dialects.mdx_modules import module_lines

MAX_LINES = 200
"""How far down the title is looked for; more comments and tags than these stand above none."""
_LONG_LINE = 5_000
_HASHES = re.compile(r"^ {0,3}#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}=+[ \t]*$")
_H1 = re.compile(r"^\s*<h1(?:\s[^<>]*)?>(.*?)</h1>\s*$", re.IGNORECASE | re.DOTALL)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*\S")
_CONTENTS = re.compile(r"^(?:\[TOC\]|\[\[_?toc_?\]\]|\{:[^{}]*\}|\{\{[^{}]*\}\}|\{%[^%]*%\})$", re.IGNORECASE)
_UNREAD = re.compile(r"^<(style|script|title)\b", re.IGNORECASE)
_NO_TITLE = re.compile(r"^ {0,3}(?:#{1,6}\s|>|[-*+]\s|\d{1,9}[.)]\s|```|~~~|\||!!!|\?\?\?|:::|===\s*\")|^(?: {4}|\t)")
_SPANS = (("<!--", "-->"), ("{/*", "*/}"), ("{%", "%}"), ("{{", "}}"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the lines ``first`` to ``last`` of a body, from 0; ``text`` is without markup."""

    first: int
    last: int
    text: str


def title_heading(lines: list[str]) -> Heading | None:
    """The level-1 heading (``# x``, underlined with ``===``, ``<h1>``) that nothing but unread lines stand above."""
    at = 0
    modules = module_lines(lines[:MAX_LINES])
    while at < min(len(lines), MAX_LINES):
        line = lines[at]
        if len(line) > _LONG_LINE:
            return None
        if not line.strip() or at in modules:
            at += 1
            continue
        if match := _HASHES.match(line):
            return Heading(at, at, text) if (text := plain(match[1])) else None
        if heading := _html_heading(lines, at):
            return heading
        after = _after_unread(lines, at)
        if after is None:
            return _underlined(lines, at)
        at = after
    return None


def _html_heading(lines: list[str], at: int) -> Heading | None:
    if lines[at].lstrip()[:3].lower() != "<h1":
        return None
    for last in range(at, min(at + 6, len(lines))):
        if match := _H1.match("\n".join(lines[at : last + 1])):
            return Heading(at, last, text) if not is_pictures(match[1]) and (text := plain(match[1])) else None
    return None


def _underlined(lines: list[str], at: int) -> Heading | None:
    if _NO_TITLE.match(lines[at]):
        return None
    for last in range(at + 1, min(at + 6, len(lines))):
        if _UNDERLINE.match(lines[last]):
            return Heading(at, last, text) if (text := plain("\n".join(lines[at:last]))) else None
        if not lines[last].strip() or _NO_TITLE.match(lines[last]):
            return None
    return None


def _after_unread(lines: list[str], at: int) -> int | None:
    """The line after what begins at ``at`` where no reader sees text in it; None where it is text."""
    line = lines[at].strip()
    if _DEFINITION.match(lines[at]) or _CONTENTS.match(line):
        return at + 1
    for opening, closing in _SPANS:
        if line.startswith(opening):
            end = _after(lines, at, lambda text, closing=closing: closing in text)  # type: ignore[misc]
            rest = lines[end - 1].split(closing, 1)[-1].strip() if end else "text"
            return end if end and (not rest or is_pictures(rest)) else None
    if unread := _UNREAD.match(line):
        return _after(lines, at, lambda text: f"</{unread[1].lower()}" in text.lower())
    if not line.startswith(("<", "!", "[")) or (lines[at].startswith(("    ", "\t")) and not line.startswith("<")):
        return None
    end = at + 1
    if re.match(r"<[A-Za-z][^<>]*$", line):  # a tag with its attributes on lines of their own
        end = _after(lines, at, lambda text: ">" in text) or end
    return end if is_pictures("\n".join(lines[at:end])) else None


def _after(lines: list[str], at: int, is_end: Callable[[str], bool]) -> int | None:
    """The line after the first from ``at`` on that ``is_end``; None where none is near."""
    for number in range(at, min(at + MAX_LINES, len(lines))):
        if is_end(lines[number]):
            return number + 1
    return None
