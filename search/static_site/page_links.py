"""Finds and changes what pages and styles name: links, pictures, scripts, films."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import html

from kb.core.text import UNWANTED
from search.static_site.static_addresses import StaticSiteError

_NAMED = {
    "a": ("href",),
    "link": ("href",),
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "iframe": ("src",),
    "object": ("data",),
}
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def page_tree(content: bytes | str) -> html.HtmlElement:
    """A whole page as a tree.

    Raises:
        StaticSiteError: it is none.

    """
    text = content.decode() if isinstance(content, bytes) else content
    try:
        return html.document_fromstring(UNWANTED.sub("", text), parser=html.HTMLParser())
    except (ValueError, html.etree.ParserError) as error:
        raise StaticSiteError(f"a page of the site cannot be read: {error}") from error


def page_text(tree: html.HtmlElement) -> bytes:
    """The page as HTML."""
    text: bytes = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    return text + b"\n"


def named_by(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str, str]]:
    """Each address in a page, with the element and the attribute that name it; of a ``srcset`` each of its parts."""
    for element in list(tree.iter(*_NAMED)):
        for attribute in _NAMED[element.tag]:
            value = element.get(attribute)
            if value is None:
                continue
            parts = [one.split()[0] for one in value.split(",") if one.split()] if attribute == "srcset" else [value]
            yield from ((element, attribute, part) for part in parts)


def rename(element: html.HtmlElement, attribute: str, old: str, new: str) -> None:
    """Have an element name ``new`` where it named ``old``."""
    value = element.get(attribute, "")
    if attribute == "srcset":
        parts = [part.split() for part in value.split(",") if part.split()]
        value = ", ".join(" ".join([new if part[0] == old else part[0], *part[1:]]) for part in parts)
        element.set(attribute, value)
    else:
        element.set(attribute, new)


def named_by_style(style: str) -> list[str]:
    """The addresses that a style names."""
    return [found[2] for found in _URL.finditer(style) if not found[2].startswith("data:")]


def renamed_style(style: str, new: Callable[[str], str]) -> str:
    """The style with each of them as ``new`` gives it."""
    return _URL.sub(
        lambda found: found[0] if found[2].startswith("data:") else f"url({found[1]}{new(found[2])}{found[1]})", style
    )
