"""The articles, categories and products as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kb.catalog.article import ArticleKind
from kb.site.openapi import (
    cursor_parameter,
    json_response,
    known_as,
    listed_response,
    may_use,
    page_parameters,
    parameter,
    problem_response,
)

MAX_LIMIT = 100
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
_CATEGORY = {
    "path": "string",
    "title": "string",
    "description": "string",
    "parent": "string?",
    "url": "string",
    "articles": "integer",
}
_LIST_EXAMPLE: dict[str, Any] = {
    "key": "account/reset-a-forgotten-password",
    "language": "en",
    "title": "Reset a forgotten password",
    "description": "Request a reset link, find it when it does not arrive, and sign in again.",
    "url": "/en/articles/account/reset-a-forgotten-password",
    "category": "account",
    "tags": ["account", "sign-in", "security"],
    "products": [],
    "phase": None,
    "kind": "article",
    "audience": "public",
    "published_on": "2025-03-25",
    "updated_on": "2026-10-12",
    "last_reviewed_on": "2026-10-12",
}
_WHOLE_EXAMPLE = {
    **_LIST_EXAMPLE,
    "html": "<p>You can set a new password yourself in about two minutes. …</p>",
    "markdown": "You can set a new password yourself in about two minutes. …",
    "sections": [{"heading": "Reset the password with a link", "anchor": "reset-the-password-with-a-link", "level": 2}],
    "languages": ["en", "ar", "fa", "ru"],
}
_PRODUCT_EXAMPLE = {
    "id": "kettle",
    "name": "Kettle",
    "description": "An electric kettle",
    "codes": ["KT-100"],
    "url": "/en/products/kettle",
    "picture": None,
    "articles": 8,
}
_CATEGORY_EXAMPLE = {
    "path": "products/kettle",
    "title": "Kettle",
    "description": "Use, cleaning and faults",
    "parent": "products",
    "url": "/en/categories/products/kettle",
    "articles": 5,
}
_CURSOR_EXAMPLE = "WyI4M2M3Il0.cG9zdC1pdA"
PATHS: dict[str, Any] = {
    "/api/v1/articles": {
        "get": {
            **known_as("list_articles", "Articles"),
            "summary": "List the articles",
            "security": may_use("search"),
            "parameters": [
                parameter("lang", "Only this language", example="en"),
                parameter("category", "Only this category and those below it"),
                parameter("product", "Only what is about this product or about every one, by its id"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    "The articles, by language and key",
                    _SHAPE,
                    example={
                        "total": 412,
                        "cursor": _CURSOR_EXAMPLE,
                        "next": f"/api/v1/articles?lang=en&limit=1&cursor={_CURSOR_EXAMPLE}",
                        "results": [_LIST_EXAMPLE],
                    },
                ),
                "400": _PROBLEM,
            },
        }
    },
    "/api/v1/articles/{key}": {
        "get": {
            **known_as("read_article", "Articles"),
            "summary": "Read one article",
            "security": may_use("search"),
            "parameters": [
                parameter("key", "The article's key", place="path", required=True, example="account/create-an-account"),
                parameter("lang", "The language; without it the original", example="en"),
            ],
            "responses": {"200": json_response("The article", _WHOLE, example=_WHOLE_EXAMPLE), "404": _PROBLEM},
        }
    },
    "/api/v1/categories": {
        "get": {
            **known_as("list_categories", "Articles"),
            "summary": "List the categories, in reading order, parents first",
            "security": may_use("search"),
            "parameters": [
                parameter("lang", "The language of titles and articles; without it the collection's", example="en")
            ],
            "responses": {
                "200": json_response(
                    "The categories that there is something to read in",
                    {"total": "integer", "results": [_CATEGORY]},
                    example={"total": 1, "results": [_CATEGORY_EXAMPLE]},
                )
            },
        }
    },
    "/api/v1/products": {
        "get": {
            **known_as("list_products", "Articles"),
            "summary": "List the products of products.yml that articles are about",
            "security": may_use("search"),
            "parameters": [
                parameter("lang", "The language of their names and pages; without it the collection's", example="en")
            ],
            "responses": {
                "200": json_response(
                    "The products",
                    {"total": "integer", "results": [_PRODUCT]},
                    example={"total": 1, "results": [_PRODUCT_EXAMPLE]},
                )
            },
        }
    },
}
