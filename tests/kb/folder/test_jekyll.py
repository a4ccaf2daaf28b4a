"""The addresses that Jekyll gave to articles lead to them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.catalog.paths import FilePlace
from kb.folder.jekyll import address
from tests.conftest import Collection

POST = FilePlace("en", "guides/start", "guides", dated=date(2024, 5, 1))
HELP = FilePlace("en", "help/orders/track", "help/orders", collection="help")


@pytest.mark.parametrize(
    ("pattern", "path", "place", "expected"),
    [
        ("/article/:title/", "guides/start.md", POST, "article/start"),
        ("/:year/:month/:day/:title.html", "guides/_posts/2024-05-01-start.md", POST, "2024/05/01/start"),
        ("/:categories/:title:output_ext", "guides/start.md", POST, "guides/start"),
        ("pretty", "guides/start.md", POST, "guides/2024/05/01/start"),
        ("/:collection/:path/", "_help/orders/track.md", HELP, "help/orders/track"),
        ("/:i_month/:short_year/:name", "guides/start.md", POST, "5/24/start"),
        ("/:title/:nonsense", "guides/start.md", POST, None),
        ("/:year/:title", "guides/start.md", HELP, None),
        ("/../:title", "guides/start.md", POST, None),
        ("/", "guides/start.md", POST, None),
        ("/{{ x }}/:title/" + "a" * 400, "guides/start.md", POST, None),
    ],
)
def test_names_in_a_pattern_stand_for_what_the_path_says(
    pattern: str, path: str, place: FilePlace, expected: str | None
) -> None:
    assert address(pattern, path, place, place.dated, ["guides"]) == expected


def old_paths(collection: Collection) -> dict[str, tuple[str, ...]]:
    return {article.key: article.old_paths for article in collection.library().catalog.published}


def test_patterns_of_the_configuration_are_old_addresses(
    collection: Collection, client: FlaskClient, site: Flask
) -> None:
    config = "permalink: /article/:title/\ncollections:\n  help: {output: true, permalink: '/support/:path/'}\n"
    config += "defaults:\n  - scope: {path: legal}\n    values: {permalink: '/terms/:title'}\n"
    collection.write("_config.yml", config)
    collection.write("account/settings.md", "See [orders](/support/orders/track/).", title="Settings")
    collection.write("_help/orders/track.md", title="Track")
    collection.write("legal/privacy.md", title="Privacy")
    site.extensions["kb"].library.refresh()
    assert client.get("/article/settings/").location == "/en/articles/account/settings"
    assert client.get("/support/orders/track/").location == "/en/articles/help/orders/track"
    assert client.get("/terms/privacy").location == "/en/articles/legal/privacy"
    assert '<a href="/en/articles/help/orders/track"' in client.get("/en/articles/account/settings").text


def test_an_address_that_two_would_have_is_nobodys(collection: Collection) -> None:
    collection.write("_config.yml", "permalink: /article/:title/\n")
    collection.write("a/one.md", title="A")
    collection.write("b/one.md", title="B")
    collection.write("b/two.md", title="C", redirect_from="/article/three/")
    collection.write("three.md", title="D")
    found = old_paths(collection)
    assert (found["a/one"], found["b/one"], found["three"]) == ((), (), ())
    assert found["b/two"] == ("article/three", "article/two")


def test_a_pattern_in_front_matter_is_filled_in(collection: Collection) -> None:
    collection.write("faq/pay.md", title="Pay", permalink="/answers/:title/")
    assert old_paths(collection) == {"faq/pay": ("answers/pay",)}


@pytest.mark.parametrize(
    "config", [": [", "- a", "permalink: [a]", "collections: [a]", "defaults: {a: b}", "&a [*a]", "x" * 300_000]
)
def test_a_configuration_that_cannot_be_read_is_none(collection: Collection, config: str) -> None:
    collection.write("_config.yml", config)
    collection.write("a.md", title="A")
    catalog = collection.library().catalog
    assert (len(catalog.published), catalog.problems) == (1, ())
