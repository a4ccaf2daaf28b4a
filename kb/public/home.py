"""What the home page shows, part by part, in the order that the brand's file sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from kb.brand.brand import HomeSection
from kb.catalog.article import Article
from kb.catalog.catalog import recently_changed
from kb.catalog.categories import Category
from kb.catalog.products import Product
from kb.catalog.readers import products_for
from kb.site.site import Site

POPULAR = 6
RECENT = 6
FEWEST_POPULAR = 3
"""Fewer articles that somebody has read are no list of what is read most."""
QUESTIONS = 6
"""So many questions stand below the search, so that they are on the first screen of a phone."""
NEW_DAYS = 30
FEWEST_NEW = 2
"""What changed longer ago, or alone, is no news."""
BESIDE = ("popular", "recent")
"""Short lists, which stand beside each other where they follow one another."""
ASKED = ("articles", "popular")


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


def home_parts(site: Site, language: str, today: date) -> tuple[HomePart | None, list[list[HomePart]]]:
    """The questions that stand below the search, where there are some, and the parts below that have something to show:
    those that stand beside each other together.
    """
    parts = [_part(site, language, section, today) for section in site.catalog.brand.home]
    shown = [part for part in parts if not part.is_empty]
    questions = next((part for part in shown if part.kind in ASKED and len(part.articles) <= QUESTIONS), None)
    rows = groupby((part for part in shown if part is not questions), key=lambda part: part.kind in BESIDE)
    found: list[list[HomePart]] = []
    for stand_beside, row in rows:
        found += [list(row)] if stand_beside else [[part] for part in row]
    return questions, found


def _news(articles: Iterable[Article], today: date) -> list[Article]:
    """What changed lately; nothing where that is hardly anything."""
    since = today - timedelta(days=NEW_DAYS)
    found = [one for one in recently_changed(articles, RECENT) if one.changed_on and since <= one.changed_on <= today]
    return found if len(found) >= FEWEST_NEW else []


def _part(site: Site, language: str, section: HomeSection, today: date) -> HomePart:
    catalog, audiences = site.catalog, site.audiences()
    if section.kind == "topics":
        tops = [category for category in catalog.category_tree(language, audiences) if not category.parent]
        return HomePart("topics", categories=tops, loose=catalog.in_category(language, "", audiences))
    if section.kind == "products":
        return HomePart("products", products=products_for(catalog, language, audiences))
    visible = catalog.visible(language, audiences)
    if section.kind == "recent":
        return HomePart("recent", _news(visible, today))
    by_key = {article.key: article for article in visible}
    keys = section.keys if section.kind == "articles" else site.views.popular(language, 3 * POPULAR)
    found = [by_key[key] for key in keys if key in by_key]
    if section.kind == "popular":
        return HomePart("popular", found[:POPULAR] if len(found) >= FEWEST_POPULAR else [])
    return HomePart("articles", found, title=section.title.any(language))
