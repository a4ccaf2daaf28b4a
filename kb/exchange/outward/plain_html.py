"""The HTML of an article without what only our pages need, with links and pictures as somebody else names them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import html

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Audiences, Catalog
from kb.markdown.html_tree import parse, serialise
from kb.markdown.render import render

_OURS = ("loading", "decoding", "tabindex", "hreflang", "scope")
_FILES, _ARTICLES, _CATEGORIES = "/files/", "articles", "categories"


@dataclass(frozen=True)
class ForeignNames:
    """How articles (with a place in them), categories and files are named there; None where they are not."""

    article: Callable[[ArticleId, str], str | None]
    category: Callable[[str, str], str | None]
    file: Callable[[str], str | None]


@dataclass
class PlainHtml:
    """``files`` are those beside the articles that the text shows or links to."""

    tree: html.HtmlElement
    files: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As HTML."""
        return serialise(self.tree)


def plain_html(article: Article, catalog: Catalog, names: ForeignNames, audiences: Audiences = EVERYONE) -> PlainHtml:
    """The body of ``article`` as ``names`` has it."""
    found = PlainHtml(parse(render(article, catalog, audiences).html))
    for element in list(found.tree.iter()):
        for name in _OURS:
            element.attrib.pop(name, None)
        if (element.tag == "span" and element.get("class") == "unbroken") or (
            element.tag == "a" and "picture" in (element.get("class") or "").split()
        ):
            element.drop_tag()
        elif element.tag in ("a", "img", "video", "audio", "source"):
            for attribute in ("href", "src", "poster"):
                _rename(element, attribute, names, found)
    return found


def _rename(element: html.HtmlElement, attribute: str, names: ForeignNames, found: PlainHtml) -> None:
    value = element.get(attribute, "")
    if not value.startswith("/") or value.startswith("//"):
        return
    new = _named(value, names, found)
    if new is not None:
        element.set(attribute, new)
    elif element.tag == "a":
        element.drop_tag()
    elif element.tag == "img":
        element.tag = "em"
        element.text = element.get("alt") or posixpath.basename(unquote(value))
        element.attrib.clear()
    else:
        del element.attrib[attribute]


def _named(value: str, names: ForeignNames, found: PlainHtml) -> str | None:
    path, _, anchor = value.partition("#")
    path = unquote(path.partition("?")[0])
    if path.startswith(_FILES):
        file = path.removeprefix(_FILES)
        name = names.file(file)
        if name is not None:
            found.files.append(file)
        return name
    language, _, rest = path.strip("/").partition("/")
    kind, _, key = rest.partition("/")
    if kind == _ARTICLES:
        return names.article(ArticleId(language, key), anchor)
    return names.category(language, key) if kind == _CATEGORIES else None
