"""Confluence's storage format as a tree: XHTML with elements ``ac:`` and ``ri:``, as its documentation describes it
(https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html), and what both readers of it need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Protocol

from lxml import etree, html

AC, RI = "{urn:ac}", "{urn:ri}"
_ROOT = '<div xmlns:ac="urn:ac" xmlns:ri="urn:ri" xmlns:at="urn:at">'
MOST_PARTS = 20_000
"""Elements of Confluence's own in one text; people write some hundreds."""
_BEGIN, _END = "<![CDATA[", re.compile(r"\]\] ?>(?=\s{0,20}</ac:|<!\[CDATA\[)")
"""Ends of CDATA within CDATA are written ``]] >`` by the export; code may have that sign too, so a tag must follow."""
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w{1,40});")
_TAG = re.compile(r"<[^<>]*>")
_NO_LETTER = re.compile(r"[\W_]+")


class Surroundings(Protocol):
    """What stands around a text: what its links and pictures lead to, and who is told what could not be kept."""

    title: str
    """Of the page itself."""

    def page(self, title: str, space: str) -> str:
        """The address of a page; ``space`` is empty for the page's own."""

    def file(self, name: str, title: str, space: str) -> str:
        """The address of an attachment; ``title`` is empty for one of the page itself."""

    def user(self, key: str) -> str:
        """What somebody is called; empty where nobody knows."""

    def stranger(self) -> None:
        """Told that somebody is named of whom nothing is known."""

    def hidden(self, words: str) -> None:
        """Told of an excerpt that is not shown on the page."""

    def macro(self, name: str) -> None:
        """Told of a macro whose work only Confluence does."""


def parsed(storage: str) -> tuple[html.HtmlElement | None, bool]:
    """The text as a tree, and whether it was well-formed. Where it was not, what can be read counts if that has all of
    its letters; None otherwise.
    """
    if storage.count("<ac:") + storage.count("<ri:") > MOST_PARTS:
        return None, False
    text = "".join(_without_cdata(storage))
    for recover in (False, True):
        parser = html.XHTMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
        )
        try:
            root: html.HtmlElement | None = etree.fromstring(f"{_ROOT}{text}</div>".encode(), parser)
        except etree.XMLSyntaxError:
            continue
        if root is not None and (not recover or _letters(str(root.text_content())) == _letters(_plain(text))):
            return root, not recover
    return None, False


def replace(old: html.HtmlElement, new: html.HtmlElement) -> None:
    """Put ``new`` where ``old`` was, before the text that followed it."""
    new.tail, old.tail = old.tail, None
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)


def replace_by_text(old: html.HtmlElement, text: str) -> None:
    """Put ``text`` where ``old`` was."""
    old.tail = text + (old.tail or "")
    old.drop_tree()


def pour(source: html.HtmlElement | None, target: html.HtmlElement) -> None:
    """Move everything within ``source`` to the end of ``target``."""
    if source is None:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (source.text or "")
    else:
        target.text = (target.text or "") + (source.text or "")
    source.text = None
    target.extend(list(source))


def element(tag: str, text: str = "", **attributes: str) -> html.HtmlElement:
    """A new element; a sign ``_`` at the end of an attribute's name is dropped."""
    new: html.HtmlElement = html.Element(tag)
    new.text = text or None
    for name, value in attributes.items():
        new.set(name.rstrip("_"), value)
    return new


def heading_paragraph(words: str) -> html.HtmlElement:
    """The title of a box or of code."""
    paragraph = element("p")
    paragraph.append(element("strong", words))
    return paragraph


def words_of(node: html.HtmlElement | None) -> str:
    """The text within an element, on one line."""
    return " ".join(str(node.text_content()).split()) if node is not None else ""


def anchor_name(words: str) -> str:
    """What links call a heading or anchor: its letters alone, as versions of Confluence disagree on the rest."""
    return _NO_LETTER.sub("", words).casefold()


def _without_cdata(storage: str) -> Iterator[str]:
    """The pieces of a text with what is in CDATA escaped, and characters that only HTML has names for as themselves."""
    at = 0
    while (begin := storage.find(_BEGIN, at)) >= 0 and (end := _END.search(storage, begin)):
        yield _NAMED.sub(_character, storage[at:begin])
        yield escape(storage[begin + len(_BEGIN) : end.start()])
        at = end.end()
    yield _NAMED.sub(_character, storage[at:])


def _character(match: re.Match[str]) -> str:
    found = unescape(match[0])
    return escape(found) if found != match[0] else f"&amp;{match[1]};"


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text))


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)
