"""What stands around pictures and code in an article: their sizes, the way to see them large, the language of code."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from lxml import etree, html

from kb.markdown.image_sizes import Size

SizeOf = Callable[[str], Size | None]
"""Finds the size of the file at a path within the articles folder."""

SMALL = 200
"""A picture no wider is a symbol in the text, not something to look at closely."""
_FILES = "/files/"
_NO_LINKS_IN = ("a", "button", "summary", "label")
_LANGUAGE = "language-"


def frame_pictures(tree: html.HtmlElement, size_of: SizeOf) -> None:
    """Tell every picture of ours its size, load those below the first one late, and link large ones to their files."""
    for number, image in enumerate(list(tree.iter("img"))):
        image.set("decoding", "async")
        if number == 0:
            image.attrib.pop("loading", None)  # likely in sight at once
        source = image.get("src") or ""
        size = size_of(unquote(source.removeprefix(_FILES))) if source.startswith(_FILES) else None
        if size is None:
            continue
        _set_size(image, size)
        if size[0] > SMALL and image.get("alt") and next(image.iterancestors(*_NO_LINKS_IN), None) is None:
            _link(image, source)


def name_code(tree: html.HtmlElement) -> None:
    """Write the language of a block of code where a page can show it."""
    for code in tree.iter("code"):
        box = code.getparent()
        names = [name for name in (code.get("class") or "").split() if name.startswith(_LANGUAGE)]
        if names and box is not None and box.tag == "pre":
            box.set("data-language", names[0].removeprefix(_LANGUAGE))


def _set_size(image: html.HtmlElement, size: Size) -> None:
    """The whole size; what an author wrote stays, and the side that is missing follows from it."""
    width, height = size
    written = (image.get("width"), image.get("height"))
    if written == (None, None):
        image.set("width", str(width))
        image.set("height", str(height))
    elif written[1] is None and written[0] and written[0].isdecimal():
        image.set("height", str(round(int(written[0]) * height / width)))
    elif written[0] is None and written[1] and written[1].isdecimal():
        image.set("width", str(round(int(written[1]) * width / height)))


def _link(image: html.HtmlElement, source: str) -> None:
    parent = image.getparent()
    if parent is None:
        return
    link = etree.Element("a")
    link.set("class", "picture")
    link.set("href", source)
    link.tail, image.tail = image.tail, None
    parent.replace(image, link)
    link.append(image)
