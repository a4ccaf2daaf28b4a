"""What articles of other languages call an article that they link to: a name for readers of theirs.

An Arabic article that links to one that exists in English alone gives it an Arabic name, the words of the link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_Given = tuple[ArticleId, LinkName]
"""Which article is called how."""


class NamesByLinks:
    """The names that published articles get from links in other languages, in order, of one catalog after the other:
    after edits only the links of what was edited are followed. None comes from an article that some of its readers may
    not see, which the name would tell of.
    """

    def __init__(self) -> None:
        self._given: dict[ArticleId, frozenset[_Given]] = {}
        self._givers: dict[ArticleId, set[ArticleId]] = {}
        self._names: dict[ArticleId, Sequence[LinkName]] = {}

    def of(self, catalog: Catalog) -> LinkNames:
        """The names in ``catalog``, whatever was asked for before."""
        self._given, self._givers, self._names = {}, {}, {}
        self._follow(catalog, catalog.published)
        return self._names

    def after(self, catalog: Catalog, edited: Iterable[ArticleId]) -> tuple[LinkNames, frozenset[ArticleId]]:
        """The names in ``catalog``, which differs from the one asked for before by articles that were ``edited``
        (``kb.catalog.edits``), and which articles have other names than there.
        """
        before = self._names
        called = self._follow(catalog, [catalog.articles[id_] for id_ in edited])
        return self._names, frozenset(id_ for id_ in called if self._names.get(id_) != before.get(id_))

    def _follow(self, catalog: Catalog, articles: Iterable[Article]) -> set[ArticleId]:
        """Take what ``articles`` call others now; gives the articles that are or were called so."""
        if len(catalog.languages) < 2:
            return set()
        called = {target for article in articles for target in self._give(article, catalog)}
        names = {**self._names}
        for target in called:
            given = {name for giver in self._givers[target] for one, name in self._given[giver] if one == target}
            names[target] = sorted(given)[:MOST_NAMES]
            if not given:
                del names[target]
        self._names = names
        return called

    def _give(self, article: Article, catalog: Catalog) -> set[ArticleId]:
        before = self._given.pop(article.id, frozenset())
        given = frozenset(_names_given(article, catalog)) if article.is_published else frozenset[_Given]()
        if given:
            self._given[article.id] = given
        now, changed = {target for target, _ in given}, {target for target, _ in before ^ given}
        for target in changed:
            givers = self._givers.setdefault(target, set())
            (givers.add if target in now else givers.discard)(article.id)
        return changed


def _names_given(article: Article, catalog: Catalog) -> Iterator[_Given]:
    """Which articles an article calls how."""
    for text, href in _links(article):
        target = resolve(href, article, catalog, EVERYONE).article
        if target is not None and _gives_a_name(article, target) and len(text) <= LONGEST_NAME:
            yield target.id, LinkName(article.language, text)


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
