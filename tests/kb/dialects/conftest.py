"""How the tests of dialects look at what became of a text."""

from __future__ import annotations

from lxml import html

from tests.kb.conftest import words


def outline(items: html.HtmlElement) -> list[object]:
    """A list as nested Python lists: the words of each item, followed by the lists inside it."""
    found: list[object] = []
    for item in items.findall("li"):
        inner = [child for child in item.iter("ul", "ol") if child.getparent() in (item, *item.findall("p"))]
        own = words(html.fromstring(html.tostring(item)))
        for child in inner:
            own = own.replace(words(child), "").strip()
        found += [own, *(outline(child) for child in inner)]
    return found
