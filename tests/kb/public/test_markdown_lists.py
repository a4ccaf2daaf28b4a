"""The pages that lead to articles, as Markdown."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Collection


@pytest.fixture
def reader(collection: Collection, client: FlaskClient) -> FlaskClient:
    collection.write("en/account/_index.md", "", title="Your account", description="Sign in and out")
    collection.write("en/account/reset.md", "Press Reset.", title="Reset [it]", description="How to")
    collection.write("en/account/security/keys.md", "Keep them.", title="Keys", product="kettle")
    collection.write("en/loose.md", "Alone.", title="Loose")
    products = "kettle:\n  name: The kettle\n  description: Boils\n"
    (collection.root / "products.yml").write_text(products, "utf-8")
    client.application.extensions["kb"].library.refresh()
    return client


def test_each_list_leads_to_articles_as_markdown_and_all_of_it_opens(reader: FlaskClient) -> None:
    seen, waiting = {}, ["/en/index.md"]
    while waiting:
        path = waiting.pop()
        response = reader.get(path)
        assert (response.status_code, response.mimetype) == (200, "text/markdown"), path
        seen[path] = response.text
        found = re.findall(r"\]\(http://localhost(/[^)]+)\)", response.text)
        waiting += [one for one in found if one not in seen and one not in waiting]
    assert sorted(seen) == [
        "/en/articles/account/reset.md",
        "/en/articles/account/security/keys.md",
        "/en/articles/loose.md",
        "/en/categories/account.md",
        "/en/categories/account/security.md",
        "/en/index.md",
        "/en/products/kettle.md",
    ]
    assert seen["/en/categories/account.md"].startswith("# Your account\n\nSign in and out\n\n- [Security](")
    assert (
        "- [Reset \\[it\\]](http://localhost/en/articles/account/reset.md): How to" in seen["/en/categories/account.md"]
    )
    assert seen["/en/products/kettle.md"].startswith("# The kettle\n\nBoils\n\n- [Keys](")


@pytest.mark.parametrize("path", ["/en/categories/none.md", "/en/products/none.md", "/en/articles/none.md"])
def test_what_is_not_there_is_not_there_as_markdown_either(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404
