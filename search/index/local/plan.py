"""Decides what an indexing has to do: a pure comparison of the catalog with what is indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from search.index.arrays import Ints
from search.index.link_names import NO_NAMES, LinkNames


class Indexed(Protocol):
    """What is known of an indexed article: the hash of its text and of its labels."""

    @property
    def content_hash(self) -> str:
        """Of the article as it was when its text was indexed."""

    @property
    def labels_hash(self) -> str:
        """Of its labels then, by ``labels_hash``."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The work between two generations.

    ``order`` is every article in its new row order; ``new_text`` those whose text must be cut and analysed,
    ``new_labels`` those whose labels alone changed, ``gone`` those to forget.
    """

    order: tuple[ArticleId, ...]
    new_text: frozenset[ArticleId]
    new_labels: frozenset[ArticleId]
    gone: frozenset[ArticleId]

    @property
    def is_empty(self) -> bool:
        """Whether the index already says what the catalog says."""
        return not (self.new_text or self.new_labels or self.gone)


def make_plan(
    catalog: Catalog,
    indexed: Mapping[ArticleId, Indexed],
    names: LinkNames = NO_NAMES,
    articles: Iterable[Article] | None = None,
) -> Plan:
    """Compare; only published articles are indexed, of every audience, with the ``names`` that links give them.

    ``articles`` are those published that are compared; None: all.
    """
    wanted = {article.id: article for article in (catalog.published if articles is None else articles)}
    new_text = {
        id_
        for id_, article in wanted.items()
        if id_ not in indexed or indexed[id_].content_hash != text_hash(article, names)
    }
    title = lru_cache(maxsize=None)(catalog.category_title)  # few names, asked for by every article
    new_labels = {
        id_
        for id_, article in wanted.items()
        if id_ not in new_text
        and indexed[id_].labels_hash != labels_hash(article, title(article.language, article.category))
    }
    gone = indexed.keys() - wanted.keys()
    return Plan(tuple(sorted(wanted)), frozenset(new_text), frozenset(new_labels), frozenset(gone))


def text_hash(article: Article, names: LinkNames) -> str:
    """Hash of all that is analysed: the article's text and what links call it."""
    called = names.get(article.id, ())
    if not called:
        return article.content_hash
    text = "\x1f".join((article.content_hash, *(part for name in called for part in name)))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def labels_hash(article: Article, category_title: str) -> str:
    """Hash of what the query language can ask for: category, its name, tags."""
    text = f"{article.metadata_hash}\x1f{category_title}"
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def moved_rows(before: tuple[ArticleId, ...], after: tuple[ArticleId, ...], dropped: frozenset[ArticleId]) -> Ints:
    """For each row of ``before`` its row in ``after``; -1 where the article is gone or ``dropped``."""
    places = {id_: row for row, id_ in enumerate(after)}
    return np.array([-1 if id_ in dropped else places.get(id_, -1) for id_ in before], dtype=np.int64)
