"""The addresses that articles and categories had once."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from kb.catalog.addresses import article_url, category_url
from kb.catalog.catalog import Catalog


def old_addresses(catalog: Catalog) -> Iterator[str]:
    """Each that may lead somewhere by now, in the collection's own form and in that of another system's help centre."""
    found: dict[str, None] = {}
    for article in catalog.articles.values():
        olds = article.old_paths if article.is_published else (*article.old_paths, article.key)
        if not (article.is_published or article.moved_to):
            continue
        for old in olds:
            bare = old.removeprefix(f"{article.language}/")
            found[article_url(article.language, bare)] = None
            if old in article.old_paths:
                found[f"/{quote(old)}"] = None
                found[f"/{quote(old)}.html"] = None
    for id_, info in catalog.categories.items():
        for old in info.old_paths:
            found[category_url(id_.language, old)] = None
    yield from found
