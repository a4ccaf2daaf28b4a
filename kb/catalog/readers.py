"""What a reader of one language is shown of a collection in several: each article once, in its best version."""

from __future__ import annotations

from functools import lru_cache

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.categories import Category
from kb.catalog.products import Product


def best_for(catalog: Catalog, key: str, language: str, audiences: Audiences) -> Article | None:
    """The version of an article in ``language``, else the collection's own, else any; None where there is none."""
    versions = catalog.translations(key, audiences)
    return versions.get(language) or next(iter(versions.values()), None)


@lru_cache(maxsize=48)
def each_for(catalog: Catalog, language: str, audiences: Audiences) -> tuple[Article, ...]:
    """Every article that ``audiences`` may see, once, in reading order."""
    keys = dict.fromkeys(article.key for article in catalog.visible(None, audiences))
    found = (best_for(catalog, key, language, audiences) for key in keys)
    return tuple(sorted(filter(None, found), key=lambda article: article.reading_place))


@lru_cache(maxsize=48)
def categories_for(catalog: Catalog, language: str, audiences: Audiences) -> tuple[Category, ...]:
    """Every category that has something for a reader of ``language``, be it in another, in reading order."""
    return tuple(catalog.categories_of(language, each_for(catalog, language, audiences)))


def articles_in(catalog: Catalog, path: str, language: str, audiences: Audiences) -> list[Article]:
    """The articles directly in a category, each in its best version, in reading order."""
    return [article for article in each_for(catalog, language, audiences) if article.category == path]


def articles_about(catalog: Catalog, product: Product, language: str, audiences: Audiences) -> list[Article]:
    """The articles about a product, those about every product among them; none where no article names it."""
    found = [article for article in each_for(catalog, language, audiences) if article.is_about(product.id)]
    return found if any(product.id in article.products for article in found) else []


@lru_cache(maxsize=48)
def products_for(catalog: Catalog, language: str, audiences: Audiences) -> tuple[Product, ...]:
    """The products that have an article which ``audiences`` may see, in the order of ``products.yml``."""
    named = {id_ for article in each_for(catalog, language, audiences) for id_ in article.products}
    return tuple(product for product in catalog.products.products if product.id in named)


def product_for(catalog: Catalog, id_: str, language: str, audiences: Audiences) -> Product | None:
    """One of them by its id."""
    return next((product for product in products_for(catalog, language, audiences) if product.id == id_), None)
