"""What articles of other languages call an article that they link to: a name for readers of theirs.

An Arabic article that links to one that exists in English alone gives it an Arabic name, the words of the link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import attrgetter
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache, cached

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.commonmark.link_definitions import label_of, take_definitions
from kb.markdown.link_resolver import resolve

MOST_NAMES = 20
LONGEST_NAME = 80
"""Characters; longer ones are sentences, not names."""
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(\s*<?([^)\s>]+)")
_BY_REFERENCE = re.compile(r"(?<!!)\[([^\[\]\n]+)\](?:\[([^\[\]\n]*)\]|(?![\[(:]))")
_DEFINITION = re.compile(r"^ {0,3}(\[[^\n]+)$", re.MULTILINE)
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|\{/\*.*?(?:\*/\}|\Z)|%%.*?%%", re.DOTALL)
"""Comments of HTML, MDX and Obsidian: what no reader sees names nothing for readers."""
_IN_HTML = re.compile(r"<a\s(?:[^<>]*\s)?href\s*=\s*[\"']([^\"'<>]+)[\"'][^<>]*>([^<>]+)</a\s*>", re.IGNORECASE)


class LinkName(NamedTuple):
    """A name of an article in the ``language`` of those that call it so."""

    language: str
    text: str


LinkNames = Mapping[ArticleId, Sequence[LinkName]]
NO_NAMES: LinkNames = {}


def link_names(catalog: Catalog) -> LinkNames:
    """The names that published articles get from links in other languages, in order; none from an article that some of
    its readers may not see, which the name would tell of.
    """
    if len(catalog.languages) < 2:
        return NO_NAMES
    found: dict[ArticleId, set[LinkName]] = {}
    for article in catalog.published:
        for text, href in _links(article):
            target = resolve(href, article, catalog, EVERYONE).article
            if target is not None and _gives_a_name(article, target) and len(text) <= LONGEST_NAME:
                found.setdefault(target.id, set()).add(LinkName(article.language, text))
    return {id_: sorted(names)[:MOST_NAMES] for id_, names in found.items()}


def _gives_a_name(source: Article, target: Article) -> bool:
    return source.language != target.language and source.audience.covers(target.audience)


# Of a large collection most articles are those of before. By their hashes: texts would all be kept unpacked.
@cached(LRUCache(50_000), key=attrgetter("content_hash"), lock=Lock())
def _links(article: Article) -> tuple[tuple[str, str], ...]:
    """Text and address of the links that are written in Markdown, with the address beside them or elsewhere, and in
    HTML.

    Not by the renderer, which takes milliseconds an article: all of a collection are read at each start.
    """
    body = article.body
    if "<!--" in body or "{/*" in body or "%%" in body:
        body = _UNSEEN.sub("", body)
    found: list[tuple[str, str]] = _LINK.findall(body) if "](" in body else []
    if "]:" in body:
        lines = (take_definitions(line)[0] for line in _DEFINITION.findall(body))
        addresses = {one.label: one.address for some in lines for one in reversed(some)}
        named = ((text, addresses.get(label_of(label or text))) for text, label in _BY_REFERENCE.findall(body))
        found += ((text, href) for text, href in named if href)
    found += ((text, href) for href, text in _IN_HTML.findall(body))
    return tuple((" ".join(text.split()), href) for text, href in found)
