"""Points the links and pictures of an article's HTML, as a tree, where they lead.

Works on unsafe HTML, as ``kb.markdown.html_tree`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from lxml import etree, html

from kb.dialects.wiki_links import as_written
from kb.markdown.anchors import slug
from kb.markdown.link_resolver import LinkTarget
from kb.markdown.sections import MISSING, is_footnote

Resolve = Callable[[str], LinkTarget]
WRITTEN = "data-written"
"""The attribute that keeps what an author wrote where the tree has something else."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture as written, and where it leads; ``is_image`` tells pictures."""

    href: str
    target: LinkTarget
    is_image: bool


def rewrite_links(tree: html.HtmlElement, resolve: Resolve) -> list[Link]:
    """Point every link and picture where it leads; take the link, not its words, off what cannot be reached."""
    places = frozenset(id_ for element in tree.iter("*") if (id_ := element.get("id")))
    found: list[Link] = []
    for element in list(tree.iter("a", "img")):
        attribute = "src" if element.tag == "img" else "href"
        written = element.get(attribute)
        if written is None or is_footnote(element):
            continue
        target = _settled(resolve(written), places)
        found.append(Link(as_written(element.attrib.pop(WRITTEN, written)), target, element.tag == "img"))
        if target.kind == "broken" or (element.tag == "img" and not is_picture(target)):
            _unlink(element, attribute)
            continue
        element.set(attribute, target.url)
        if element.tag == "img":
            element.set("loading", "lazy")
        elif target.kind == "external" and target.url.startswith(("http", "//")):
            element.set("class", f"{element.get('class') or ''} external".strip())
            element.set("rel", "noopener noreferrer external")
        elif target.kind == "article" and target.article is not None:
            element.set("hreflang", target.article.language)
    return found


def _settled(target: LinkTarget, places: frozenset[str]) -> LinkTarget:
    """A link within the article; one that names no place names the section whose words are the same."""
    if target.kind != "anchor" or target.anchor in places or (name := slug(target.anchor)) not in places:
        return target
    return replace(target, url=f"#{quote(name)}", anchor=name)


def is_picture(target: LinkTarget) -> bool:
    """Whether a page shows what a picture's address leads to; browsers refuse pictures sent without encryption."""
    return target.kind in ("file", "site") or (target.kind == "external" and target.url.startswith("https:"))


def _unlink(element: html.HtmlElement, attribute: str) -> None:
    if element.tag == "img":
        note = etree.Element("span")
        note.set("class", MISSING)
        note.text = element.get("alt") or ""
        note.tail = element.tail
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, note)
        return
    del element.attrib[attribute]
    element.attrib.pop("title", None)  # which is said of where it led, and names it as often as not
    element.set("class", f"{element.get('class') or ''} broken".strip())
