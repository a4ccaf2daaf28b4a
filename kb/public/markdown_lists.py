"""The pages that lead to articles, as Markdown: home, a category, a product.

Programs that read with a language model follow their links to articles as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from kb.catalog.addresses import article_url, category_url, product_url
from kb.catalog.article import Article
from kb.catalog.categories import Category
from kb.catalog.products import Product
from kb.catalog.readers import articles_about, articles_in, categories_for, products_for
from kb.site.site import Site

ENDING = ".md"


def home_markdown(site: Site, language: str) -> Response:
    """The categories at the top, articles without one, and products."""
    catalog, audiences, face = site.catalog, site.audiences(), site.face(language)
    top = [one for one in categories_for(catalog, language, audiences) if not one.parent]
    return _page(
        face.site_name,
        "",
        [
            _categories(site, language, top),
            _articles(site, articles_in(catalog, "", language, audiences)),
            _products(site, language, products_for(catalog, language, audiences)),
        ],
    )


def category_markdown(site: Site, language: str, found: Category, below: Iterable[Category]) -> Response:
    """What is below a category and in it."""
    inside = articles_in(site.catalog, found.path, language, site.audiences())
    return _page(found.title, found.description, [_categories(site, language, below), _articles(site, inside)])


def product_markdown(site: Site, language: str, product: Product) -> Response:
    """The articles about a product."""
    articles = articles_about(site.catalog, product, language, site.audiences())
    return _page(product.name.any(language), product.description.own(language) or "", [_articles(site, articles)])


def _page(title: str, description: str, lists: Sequence[str]) -> Response:
    text = "\n\n".join(part for part in (f"# {title}", description, *lists) if part)
    return Response(f"{text}\n", content_type="text/markdown; charset=utf-8")


def _categories(site: Site, language: str, found: Iterable[Category]) -> str:
    return _list(site, ((one.title, category_url(language, one.path), one.description) for one in found))


def _articles(site: Site, found: Iterable[Article]) -> str:
    return _list(site, ((one.title, article_url(one.language, one.key), one.description) for one in found))


def _products(site: Site, language: str, found: Iterable[Product]) -> str:
    told = ((one.name.any(language), product_url(language, one.id), one.description.own(language)) for one in found)
    return _list(site, told)


def _list(site: Site, entries: Iterable[tuple[str, str, str | None]]) -> str:
    root = site.root()
    lines = []
    for title, address, description in entries:
        shown = title.translate({ord(sign): f"\\{sign}" for sign in "\\[]"})
        lines.append(f"- [{shown}]({root}{address}{ENDING})" + (f": {description}" if description else ""))
    return "\n".join(lines)
