"""Helpers."""

from __future__ import annotations

from kb.catalog.catalog import Catalog


def keys(catalog: Catalog) -> list[str]:
    return [article.key for article in catalog.published]
