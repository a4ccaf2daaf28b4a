"""What pages say to machines about an article: schema.org data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kb.article import Article
from kb.catalog import Category
from kb.links import article_url


def category_url(language: str, path: str) -> str:
    """The address of a category, relative to the site's root."""
    return f"/{language}/categories/{quote(path)}"


def article_data(article: Article, root: str, trail: Sequence[Category], site_name: str) -> list[dict[str, Any]]:
    """The ``TechArticle`` and its ``BreadcrumbList`` (schema.org), with absolute addresses."""
    url = root + article_url(article.language, article.key)
    dates = {
        "datePublished": article.published_on and article.published_on.isoformat(),
        "dateModified": article.changed_on and article.changed_on.isoformat(),
        "lastReviewed": article.last_reviewed_on and article.last_reviewed_on.isoformat(),
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
