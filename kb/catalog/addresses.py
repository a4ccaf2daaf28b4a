"""Addresses of articles, files, categories and products on the site."""

from __future__ import annotations

from urllib.parse import quote


def article_url(language: str, key: str, anchor: str = "") -> str:
    """The address of an article, relative to the site's root."""
    return f"/{language}/articles/{quote(key)}" + (f"#{quote(anchor)}" if anchor else "")


def file_url(path: str) -> str:
    """The address of a file beside the articles; ``path`` is relative to the articles folder."""
    return f"/files/{quote(path)}"


def category_url(language: str, path: str) -> str:
    """The address of a category, relative to the site's root."""
    return f"/{language}/categories/{quote(path)}"


def product_url(language: str, product: str) -> str:
    """The address of a product's page, relative to the site's root."""
    return f"/{language}/products/{quote(product)}"
