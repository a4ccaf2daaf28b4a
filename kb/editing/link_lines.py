"""On which lines of an article's file its links stand, each for itself, though the same address may stand twice."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape
from urllib.parse import quote, unquote

from kb.catalog.article import Article
from kb.markdown.html_links import Link
from kb.markdown.source.code import without_code

MAX_LOOKED_UP = 300
"""So many addresses of one article are looked for; nobody mends more before running the check again."""
_EMPTY = r"\]\(\s*(?:<>)?\s*(?:\"[^\"\n]*\")?\)|\b(?:href|src)\s*=\s*(?:\"\s*\"|'\s*')"


class Lines:
    """Finds the lines of one article's links, which are given in the order in which they stand in the text.

    The third link to an address is where the address stands for the third time; where it stands less often it is
    written by reference, and the line is that of the definition.
    """

    def __init__(self, article: Article) -> None:
        self._article = article
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[int]] = {}

    @cached_property
    def _text(self) -> str:
        return without_code(self._article.body)

    def pass_by(self, link: Link) -> None:
        """Count ``link``, which comes next."""
        self._counts[link.href] = self._counts.get(link.href, 0) + 1

    def of(self, link: Link) -> int | None:
        """The line of the link that was passed last; None where it cannot be told."""
        places = self._places.get(link.href)
        if places is None:
            if len(self._places) >= MAX_LOOKED_UP:
                return None
            places = self._places[link.href] = _places(self._text, link.href)
        if not places:
            return None
        place = places[min(self._counts[link.href], len(places)) - 1]
        return self._article.body_line + self._text.count("\n", 0, place)


def line_of(article: Article, text: str) -> int | None:
    """The line where ``text`` stands first."""
    place = article.body.find(text)
    return article.body_line + article.body.count("\n", 0, place) if place >= 0 else None


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
