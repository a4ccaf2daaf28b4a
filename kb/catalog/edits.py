"""Catalogs that differ by edits alone: some articles say something else, and all stand where and for whom they did.

Nearly every change is one: somebody saves an article. What is known of the others then still holds, so that nobody has
to walk a whole collection for the sake of one file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog

_id_of = attrgetter("id")
_standing = attrgetter(
    *("id", "path", "category", "category_name", "audience", "status", "presence", "old_paths", "moved_to"),
    "names_others",
)
_beside = attrgetter("files", "categories", "default_language", "has_vault_settings", "synonyms", "brand", "products")
_BY_STANDING = (
    *("languages", "teams", "has_teams", "vault", "_moved", "_renamed", "_moved_categories", "_by_name"),
    "_named",
)
"""What a catalog has found out that follows from where articles stand and from nothing else of them."""
_BY_KEY = ("_by_key", "versions_by_key")


def stands_as(article: Article, before: Article) -> bool:
    """Whether all that others are told of an article is as before: its addresses, its category, who may see it."""
    return bool(_standing(article) == _standing(before))


def edited_since(before: Catalog, after: Catalog) -> frozenset[ArticleId] | None:
    """The articles that say something else in ``after``; None where it may differ by more than edits."""
    if len(before.articles) != len(after.articles) or not all(map(_is_same, _beside(before), _beside(after))):
        return None
    pairs = zip(before.articles.values(), after.articles.values(), strict=True)
    others = [(old, new) for old, new in pairs if old is not new]
    return frozenset(new.id for _, new in others) if all(stands_as(new, old) for old, new in others) else None


def _is_same(one: object, other: object) -> bool:
    return one is other or one == other


def with_edits(before: Catalog, edited: Collection[Article], changed_at: datetime) -> Catalog:
    """The catalog after ``before`` in which the articles ``edited`` say something else and stand as they did.

    What ``before`` has found out is handed on, changed where these articles are.
    """
    new = {article.id: article for article in edited}
    after = replace(before, articles={**before.articles, **new}, version=before.version + 1, changed_at=changed_at)
    known, mine = vars(before), vars(after)
    mine.update((name, known[name]) for name in _BY_STANDING if name in known)
    if "published" in known:
        mine["published"] = _replaced(known["published"], new)
    if "_visible" in known:
        mine["_visible"] = {asked: _replaced(found, new) for asked, found in [*known["_visible"].items()]}
    if "_category_paths" in known:
        mine["_category_paths"] = dict(known["_category_paths"])
    if "_away" in known and not any(article.moved_to for article in edited):
        mine["_away"] = known["_away"]
    mine.update((name, _by_key(known[name], edited)) for name in _BY_KEY if name in known)
    if "_by_category" in known:
        mine["_by_category"] = _by_category(known["_by_category"], edited)
    return after


def _replaced(articles: Sequence[Article], new: Mapping[ArticleId, Article]) -> tuple[Article, ...]:
    """``articles``, which are in the order of their ids, with those in place that are ``new``."""
    found = list(articles)
    for id_, article in new.items():
        place = bisect_left(found, id_, key=_id_of)
        if place < len(found) and found[place].id == id_:
            found[place] = article
    return tuple(found)


def _by_key(known: Mapping[str, Sequence[Article]], edited: Iterable[Article]) -> dict[str, Sequence[Article]]:
    found = dict(known)
    for article in edited:
        if article.key in found:
            found[article.key] = [article if one.id == article.id else one for one in found[article.key]]
    return found


def _by_category(known: Mapping[Any, Sequence[Article]], edited: Iterable[Article]) -> dict[Any, Sequence[Article]]:
    """In reading order anew: weight and title may have changed."""
    found = dict(known)
    for article in edited:
        place = article.language, article.category
        if place in found:
            articles = (article if one.id == article.id else one for one in found[place])
            found[place] = sorted(articles, key=lambda one: (one.reading_place, one.id))
    return found
