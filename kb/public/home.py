"""What the home page shows, part by part, in the order that the brand's file sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kb.brand.brand import HomeSection
from kb.catalog.article import Article
from kb.catalog.catalog import Category, recently_changed
from kb.catalog.products import Product
from kb.catalog.readers import products_for
from kb.site.site import Site

POPULAR = 6
RECENT = 6
FEWEST_POPULAR = 3
"""Fewer articles that somebody has read are no list of what is read most."""
BESIDE = ("popular", "recent")
"""Short lists, which stand beside each other where they follow one another."""


@dataclass(frozen=True)
class HomePart:
    """A part of the page; ``loose`` are the articles without a category, below the topics."""

    kind: str
    articles: list[Article] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    loose: list[Article] = field(default_factory=list)
    products: Sequence[Product] = ()
    title: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to show."""
        return not (self.articles or self.categories or self.loose or self.products)


def home_rows(site: Site, language: str) -> list[list[HomePart]]:
    """The parts that have something to show, those that stand beside each other together."""
    parts = [_part(site, language, section) for section in site.catalog.brand.home]
    rows = groupby((part for part in parts if not part.is_empty), key=lambda part: part.kind in BESIDE)
    found: list[list[HomePart]] = []
    for stand_beside, row in rows:
        found += [list(row)] if stand_beside else [[part] for part in row]
    return found


def _part(site: Site, language: str, section: HomeSection) -> HomePart:
    catalog, audiences = site.catalog, site.audiences()
    if section.kind == "topics":
        tops = [category for category in catalog.category_tree(language, audiences) if not category.parent]
        return HomePart("topics", categories=tops, loose=catalog.in_category(language, "", audiences))
    if section.kind == "products":
        return HomePart("products", products=products_for(catalog, language, audiences))
    visible = catalog.visible(language, audiences)
    if section.kind == "recent":
        return HomePart("recent", recently_changed(visible, RECENT))
    by_key = {article.key: article for article in visible}
    keys = section.keys if section.kind == "articles" else site.views.popular(language, 3 * POPULAR)
    found = [by_key[key] for key in keys if key in by_key]
    if section.kind == "popular":
        return HomePart("popular", found[:POPULAR] if len(found) >= FEWEST_POPULAR else [])
    return HomePart("articles", found, title=section.title.any(language))
