"""The HTML of an article without what only our pages need, with links and pictures as somebody else names them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import html

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Audiences, Catalog
from kb.markdown.html_tree import Translate, parse
from kb.markdown.image_sizes import Size
from kb.markdown.render import render

_OURS = ("loading", "decoding", "tabindex", "hreflang", "scope")
_FILES, _ARTICLES, _CATEGORIES = "/files/", "articles", "categories"


@dataclass(frozen=True)
class ForeignNames:
    """How articles, categories and files are named there; None where they are not."""

    article: Callable[[ArticleId], str | None]
    category: Callable[[str, str], str | None]
    file: Callable[[str], str | None]


def plain_html(
    article: Article,
    catalog: Catalog,
    names: ForeignNames,
    audiences: Audiences = EVERYONE,
    translate: Translate | None = None,
    size_of: Callable[[str], Size | None] = lambda _: None,
) -> html.HtmlElement:
    """The body of ``article`` as ``names`` has it; ``translate`` and ``size_of`` as ``render`` takes them."""
    tree = parse(render(article, catalog, audiences, translate, size_of).html)
    for element in list(tree.iter()):
        for name in _OURS:
            element.attrib.pop(name, None)
        if (element.tag == "span" and element.get("class") == "unbroken") or (
            element.tag == "a" and "picture" in (element.get("class") or "").split()
        ):
            element.drop_tag()
        elif element.tag in ("a", "img", "video", "audio", "source"):
            for attribute in ("href", "src", "poster"):
                _rename(element, attribute, names)
    return tree


def _rename(element: html.HtmlElement, attribute: str, names: ForeignNames) -> None:
    value = element.get(attribute, "")
    if not value.startswith("/") or value.startswith("//"):
        return
    new = _named(value, names)
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


def _named(value: str, names: ForeignNames) -> str | None:
    path, _, anchor = value.partition("#")
    path = unquote(path.partition("?")[0])
    if path.startswith(_FILES):
        return names.file(path.removeprefix(_FILES))
    language, _, rest = path.strip("/").partition("/")
    kind, _, key = rest.partition("/")
    if kind == _ARTICLES:
        place = names.article(ArticleId(language, key))
        return f"{place}#{anchor}" if place and anchor else place
    return names.category(language, key) if kind == _CATEGORIES else None
