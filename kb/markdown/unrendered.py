"""An article whose Markdown cannot be rendered: its text as it was written, below its headings, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from kb.core.errors import Problem
from kb.core.text import UNWANTED
from kb.markdown.conversion_process import Limits, Trouble

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")
_FENCES = ("```", "~~~")
_ADVICE = "it is shown as plain text; look for one sign repeated without end, like [[[[ or <<<<, or split the article"


def plain_tree(body: str) -> html.HtmlElement:
    """The Markdown ``body``: headings (``# …``) as such, all else as it stands, in blocks of ``pre``."""
    tree = html.Element("div")
    for level, text in _pieces(UNWANTED.sub("", body)):
        if level:
            etree.SubElement(tree, f"h{level}").text = text
        elif text.strip():
            block = etree.SubElement(tree, "pre")
            block.set("class", "plain-text")
            block.text = text.strip("\n")
    return tree


def problem_of(trouble: Trouble, path: str, limits: Limits) -> Problem:
    """What an editor is told of the article at ``path`` that ``trouble`` keeps from being rendered."""
    if trouble is Trouble.NO_PROCESS:
        message = "no process can be started to render articles, so they are shown as plain text; allow the site more"
        return Problem("error", "no_process", ".", f"{message} processes and memory")
    what = {
        Trouble.SLOW: f"takes too long to render (more than {limits.seconds:g} s of work)",
        Trouble.LARGE: f"grows too large when it is rendered (more than {limits.answer // 2**20} MB)",
        Trouble.FAILED: "cannot be rendered: it is nested too deep or breaks the parser",
        Trouble.BUSY: "could not be rendered in time on this busy machine",
    }
    return Problem("error", "not_rendered", path, f"the text {what[trouble]}; {_ADVICE}")


def _pieces(body: str) -> Iterator[tuple[int, str]]:
    """The text between headings with level 0, and each heading with its own."""
    held: list[str] = []
    in_fence = False
    for line in body.split("\n"):
        in_fence ^= line.lstrip().startswith(_FENCES)
        match = None if in_fence else _HEADING.match(line)
        text = line[match.end() :].strip().rstrip("#").rstrip() if match else ""
        if not match or not text:
            held.append(line)
            continue
        yield 0, "\n".join(held)
        held = []
        yield len(match[1]), text
    yield 0, "\n".join(held)
