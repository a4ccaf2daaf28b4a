"""Helpers."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.kb.conftest import Page, Reader, Visitor

GUIDE = "/en/articles/a/guide"


SECRET = "zanzibar"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def hrefs(page: Page, inside: str = "//body") -> list[str]:
    return [str(href) for href in page.tree.xpath(f"{inside}//a/@href")]


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """A member of the public."""
    return Reader(site)
