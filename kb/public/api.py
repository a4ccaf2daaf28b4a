"""The articles as JSON, and the page that describes every JSON address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from kb.api.cursors import ListOrder, answer_page
from kb.api.description import describe
from kb.catalog.addresses import article_url, category_url, product_url
from kb.catalog.article import Article, ArticleKind
from kb.catalog.readers import articles_about, products_for
from kb.public.json_paths import MAX_LIMIT
from kb.public.product_pages import product_picture
from kb.site.error_responses import error_response
from kb.site.site import Site
from kb.web.below_path import pages_below
from kb.web.routes import Routes


@dataclass(frozen=True)
class ArticlesRoom:
    """What the JSON addresses work with; ``paths`` describes all that there are."""

    site: Site
    paths: dict[str, Any]


def create_blueprint(site: Site, paths: dict[str, Any]) -> Blueprint:
    """``/api/v1/articles`` and the OpenAPI document, which describes ``paths``."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    routes = Routes(api, ArticlesRoom(site, paths))
    routes.get("/articles", "articles", list_articles)
    routes.get("/articles/<path:key>", "article", send_article)
    routes.get("/categories", "categories", list_categories)
    routes.get("/products", "products", list_products)
    routes.get("/openapi.json", "openapi", describe_addresses)
    return api


def list_articles(room: ArticlesRoom) -> Response:
    """The articles that who asks may see, a page of them."""
    language = request.args.get("lang")
    found = room.site.catalog.visible(language or None, room.site.audiences())
    if category := request.args.get("category"):
        found = [a for a in found if a.is_in(category)]
    if product := request.args.get("product"):
        found = [a for a in found if a.is_about(product)]
    return answer_page(room.site, ListOrder(found, lambda article: article.id, MAX_LIMIT, MAX_LIMIT), _articles_json)


def send_article(room: ArticlesRoom, key: str) -> Response:
    """One article whole, in the language asked for or its original."""
    site = room.site
    catalog, audiences = site.catalog, site.audiences()
    versions = catalog.translations(key, audiences)
    language = request.args.get("lang") or next(iter(versions), "")
    found = versions.get(language)
    if found is None:
        if not versions:
            return error_response(404, "Not Found", f"there is no article {key!r}")
        others = ", ".join(versions)
        return error_response(
            404, "Not Found", f"there is no article {key!r} in {language!r}; languages it has: {others}"
        )
    rendered = site.rendered(found)
    sections = [{"heading": s.heading, "anchor": s.anchor, "level": s.level} for s in rendered.contents]
    more = {
        "html": pages_below(rendered.html, site.settings.path),
        "markdown": site.markdown(found),
        "sections": sections,
        "languages": list(versions),
    }
    return jsonify({**article_json(found), **more})


def list_categories(room: ArticlesRoom) -> Response:
    """The categories that who asks may read something in, as the language asked for calls them."""
    language = _language(room.site)
    found = [
        {
            "path": category.path,
            "title": category.title,
            "description": category.description,
            "parent": category.parent or None,
            "url": category_url(language, category.path),
            "articles": category.count,
        }
        for category in room.site.catalog.category_tree(language, room.site.audiences())
    ]
    return jsonify(total=len(found), results=found)


def list_products(room: ArticlesRoom) -> Response:
    """The products that who asks may read of, as the language asked for calls them."""
    site = room.site
    catalog, audiences, language = site.catalog, site.audiences(), _language(site)
    found = [
        {
            "id": product.id,
            "name": product.name.any(language),
            "description": product.description.own(language),
            "codes": list(product.codes),
            "url": product_url(language, product.id),
            "picture": product_picture(product, "light") or None,
            "articles": len(articles_about(catalog, product, language, audiences)),
        }
        for product in products_for(catalog, language, audiences)
    ]
    return jsonify(total=len(found), results=found)


def describe_addresses(room: ArticlesRoom) -> Response:
    """Every JSON address of the site (OpenAPI 3.1)."""
    return jsonify(describe(room.site, room.paths))


def _language(site: Site) -> str:
    asked = request.args.get("lang", "")
    return asked if asked in site.languages() else site.catalog.default_language


def _articles_json(page: Sequence[Article]) -> list[dict[str, Any]]:
    return [article_json(article) for article in page]


def article_json(article: Article) -> dict[str, Any]:
    """What lists say of an article."""
    days = ("published_on", "updated_on", "last_reviewed_on")
    return {
        "key": article.key,
        "language": article.language,
        "title": article.title,
        "description": article.description,
        "url": article_url(article.language, article.key),
        "category": article.category,
        "tags": list(article.tags),
        "products": list(article.products),
        "phase": str(article.phase) if article.phase else None,
        "kind": str(article.kind or ArticleKind.ARTICLE),
        "audience": str(article.audience),
        **{name: day.isoformat() if (day := getattr(article, name)) else None for name in days},
    }
