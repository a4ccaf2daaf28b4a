"""What pages say about an article beside its text: its dates, and schema.org data for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.catalog.addresses import article_url, category_url
from kb.catalog.article import Article
from kb.catalog.categories import Category
from kb.catalog.shown_days import Days

MOST_BESIDE = 10
"""So many articles of a category stand beside one of them."""


def neighbours(article: Article, siblings: Sequence[Article]) -> tuple[Article | None, Article | None]:
    """The articles before and after ``article`` in its category, whose articles ``siblings``, in whatever language, are
    in reading order.
    """
    keys = [sibling.key for sibling in siblings]
    if article.key not in keys:  # another reader of the folder may have taken it away a moment ago
        return None, None
    place = keys.index(article.key)
    return siblings[place - 1] if place else None, siblings[place + 1] if place + 1 < len(keys) else None


def around(article: Article, siblings: Sequence[Article]) -> Sequence[Article]:
    """At most ``MOST_BESIDE`` of the articles of its category, ``article`` among them; none where it is alone."""
    keys = [sibling.key for sibling in siblings]
    if len(keys) < 2 or article.key not in keys:
        return []
    first = min(max(keys.index(article.key) - MOST_BESIDE // 2, 0), max(len(keys) - MOST_BESIDE, 0))
    return siblings[first : first + MOST_BESIDE]


def article_data(
    article: Article, days: Days, root: str, trail: Sequence[Category], site_name: str
) -> list[dict[str, Any]]:
    """The ``TechArticle`` and its ``BreadcrumbList`` (schema.org), with absolute addresses."""
    url = root + article_url(article.language, article.key)
    dates = {
        "datePublished": days.published_on and days.published_on.isoformat(),
        "dateModified": days.changed_on and days.changed_on.isoformat(),
        "lastReviewed": days.reviewed_on and days.reviewed_on.isoformat(),
    }
    main = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": article.title,
        "description": article.description,
        "inLanguage": article.language,
        "url": url,
        "mainEntityOfPage": url,
        "publisher": {"@type": "Organization", "name": site_name},
        **{name: value for name, value in dates.items() if value},
    }
    if article.tags:
        main["keywords"] = list(article.tags)
    steps = [(category.title, root + category_url(article.language, category.path)) for category in trail]
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate([*steps, (article.title, url)], start=1)
        ],
    }
    return [main, crumbs]
