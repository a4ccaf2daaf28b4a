"""A page of HTML taken apart into what two renderings of one text can differ in: words, lists, code, tables, links.

What renderers are free to do is levelled: white space, ids and classes, wrapping elements, check boxes, signs of
footnotes, the kinds of callouts (``[!NOTE]``), words in the place of pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree, html

KINDS = ("words", "lists", "code", "tables", "links")
_UNREAD = {"script", "style", "template", "noscript", "iframe", "svg", "title"}
_BLOCKS = {
    *("p", "li", "tr", "td", "th", "pre", "dt", "dd", "div", "blockquote", "section", "summary", "details", "caption"),
    *("ul", "ol", "dl", "table", "figure", "figcaption", "article", "aside", "br", "hr", "img"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_SIGNS = re.compile(r"[☐☑↩\ufe0e]|\[[ xX]\](?=\s|$)|\[![A-Za-z]+\](?=\s|$)|\u200b")


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page, each in reading order."""

    words: tuple[str, ...]
    lists: tuple[str, ...]
    code: tuple[str, ...]
    tables: tuple[str, ...]
    links: tuple[str, ...]

    def part(self, kind: str) -> tuple[str, ...]:
        """One of ``KINDS``."""
        found: tuple[str, ...] = getattr(self, kind)
        return found


def read(markup: str) -> Page:
    """Take ``markup`` apart."""
    tree = html.fragment_fromstring(f"<div>{markup}</div>", create_parent=True, parser=html.HTMLParser(huge_tree=True))
    for note in tree.xpath("//*[contains(@class, 'footnote-backref') or contains(@class, 'footnote-ref')]"):
        note.drop_tree()
    etree.strip_elements(tree, *_UNREAD, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return Page(
        tuple(_words(tree)),
        tuple(_lists(tree)),
        tuple(_code(tree)),
        tuple(_rows(tree)),
        tuple(_links(tree)),
    )


def _words(tree: html.HtmlElement) -> list[str]:
    return _SIGNS.sub(" ", "".join(_texts(tree))).split()


def _texts(element: html.HtmlElement) -> Iterator[str]:
    space = " " if element.tag in _BLOCKS or element.get("class") == "missing-image" else ""
    yield space
    yield (element.get("alt") or "") if element.tag == "img" else (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield space


def _lists(tree: html.HtmlElement) -> Iterator[str]:
    """One line an item: how deep it stands, in which kinds of lists, and its first words."""
    for item in tree.iter("li"):
        above = [parent.tag for parent in item.iterancestors("ul", "ol")][::-1]
        own = html.fragment_fromstring(etree.tostring(item, encoding="unicode", with_tail=False), create_parent=True)
        for inner in own.xpath("./li//ul | ./li//ol"):
            inner.drop_tree()
        yield f"{'>'.join(above)} {' '.join(_words(own)[:6])}"


def _code(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("pre", "code"):
        if element.tag == "pre" or next(element.iterancestors("pre"), None) is None:
            text = element.text_content()
            yield f"{element.tag} {text.strip(chr(10)) if element.tag == 'pre' else ' '.join(text.split())}"


def _rows(tree: html.HtmlElement) -> Iterator[str]:
    for row in tree.iter("tr"):
        yield " | ".join(" ".join(_words(cell)) for cell in row if cell.tag in ("td", "th"))


def _links(tree: html.HtmlElement) -> Iterator[str]:
    """Where links and pictures lead; an address that is its own text is one of the words."""
    for element in tree.iter("a", "img"):
        written = element.get("href" if element.tag == "a" else "src") or ""
        address = unquote(written).strip()
        if address and address.removeprefix("mailto:") not in unquote(element.text_content()):
            yield f"{element.tag} {address}"
