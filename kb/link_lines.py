"""On which lines of an article's file its links stand, each for itself, though the same address may stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, unquote

from kb.article import Article
from kb.page_links import Link

_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]+(?<!`)\1(?!`)|<!--.*?-->", re.DOTALL)
_EMPTY = r"\]\(\s*(?:<>)?\s*(?:\"[^\"\n]*\")?\)|\b(?:href|src)\s*=\s*(?:\"\s*\"|'\s*')"


def lines_of(article: Article, links: Iterable[Link]) -> list[int | None]:
    """The line of each of ``links``, as they follow each other in the text; None where it cannot be told.

    The third link to an address is where the address stands for the third time; where it stands less often it is
    written by reference, and the line is that of the definition.
    """
    text = _CODE.sub(_blank, _FENCED.sub(_blank, article.body))
    found: dict[str, list[int]] = {}
    counts: dict[str, int] = {}
    lines: list[int | None] = []
    for link in links:
        places = found.get(link.href)
        if places is None:
            places = found[link.href] = _places(text, link.href)
        count = counts[link.href] = counts.get(link.href, 0) + 1
        place = places[min(count, len(places)) - 1] if places else None
        lines.append(None if place is None else article.body_line + text.count("\n", 0, place))
    return lines


def line_of(article: Article, text: str) -> int | None:
    """The line where ``text`` stands first."""
    place = article.body.find(text)
    return article.body_line + article.body.count("\n", 0, place) if place >= 0 else None


def _blank(match: re.Match[str]) -> str:
    """As many lines and characters of nothing."""
    return re.sub(r"[^\n]", " ", match[0])


def _places(text: str, href: str) -> list[int]:
    """Where the address ``href`` stands in ``text``, under the first way of writing it that is there."""
    if not href.strip():
        return [match.start() for match in re.finditer(_EMPTY, text)]
    written = (href, escape(href, quote=False), escape(href), quote(href, safe="/#?&=:;,+%@!$'()*~"), unquote(href))
    bare = href.partition("#")[0].lstrip("/").removesuffix(".md")
    for way in dict.fromkeys((*written, href.lstrip("/"), bare)):
        if len(way) > 1 or way == href:
            letters = (re.escape(letter) if letter.isalnum() else rf"\\?{re.escape(letter)}" for letter in way)
            expression = rf"(?<![\w/.#-]){''.join(letters)}(?![\w/#-]|\.\w)"
            if places := [match.start() for match in re.finditer(expression, text)]:
                return places
    return []
