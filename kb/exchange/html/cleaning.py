"""Brings the HTML of another system to the few elements that Markdown has, and says what its words were.

First nh3 takes out what could do harm. What is left is simplified as a tree: wrappers go, headings that are only bold
stay bold, frames become links to what they show, boxes and code are marked for the writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import nh3
from lxml import etree, html

from kb.core.text import UNWANTED
from kb.dialects.parts.players import host_of, watch_address
from kb.exchange.html.callouts import KIND, LANGUAGE, callout_of, code_language
from kb.markdown.html_tree import parse

_BRUSH = "data-syntaxhighlighter-params"
MOST_DEPTH = 120
MOST_CHARACTERS = 4 * 2**20
_TAGS = nh3.ALLOWED_TAGS | {"section", "mark", "figure", "figcaption", "details", "summary", "kbd", "iframe", "embed"}
_TAGS |= {"video", "audio", "source", "font", "main", "picture"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "data-language", "data-lang", "data-code-language", "data-syntaxhighlighter-params", "dir"},
    "a": {"href", "name", "title"},
    "audio": {"src", "title"},
    "embed": {"src", "title"},
    "iframe": {"src", "data-src", "title"},
    "img": {"src", "alt", "title", "width", "data-src", "data-original"},
    "ol": {"start"},
    "source": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "video": {"src", "title", "poster"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "data", "file"}
_WRAPPERS = ("span", "font", "center", "main", "article", "picture", "u", "small", "big", "bdo", "bdi", "abbr")
_FRAMES = ("iframe", "embed", "video", "audio")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK = re.compile(r"[\s\u200b\u2060]*")
_SHOWN = ("img", "iframe", "video", "audio", "embed", "hr", "br", "table", "input")


_DROPPED = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i")


class UnreadableHtmlError(Exception):
    """The HTML cannot be made Markdown of; says why."""


@dataclass
class Cleaned:
    """The simplified tree, and the words that were put in for what has none: titles of videos."""

    tree: html.HtmlElement
    added: list[str] = field(default_factory=list)


def original_tree(markup: str) -> html.HtmlElement:
    """The HTML as it came, as a tree: what the words of the import are compared with.

    Raises:
        UnreadableHtmlError: it is too large or nested too deep.

    """
    if len(markup) > MOST_CHARACTERS:
        raise UnreadableHtmlError(f"it has more than {MOST_CHARACTERS / 2**20:.0f} million characters")
    try:
        tree = parse(markup)
    except (ValueError, etree.LxmlError, AssertionError) as error:
        raise UnreadableHtmlError("it is nested too deep") from error
    if _depth(tree) > MOST_DEPTH:
        raise UnreadableHtmlError("it is nested too deep")
    return tree


def clean(markup: str, wanted: frozenset[str] = frozenset()) -> Cleaned:
    """Simplify the HTML of an article; of the ids only those are kept that are ``wanted`` by a link.

    Raises:
        UnreadableHtmlError: it is too large or nested too deep.

    """
    safe = nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    cleaned = Cleaned(original_tree(safe))
    tree = cleaned.tree
    _mark(tree, wanted)
    for element in list(tree.iter(*_FRAMES)):
        _link_to(element, cleaned.added)
    for element in list(tree.iter(*_WRAPPERS)):
        if not element.get("id"):
            element.drop_tag()
    for element in list(tree.iter("code", "kbd", "samp")):
        if element.find(".//img") is not None:  # no Markdown shows a picture as code
            element.drop_tag()
    _settle_spaces(tree)
    for element in reversed(list(tree.iter(*_DROPPED))):
        if element is not tree and _is_blank(element):
            element.drop_tag()
    return cleaned


def plain_paragraphs(markup: str) -> list[str]:
    """The words of HTML that cannot be read as a tree: one text for each line that has any."""
    text = nh3.clean(markup[:MOST_CHARACTERS], tags=set(), attributes={}, link_rel=None)
    lines = "".join(map(str, html.fromstring(f"<pre>{text}</pre>").itertext())) if text.strip() else ""
    return [line for line in (" ".join(UNWANTED.sub("", one).split()) for one in lines.split("\n")) if line]


def _depth(tree: html.HtmlElement) -> int:
    deepest, here = 0, 0
    for event, _element in etree.iterwalk(tree, events=("start", "end")):
        here += 1 if event == "start" else -1
        deepest = max(deepest, here)
    return deepest


def _mark(tree: html.HtmlElement, wanted: frozenset[str]) -> None:
    """Say of boxes and code what they are, and take away all other attributes that nobody needs."""
    marks: dict[html.HtmlElement, tuple[str, str]] = {}
    for element in tree.iter("pre"):
        marks[element] = (LANGUAGE, code_language(element))
    for element in tree.iter("div", "section", "aside", "p", "blockquote", "figure", "article"):
        if kind := callout_of(element):
            inside = any(one in marks and marks[one][0] == KIND for one in element.iterancestors())
            if not inside:
                marks[element] = (KIND, kind)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        anchor = element.get("id") or (element.get("name") if element.tag == "a" else "") or ""
        for name in ("class", "id", "name", "data-language", "data-lang", "data-code-language", _BRUSH):
            element.attrib.pop(name, None)
        if anchor in wanted:
            element.set("id", anchor)
        if element in marks and marks[element][1]:
            element.set(*marks[element])
        if element.tag == "img" and (late := element.get("data-src") or element.get("data-original")):
            element.set("src", late)
    for element in list(tree.iter(*_BOX_TAGS)):
        if element.get(KIND) and element.tag != "blockquote":
            element.tag = "blockquote"
        elif element.tag in ("aside", "section", "figure"):
            element.tag = "div"


_BOX_TAGS = ("div", "section", "aside", "p", "blockquote", "figure", "article")


def _link_to(element: html.HtmlElement, added: list[str]) -> None:
    """Put a link to what a frame shows in its place; a film of the export stays a file."""
    names = ("src", "data-src")
    places = [element, *element.iter("source")]
    source = next((value for one in places for name in names if (value := (one.get(name) or "").strip())), "")
    if not source:
        element.drop_tree()
        return
    address = watch_address(source)
    words = " ".join((element.get("title") or "").split()) or host_of(address)[0]
    words = words or address.rpartition("/")[2].partition("?")[0] or address
    added.append(words)
    link = etree.Element("a", href=address)
    link.text = words
    block = etree.Element("p")
    block.append(link)
    new = link if _is_within_line(element) else block
    new.tail = element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, new)


def _is_within_line(element: html.HtmlElement) -> bool:
    return any(one.tag in ("p", "a", "td", "th", "strong", "em", "b", "i") for one in element.iterancestors())


def _settle_spaces(tree: html.HtmlElement) -> None:
    """One space for each run of them, as browsers show it, outside of code."""
    kept = {one for code in tree.iter("pre") for one in code.iter()}
    for element in tree.iter():
        if element.text and element not in kept:
            element.text = _SPACE.sub(" ", element.text)
        if element.tail and (element not in kept or (element.tag == "pre" and element.getparent() not in kept)):
            element.tail = _SPACE.sub(" ", element.tail)


def _is_blank(element: html.HtmlElement) -> bool:
    if element.get("id") or element.get(KIND):
        return False
    return not any(True for _ in _things(element)) and bool(_BLANK.fullmatch("".join(element.itertext())))


def _things(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield from (one for one in element.iter(*_SHOWN) if one is not element)
    yield from (one for one in element.iter() if isinstance(one.tag, str) and one is not element and one.get("id"))
