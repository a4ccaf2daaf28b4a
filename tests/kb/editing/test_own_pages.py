"""Which addresses are pages of this site."""

from __future__ import annotations

import pytest
from flask import Flask

from kb.editing.own_pages import is_own_page
from tests.conftest import Collection
from tests.kb.editing.conftest import found


@pytest.mark.parametrize(
    "href", ["/article/account/", "/shop", "/zz/articles/x", "/en/categories/none", "/files/none.png"]
)
def test_a_path_where_this_site_has_nothing_is_a_warning(collection: Collection, href: str) -> None:
    collection.write("a.md", f"[x]({href})", title="A")
    (problem,) = found(collection)
    assert (problem.severity, problem.code, problem.value) == ("warning", "unknown_page", href)


@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/en/",
        "/en/search?q=x",
        "/desk",
        "/feed.xml",
        "/go/abc",
        "/en/categories/b",
        "/files/b/x.png",
        "/api/v1/search",
    ],
)
def test_pages_of_ours_are_there(collection: Collection, href: str) -> None:
    collection.write("a.md", f"[x]({href})", title="A")
    collection.write("b/c.md", title="C")
    collection.write("b/x.png", b"png")
    assert found(collection) == []


def test_every_address_of_the_app_is_one_of_ours(collection: Collection, site: Flask) -> None:
    collection.write("b/c.md", title="C")
    collection.write("b/x.png", b"png")
    catalog = site.extensions["kb"].library.refresh()
    filled = {"<language:language>": "en", "<path:path>": "b", "/files/b": "/files/b/x.png"}
    for rule in site.url_map.iter_rules():
        path = rule.rule
        for written, value in filled.items():
            path = path.replace(written, value)
        if "/articles/" not in path:
            assert is_own_page(path, catalog), rule.rule
