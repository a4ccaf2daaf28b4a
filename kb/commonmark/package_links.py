"""Links and pictures within lines, in time in proportion to them; the ``Markdown`` package's own is slow on ``[``.

Read as CommonMark 6.3 and 6.4 say, save that an address may have spaces, since people write them so, and that of two
links in one another the outer one holds.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

_Match = tuple[Element | None, int | None, int | None]
MAX_LABEL = 999
_BRACKET = re.compile(r"[\[\]]")
_LABEL = re.compile(r"\[([^\[\]]*+)\]")
_IN_BRACKETS = r"\((?>(?:[^\s()]++|\((?>(?:[^\s()]++|\([^\s()]*+\))*)\))*)\)"
_TARGET = re.compile(
    rf"\(\s*+(?:<(?P<bracketed>[^<>\n]*+)>|(?P<plain>(?!<)(?>(?:[^\s()]++|{_IN_BRACKETS})*)))"
    r"(?>(?:[ \t\n]++(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|\((?P<round>[^()]*+)\)))?)\s*+\)"
)
_WITH_SPACES = re.compile(r"\((?P<all>(?>(?:[^()\n<>]++|\([^()\n<>]*+\))*))\)")
_LINK_WITHIN = re.compile(r"!?\[([^\[\]]*+)\]\([^()]*+\)")
_STARS = re.compile(r"(\*{1,3})(?=\S)([^*]+)(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)([^_]+)(?<=\S)\3(?!\w)")


def read_links(md: Markdown) -> None:
    """Put this reading of links in the place of the package's."""
    for name in ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"):
        md.inlinePatterns.deregister(name)
    md.inlinePatterns.register(_Link(r"!?\[", md), "link", 160)
    md.inlinePatterns.register(_Link(r"!\[", md), "image_link", 150)  # within the words of links


class _Brackets:
    """Which bracket closes which.

    Places are counted from the end of the text, for what is before them changes with each link that is found.
    """

    def __init__(self) -> None:
        self._text = ""
        self._closing: dict[int, int] = {}

    def closing(self, text: str, opening: int) -> int:
        """The place of the bracket that closes the one at ``opening``; -1 where none does."""
        if text is not self._text:
            if not self._text.endswith(text[opening:]):
                self._match(text)
            self._text = text
        return len(text) - self._closing.get(len(text) - opening, len(text) + 1)

    def _match(self, text: str) -> None:
        self._closing = {}
        opened: list[int] = []
        for bracket in _BRACKET.finditer(text):
            place = len(text) - bracket.start()
            if bracket[0] == "[":
                opened.append(place)
            elif opened:
                self._closing[opened.pop()] = place


class _Link(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self._brackets = _Brackets()

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: N802
        """Find what the words in brackets lead to, right behind them or under their label."""
        opening = m.end() - 1
        closing = self._brackets.closing(data, opening)
        if closing < 0:
            return None, None, None
        text = data[opening + 1 : closing]
        found = _target(data, closing + 1) or self._reference(data, text, closing + 1)
        if found is None:
            return None, None, None
        address, title, end = found
        address, title = self.unescape(address), self.unescape(title)
        is_picture = m[0][0] == "!"
        found_element = _picture(self.unescape(text), address, title) if is_picture else _link(text, address, title)
        return found_element, m.start(), end

    def _reference(self, data: str, text: str, start: int) -> tuple[str, str, int] | None:
        label = _LABEL.match(data, start)
        name = label[1] if label and label[1].strip() else text
        if self.md is None or len(name) > MAX_LABEL or _BRACKET.search(name):
            return None
        name = self.unescape(name)
        if name not in self.md.references:
            return None
        address, title = self.md.references[name]
        return address, title, label.end() if label else start


def _link(text: str, address: str, title: str) -> Element:
    link = Element("a", {"href": address, **({"title": title} if title else {})})
    link.text = text
    return link


def _picture(words: str, address: str, title: str) -> Element:
    """The words are read aloud, so they have no markup."""
    words = _LINK_WITHIN.sub(r"\1", words)
    words = _STARS.sub(lambda found: found[2] or found[4], words)
    return Element("img", {"src": address, **({"title": title} if title else {}), "alt": words})


def _target(data: str, start: int) -> tuple[str, str, int] | None:
    """The address, the title and the end of ``(address "title")`` at ``start``."""
    if match := _TARGET.match(data, start):
        address = match["bracketed"] if match["bracketed"] is not None else match["plain"]
        return address, match["double"] or match["single"] or match["round"] or "", match.end()
    if match := _WITH_SPACES.match(data, start):
        address, title = match["all"].strip(), ""
        if address.endswith('"') and ' "' in address:
            address, _, title = address[:-1].partition(' "')
        return address.rstrip(), title, match.end()
    return None
