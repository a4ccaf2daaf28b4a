"""A text as books have it: without what needs a network or a site, and by the content models of HTML, which programs
that read books hold to where browsers do not. The rules are those that ``epubcheck`` said were broken (decision 68).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree, html

_MOVING = frozenset({"video", "audio", "iframe", "object", "embed", "form", "script"})
_UNKNOWN = frozenset({"area", "source", "track"})
"""What means nothing without something that is not in a book."""
_RENAMED = {"acronym": "abbr", "big": "span", "center": "div", "strike": "s", "tt": "code"}
_RENAMED |= {"data": "span", "hgroup": "div", "map": "span", "picture": "span", "rtc": "span"}
"""Elements of older HTML, or such as want an attribute or child that the sanitiser leaves out."""
_AT_HOME: dict[str, tuple[str, ...]] = {
    "li": ("ol", "ul"),
    "dt": ("dl", "div"),
    "dd": ("dl", "div"),
    "figcaption": ("figure",),
    "summary": ("details",),
    "rt": ("ruby",),
    "rp": ("ruby",),
}
"""In which elements alone others may stand."""
_HEADINGS = "h1 h2 h3 h4 h5 h6"
_BLOCKS = f"""
article aside blockquote details div dl figure footer header hr nav ol p pre section table ul {_HEADINGS}
""".split()
_WITHOUT_BLOCKS = f"""
abbr b bdi bdo cite code dfn em i kbd mark p pre q s samp small span strong sub summary sup time u var {_HEADINGS}
""".split()
_SCHEMES = ("http:", "https:", "mailto:", "tel:", "sms:")
_EVERYWHERE = ("class", "dir", "id", "lang", "style", "title")
_VALUES = {
    "lang": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
    "dir": re.compile("ltr|rtl|auto"),
    "id": re.compile(r"\S+"),
    "colspan": re.compile(r"[1-9]\d{0,3}"),
    "rowspan": re.compile(r"[1-9]\d{0,3}"),
    "start": re.compile(r"-?\d{1,9}"),
    "width": re.compile(r"\d{1,9}"),
    "height": re.compile(r"\d{1,9}"),
}


def fit(tree: html.HtmlElement) -> None:
    """Make the text ``tree`` one that a book may have, in place; it can be written as XHTML then."""
    for element in list(tree.iter(etree.Element)):
        if element.tag in _MOVING:
            is_named = "player" in (element.getparent().get("class") or "").split()  # its words stand behind it
            _say(element, "" if is_named else element.get("title") or "")
        elif element.tag == "img" and element.get("src", "").lower().startswith(("http:", "https:", "//")):
            _say(element, element.get("alt") or "")  # a book is read without a network
        elif element.tag in _UNKNOWN:
            element.drop_tree()
    taken: set[str] = set()
    for element in list(tree.iterdescendants(etree.Element)):
        _settle_attributes(element, taken)
        _settle_place(element)
    for element in reversed(list(tree.iterdescendants(*_WITHOUT_BLOCKS))):
        if next(element.iterdescendants(*_BLOCKS), None) is not None:
            _rename(element, "div")
    tree.attrib.clear()


def close_links(chapters: Mapping[str, html.HtmlElement]) -> None:
    """Have links between ``chapters``, texts by their names, lead to places that are there.

    Where a place is not, they lead to its chapter; links that lead nowhere keep their words.
    """
    places = {name: {str(one) for one in tree.xpath(".//@id")} for name, tree in chapters.items()}
    for name, tree in chapters.items():
        for link in list(tree.iter("a")):
            path, _, place = link.get("href", "").partition("#")
            chapter = path.removesuffix(".xhtml") if path else name
            if path.lower().startswith(_SCHEMES):
                continue
            if chapter not in places or not (path or unquote(place) in places[name]):
                link.drop_tag()
            elif place and unquote(place) not in places[chapter]:
                link.set("href", path)


def _settle_attributes(element: html.HtmlElement, taken: set[str]) -> None:
    """Leave only attributes that XHTML has, with values that it admits, and each id once."""
    if align := element.attrib.pop("align", None):
        element.set("style", f"text-align: {align}")
    for name, value in [(str(one), str(value)) for one, value in element.attrib.items()]:
        pattern = _VALUES.get(name)
        is_well = not (pattern and not pattern.fullmatch(value)) and not (name == "id" and value in taken)
        if ":" in name or name.startswith("data-") or not is_well:
            del element.attrib[name]
            if name == "width" and re.fullmatch(r"\d{1,3}%", value):
                element.set("style", f"width: {value}")
        elif name in ("open", "reversed"):
            element.set(name, name)
        elif name == "id":
            taken.add(value)
    if element.tag == "pre":
        element.set("dir", "ltr")  # a style may not say so in an EPUB


def _settle_place(element: html.HtmlElement) -> None:
    """Have ``element`` be one that HTML still has, and stand where it may."""
    parent = element.getparent()
    if element.tag in _RENAMED:
        _rename(element, _RENAMED[element.tag])
    elif element.tag in _AT_HOME and parent.tag not in _AT_HOME[element.tag]:
        _rename(element, "span" if element.tag in ("rt", "rp") else "div")
    elif element.tag == "details":
        element.set("open", "open")
        if not len(element) or element[0].tag != "summary":
            _rename(element, "div")
    elif element.tag in ("ol", "ul"):
        _only_items(element)
    elif (wanted := {"a": "href", "bdo": "dir"}.get(element.tag)) and not element.get(wanted):
        _rename(element, "span")


def _only_items(listed: html.HtmlElement) -> None:
    """What stands between the items of a list becomes items."""
    for child in list(listed):
        if child.tag != "li":
            item = etree.Element("li")
            item.tail, child.tail = child.tail, None
            listed.replace(child, item)
            item.append(child)
    for holder, name in _texts_of(listed):
        item = etree.Element("li")
        item.text = getattr(holder, name)
        setattr(holder, name, None)
        listed.insert(0 if holder is listed else listed.index(holder) + 1, item)


def _texts_of(listed: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Words right in a list, as whose text or tail they stand."""
    places = [(listed, "text"), *((child, "tail") for child in listed)]
    return ((holder, name) for holder, name in places if (getattr(holder, name) or "").strip())


def _rename(element: html.HtmlElement, tag: str) -> None:
    """Call it otherwise, without attributes that not every element has."""
    element.tag = tag
    for name in [one for one in element.attrib if one not in _EVERYWHERE]:
        del element.attrib[name]


def _say(element: html.HtmlElement, words: str) -> None:
    """Put words where something cannot be; nothing where there are none."""
    if not words:
        element.drop_tree()
        return
    for inside in list(element):
        element.remove(inside)
    element.tag, element.text = "em", words
    element.attrib.clear()
