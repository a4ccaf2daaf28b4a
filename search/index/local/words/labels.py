"""What may be shown to whom, as masks over the rows of a snapshot, so that no query walks all articles.

Made when the index is built and anew when the catalog changes. The few articles that are about to be shown are looked
up in the catalog once more; a mask alone never lets anything out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Protocol

import numpy as np

from kb.catalog.article import Article, ArticleId, Audience
from kb.catalog.catalog import Audiences, Catalog
from search.index.arrays import Ints, Mask

KEPT_MASKS = 256


class IndexedBefore(Protocol):
    """An article as it was indexed."""

    @property
    def id(self) -> ArticleId:
        """Which it is."""

    @property
    def audience(self) -> Audience | None:
        """Who might see it then; None: not told."""


class Labels:
    """The labels of each row by which searches are narrowed."""

    def __init__(self, ids: Sequence[ArticleId], articles: Sequence[Article | None]) -> None:
        """``articles`` are those of the rows as they are now; None: gone."""
        self._ids, self._articles = ids, articles
        self.catalog: Catalog | None = None
        """Which they are of, where they are read from one."""
        numbers: dict[str, int] = {}
        self.groups: Ints = np.array([numbers.setdefault(id_.key, len(numbers)) for id_ in ids], np.int64)
        # Of no method: labels that held themselves would outlive their snapshot until garbage is collected.
        self.mask = lru_cache(KEPT_MASKS)(partial(_mask, articles))

    @classmethod
    def read(cls, indexed: Sequence[IndexedBefore], catalog: Catalog) -> Labels:
        """The labels as ``catalog`` has them; seen by those who may see an article now and might when it was indexed.

        The passages are of then, and where others keep the index, of another machine: what was put into an internal
        article is not shown by a catalog that is behind and takes it for a public one.
        """
        found = cls([one.id for one in indexed], [_narrowed(catalog.articles.get(one.id), one) for one in indexed])
        found.catalog = catalog
        return found

    def of(self, rows: Ints) -> Labels:
        """The labels of ``rows`` alone."""
        return Labels([self._ids[row] for row in rows.tolist()], [self._articles[row] for row in rows.tolist()])

    def translations(self, rows: Iterable[int]) -> Mask:
        """The articles ``rows`` in all their languages."""
        return np.isin(self.groups, self.groups[np.array(list(rows), np.int64)])


def _narrowed(article: Article | None, indexed: IndexedBefore) -> Article | None:
    if article is None or indexed.audience is None or indexed.audience.covers(article.audience):
        return article
    return replace(article, audience=article.audience.within(indexed.audience))


def _mask(
    articles: Sequence[Article | None],
    audiences: Audiences,
    language: str | None = None,
    category: str | None = None,
    tag: str | None = None,
    product: str | None = None,
) -> Mask:
    """The published articles of these audiences, in a language, in or below a category, with a tag, about a product."""

    def wanted(article: Article | None) -> bool:
        return (
            article is not None
            and article.is_published
            and article.audience in audiences
            and (tag is None or tag in article.tags)
            and (language is None or article.language == language)
            and (category is None or article.is_in(category))
            and (product is None or article.is_about(product))
        )

    return np.array([wanted(article) for article in articles], bool)
