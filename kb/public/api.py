"""The articles as JSON, and the page that describes every JSON address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from kb.catalog.addresses import article_url, product_url
from kb.catalog.article import Article, ArticleKind
from kb.catalog.readers import articles_about, products_for
from kb.core.paging import read_page
from kb.public.product_pages import product_picture
from kb.site.error_responses import error_response
from kb.site.openapi import json_response, page_parameters, parameter, problem_response
from kb.site.site import Site
from kb.web.below_path import pages_below
from kb.web.routes import Routes

MAX_LIMIT = 100


@dataclass(frozen=True)
class ArticlesRoom:
    """What the JSON addresses work with; ``paths`` describes those of other parts."""

    site: Site
    paths: dict[str, Any]


def create_blueprint(site: Site, paths: dict[str, Any]) -> Blueprint:
    """``/api/v1/articles`` and the OpenAPI document, which describes ``paths`` of other parts as well."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    routes = Routes(api, ArticlesRoom(site, paths))
    routes.get("/articles", "articles", list_articles)
    routes.get("/articles/<path:key>", "article", send_article)
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
    try:
        limit, offset = read_page(request.args.get("limit"), request.args.get("offset"), MAX_LIMIT, MAX_LIMIT)
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    page = found[offset : offset + limit]
    return jsonify(total=len(found), results=[article_json(article) for article in page])


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
        "markdown": found.body,
        "sections": sections,
        "languages": list(versions),
    }
    return jsonify({**article_json(found), **more})


def list_products(room: ArticlesRoom) -> Response:
    """The products that who asks may read of, as the language asked for calls them."""
    site = room.site
    catalog, audiences = site.catalog, site.audiences()
    language = request.args.get("lang", "")
    language = language if language in site.languages() else catalog.default_language
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
    site = room.site
    title = site.face(site.catalog.default_language).site_name
    info = {"title": title, "version": "1", "description": "Search and read the help articles."}
    return jsonify(openapi="3.1.0", info=info, servers=[{"url": site.root()}], paths={**_PATHS, **room.paths})


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


_PROBLEM = problem_response()
_SHAPE = {
    "key": "string",
    "language": "string",
    "title": "string",
    "description": "string",
    "url": "string",
    "category": "string",
    "tags": ["string"],
    "products": ["string"],
    "phase": "string?",
    "kind": tuple(map(str, ArticleKind)),
    "audience": "string",
    "published_on": "string?",
    "updated_on": "string?",
    "last_reviewed_on": "string?",
}
_WHOLE = {
    **_SHAPE,
    "html": "string",
    "markdown": "string",
    "sections": [{"heading": "string", "anchor": "string", "level": "integer"}],
    "languages": ["string"],
}
_PRODUCT = {
    "id": "string",
    "name": "string",
    "description": "string",
    "codes": ["string"],
    "url": "string",
    "picture": "string?",
    "articles": "integer",
}
_PATHS: dict[str, Any] = {
    "/api/v1/articles": {
        "get": {
            "summary": "List the articles",
            "parameters": [
                parameter("lang", "Only this language"),
                parameter("category", "Only this category and those below it"),
                parameter("product", "Only what is about this product or about every one, by its id"),
                *page_parameters(MAX_LIMIT),
            ],
            "responses": {
                "200": json_response("The articles", {"total": "integer", "results": [_SHAPE]}),
                "400": _PROBLEM,
            },
        }
    },
    "/api/v1/products": {
        "get": {
            "summary": "List the products of products.yml that articles are about",
            "parameters": [parameter("lang", "The language of their names and pages; without it the collection's")],
            "responses": {"200": json_response("The products", {"total": "integer", "results": [_PRODUCT]})},
        }
    },
    "/api/v1/articles/{key}": {
        "get": {
            "summary": "Read one article",
            "parameters": [
                parameter("key", "The article's key", place="path", required=True, example="account/create-an-account"),
                parameter("lang", "The language; without it the original"),
            ],
            "responses": {"200": json_response("The article", _WHOLE), "404": _PROBLEM},
        }
    },
}
