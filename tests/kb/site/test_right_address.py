"""An address with a slash too many, or in other letters, leads to the one right address and to no other site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Collection


@pytest.fixture
def reader(collection: Collection, site: Flask) -> Iterator[FlaskClient]:
    collection.write("en/account/reset.md", title="Reset")
    collection.write("en/Orders/CamelCase.md", title="Camel")
    collection.write("en/secret.md", title="Secret", audience="internal")
    collection.write("fa/account/reset.md", title="بازنشانی")
    site.extensions["kb"].library.refresh()
    return site.test_client()


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/en/articles/Account/Reset/", "/en/articles/account/reset"),
        ("/EN/Articles/account/reset", "/en/articles/account/reset"),
        ("/en/articles/account/reset/", "/en/articles/account/reset"),
        ("/en/articles/account/reset/?ui=fa&x=1", "/en/articles/account/reset?ui=fa&x=1"),
        ("/en/articles/orders/camelcase", "/en/articles/Orders/CamelCase"),
        ("/en/articles/Account/Reset.MD", "/en/articles/account/reset.md"),
        ("/en/categories/ACCOUNT/", "/en/categories/account"),
        ("/en/search/?q=a", "/en/search?q=a"),
        ("/En/Search", "/en/search"),
        ("/EN/", "/en/"),
        ("/Login/", "/login"),
        ("/healthz/", "/healthz"),
    ],
)
def test_the_right_one_is_named_once_and_for_all(reader: FlaskClient, asked: str, right: str) -> None:
    answer = reader.get(asked)
    assert (answer.status_code, answer.location) == (301, right)
    assert reader.get(right).status_code in (200, 302)


@pytest.mark.parametrize("asked", ["/login/", "/LOGIN", "/Review", "/review/", "/en/Search/"])
def test_no_article_takes_the_place_of_a_page_by_a_former_address(
    collection: Collection, reader: FlaskClient, asked: str
) -> None:
    collection.write("en/trap.md", title="Trap", aliases=[asked, "/en/articles/account/RESET/old"])
    reader.application.extensions["kb"].library.refresh()
    assert reader.get(asked).location in ("/login", "/review", "/en/search")
    assert reader.get("/en/articles/account/RESET/old").location == "/en/articles/trap"


@pytest.mark.parametrize(
    "asked",
    [
        "/en/articles/nothing/",
        "/en/articles/Secret/",
        "/en/nothing/",
        "/nothing",
        "/go/zzzzzzz/",
        "/files/nothing.png/",
        "/evil.example/",
    ],
)
def test_what_is_not_there_is_not_found(reader: FlaskClient, asked: str) -> None:
    assert reader.get(asked).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example/",
        "//evil.example/en/",
        "/\\evil.example",
        "/en//evil.example",
        "/%2F%2Fevil.example/",
        "//en",
        "///en/search/",
    ],
)
def test_no_address_leads_to_another_site(reader: FlaskClient, asked: str) -> None:
    answer = reader.get("/", environ_overrides={"PATH_INFO": asked, "RAW_URI": asked})
    place = answer.location or "/"
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))


def test_redirects_of_the_router_name_no_host(reader: FlaskClient) -> None:
    assert reader.get("/en").location == "/en/"
    assert reader.get("/en//articles//account/reset").location == "/en/articles/account/reset"
