"""What may be shown to whom, as masks over the rows of a snapshot, so that no query walks all articles.

Made when the index is built and anew when the catalog changes. The few articles that are about to be shown are looked
up in the catalog once more; a mask alone never lets anything out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from typing import NamedTuple, Protocol

import numpy as np

from kb.catalog.article import Article, ArticleId, Audience
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.edits import edited_since
from search.index.arrays import Ints, Mask

KEPT_MASKS = 256
_language_of = attrgetter("language")


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
        self._seen_by = _Audiences({}, np.zeros(len(ids), np.int64))
        self._seen_by.note(enumerate(articles))

    @classmethod
    def read(cls, indexed: Sequence[IndexedBefore], catalog: Catalog) -> Labels:
        """The labels as ``catalog`` has them; seen by those who may see an article now and might when it was indexed.

        The passages are of then, and where others keep the index, of another machine: what was put into an internal
        article is not shown by a catalog that is behind and takes it for a public one.
        """
        found = cls([one.id for one in indexed], [_narrowed(catalog.articles.get(one.id), one) for one in indexed])
        found.catalog = catalog
        return found

    def after(self, indexed: Sequence[IndexedBefore], catalog: Catalog, rows: Iterable[int] = ()) -> Labels:
        """``read`` of articles that are those of these labels in the same rows, others than before in ``rows``."""
        edited = edited_since(self.catalog, catalog) if self.catalog is not None else None
        if edited is None:
            return Labels.read(indexed, catalog)
        places = {bisect_left(self._ids, id_) for id_ in edited} | {*rows}
        new = [
            (row, _narrowed(catalog.articles.get(indexed[row].id), indexed[row]))
            for row in sorted(places)
            if row < len(self._ids)
        ]
        found = copy(self)
        found.catalog, articles = catalog, list(self._articles)
        for row, article in new:
            articles[row] = article
        found._articles, found._seen_by = articles, self._seen_by.copied()
        found._seen_by.note(new)
        vars(found).pop("mask", None)
        return found

    def of(self, rows: Ints) -> Labels:
        """The labels of ``rows`` alone."""
        return Labels([self._ids[row] for row in rows.tolist()], [self._articles[row] for row in rows.tolist()])

    @cached_property
    def mask(self) -> Callable[..., Mask]:
        """Called with audiences, and perhaps a language, a category, a tag and a product: the published articles of
        these audiences in the language, in or below the category, with the tag, about the product.
        """
        # Of no method: labels that held themselves would outlive their snapshot until garbage is collected.
        return lru_cache(KEPT_MASKS)(partial(_mask, self._ids, self._articles, self._seen_by))

    @cached_property
    def groups(self) -> Ints:
        """A number for each row that its translations have too."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(id_.key, len(numbers)) for id_ in self._ids], np.int64)

    def translations(self, rows: Iterable[int]) -> Mask:
        """The articles ``rows`` in all their languages."""
        return np.isin(self.groups, self.groups[np.array(list(rows), np.int64)])


class _Audiences(NamedTuple):
    """Who may see the article of each row: the number of its audience, 0 where nobody may see it."""

    numbers: dict[Audience, int]
    rows: Ints

    def note(self, articles: Iterable[tuple[int, Article | None]]) -> None:
        for row, article in articles:
            self.rows[row] = (
                self.numbers.setdefault(article.audience, len(self.numbers) + 1)
                if article is not None and article.is_published
                else 0
            )

    def copied(self) -> _Audiences:
        return _Audiences(dict(self.numbers), self.rows.copy())


def _narrowed(article: Article | None, indexed: IndexedBefore) -> Article | None:
    if article is None or indexed.audience is None or indexed.audience.covers(article.audience):
        return article
    return replace(article, audience=article.audience.within(indexed.audience))


def _mask(
    ids: Sequence[ArticleId],
    articles: Sequence[Article | None],
    seen_by: _Audiences,
    audiences: Audiences,
    language: str | None = None,
    category: str | None = None,
    tag: str | None = None,
    product: str | None = None,
) -> Mask:
    seen: Mask = np.array([False, *(audience in audiences for audience in seen_by.numbers)])[seen_by.rows]
    if language is not None:  # those of a language stand together
        seen[: bisect_left(ids, language, key=_language_of)] = False
        seen[bisect_right(ids, language, key=_language_of) :] = False

    def wanted(article: Article | None) -> bool:
        return (
            article is not None
            and (tag is None or tag in article.tags)
            and (category is None or article.is_in(category))
            and (product is None or article.is_about(product))
        )

    if (category, tag, product) != (None, None, None):
        rows = np.flatnonzero(seen)
        seen[rows] = [wanted(articles[row]) for row in rows.tolist()]
    return seen
