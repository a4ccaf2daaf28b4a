"""``/api/v1``: articles as JSON, and the document that describes every address."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor, assert_problem

PATIENCE = 120


@pytest.fixture
def centre(collection: Collection, visitor: Visitor) -> Visitor:
    """Five articles in two languages and three categories."""
    collection.write(
        "en/account/reset.md",
        "Intro.\n\n## First step {#one}\n\nDo *it*.",
        title="Reset",
        description="How to reset",
        tags="[password, help]",
        published_on="2026-01-02",
        last_reviewed_on="2026-03-04",
    )
    collection.write("en/account/security/keys.md", title="Keys")
    collection.write("en/accounting/invoice.md", title="Invoice")
    collection.write("fa/account/reset.md", "متن", title="بازنشانی")
    collection.write("fa/delivery/where.md", title="کجا")
    return visitor


def listed(page: Page) -> list[tuple[str, str]]:
    assert page.status == 200
    return [(article["language"], article["key"]) for article in page.json["results"]]


def whole(centre: Visitor, address: str) -> Any:
    """An article once it is rendered: on a busy machine its plain text is sent first."""
    deadline = time.monotonic() + PATIENCE
    while "plain-text" in (article := centre.open(address).json)["html"] and time.monotonic() < deadline:
        pass
    return article


# Lists


def test_all_articles_are_listed_with_what_lists_need(centre: Visitor) -> None:
    page = centre.open("/api/v1/articles")
    assert page.response.mimetype == "application/json"
    assert page.json["total"] == 5
    assert page.json["results"][0] == {
        "key": "account/reset",
        "language": "en",
        "title": "Reset",
        "description": "How to reset",
        "url": "/en/articles/account/reset",
        "category": "account",
        "tags": ["password", "help"],
        "products": [],
        "phase": None,
        "kind": "article",
        "audience": "public",
        "published_on": "2026-01-02",
        "updated_on": None,
        "last_reviewed_on": "2026-03-04",
    }
    assert "بازنشانی" in page.text, "letters are not escaped"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lang=fa", [("fa", "account/reset"), ("fa", "delivery/where")]),
        ("lang=ja", []),
        ("category=account", [("en", "account/reset"), ("en", "account/security/keys"), ("fa", "account/reset")]),
        ("category=account/security", [("en", "account/security/keys")]),
        ("category=acc", []),
        ("lang=fa&category=account", [("fa", "account/reset")]),
        ("lang=&category=&limit=&offset=4", [("fa", "delivery/where")]),
    ],
)
def test_lists_are_narrowed_by_language_and_category(centre: Visitor, query: str, found: list[tuple[str, str]]) -> None:
    assert listed(centre.open(f"/api/v1/articles?{query}")) == found


def test_pages_of_a_list_follow_each_other_and_keep_the_total(centre: Visitor) -> None:
    pages = [centre.open(f"/api/v1/articles?limit=2&offset={offset}") for offset in (0, 2, 4, 6)]
    assert [len(listed(page)) for page in pages] == [2, 2, 1, 0]
    assert sum((listed(page) for page in pages), []) == listed(centre.open("/api/v1/articles"))
    assert {page.json["total"] for page in pages} == {5}


@pytest.mark.parametrize("value", ["0", "101", "-1", "1.5", "ten", "٣", "99999999999999999999", "1e2", "%00", "<b>"])
def test_a_limit_that_is_no_limit_is_refused_by_name_value_and_expectation(centre: Visitor, value: str) -> None:
    detail = assert_problem(centre.open(f"/api/v1/articles?limit={value}"), 400)
    assert detail.startswith("limit=")
    assert detail.endswith("is not a number from 1 to 100")


def test_an_offset_that_is_none_is_refused(centre: Visitor) -> None:
    assert "offset='-3'" in assert_problem(centre.open("/api/v1/articles?offset=-3"), 400)
    assert listed(centre.open("/api/v1/articles?offset=10000")) == []
    assert "offset" in assert_problem(centre.open("/api/v1/articles?offset=10001"), 400)


# One article


def test_one_article_comes_with_its_text_sections_and_languages(centre: Visitor) -> None:
    article = whole(centre, "/api/v1/articles/account/reset")
    assert (article["language"], article["title"], article["languages"]) == ("en", "Reset", ["en", "fa"])
    assert article["markdown"].strip() == "Intro.\n\n## First step {#one}\n\nDo *it*."
    assert '<h2 id="one">First step</h2>' in article["html"]
    assert "<em>it</em>" in article["html"]
    assert article["sections"] == [{"heading": "First step", "anchor": "one", "level": 2}]


def test_one_article_can_be_asked_for_in_a_language(centre: Visitor) -> None:
    article = centre.open("/api/v1/articles/account/reset?lang=fa").json
    assert (article["language"], article["title"], article["url"]) == ("fa", "بازنشانی", "/fa/articles/account/reset")


def test_without_a_language_the_first_that_has_it_answers(centre: Visitor) -> None:
    assert centre.open("/api/v1/articles/delivery/where").json["language"] == "fa"


def test_the_address_a_list_gives_opens(centre: Visitor) -> None:
    for article in centre.open("/api/v1/articles").json["results"]:
        assert centre.open(article["url"]).status == 200
        found = centre.open(f"/api/v1/articles/{article['key']}?lang={article['language']}").json
        assert found["url"] == article["url"]


def test_a_language_it_lacks_is_answered_with_those_it_has(centre: Visitor) -> None:
    detail = assert_problem(centre.open("/api/v1/articles/account/reset?lang=ru"), 404)
    assert "'account/reset' in 'ru'" in detail
    assert detail.endswith("languages it has: en, fa")


def test_an_article_nobody_has_is_named_in_the_answer(centre: Visitor) -> None:
    detail = assert_problem(centre.open("/api/v1/articles/no/such"), 404)
    assert "there is no article 'no/such'" in detail
    assert "en" not in detail.split("'no/such'")[1]


def test_html_of_an_article_is_sanitised_in_the_api_too(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", "<img src=x onerror=alert(1)><script>alert(1)</script>", title="B")
    html = visitor.open("/api/v1/articles/a/b").json["html"]
    assert "script" not in html
    assert "onerror" not in html


# Categories and products


def test_categories_are_listed_with_their_parents_as_a_language_calls_them(
    centre: Visitor, collection: Collection
) -> None:
    collection.write("fa/account/_index.md", "", title="حساب")
    page = centre.open("/api/v1/categories?lang=fa")
    assert page.json["results"][0] == {
        "path": "account",
        "title": "حساب",
        "description": "",
        "parent": None,
        "url": "/fa/categories/account",
        "articles": 1,
    }
    assert page.json["total"] == 2
    places = {one["path"]: one["parent"] for one in centre.open("/api/v1/categories").json["results"]}
    assert places == {"account": None, "account/security": "account", "accounting": None}


def test_a_category_of_which_nothing_may_be_read_is_not_listed(centre: Visitor, collection: Collection) -> None:
    collection.write("en/secret/plan.md", title="Plan", audience="internal")
    assert "secret" not in {one["path"] for one in centre.open("/api/v1/categories").json["results"]}


# OpenAPI


@pytest.fixture
def described(visitor: Visitor) -> dict[str, Any]:
    page = visitor.open("/api/v1/openapi.json")
    assert page.status == 200
    document: dict[str, Any] = page.json
    return document


def test_the_description_has_the_shape_of_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(described["info"])
    for path, methods in described["paths"].items():
        assert path.startswith("/api/v1/")
        assert methods
        for method, operation in methods.items():
            assert method in {"get", "post", "put", "patch", "delete"}
            assert operation["summary"]
            assert {"200", "201", "204"} & set(operation["responses"])
            assert all(answer["description"] for answer in operation["responses"].values())
            parameters = operation.get("parameters", [])
            assert all({"name", "in", "schema", "description"} <= set(parameter) for parameter in parameters)
            assert len({(p["name"], p["in"]) for p in parameters}) == len(parameters)
            in_path = {p["name"] for p in parameters if p["in"] == "path" and p["required"]}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))


def test_the_description_names_every_address_that_exists_and_no_other(site: Flask, described: dict[str, Any]) -> None:
    callers = [caller for feature in site.extensions["kb"].features for caller in feature.callers]
    # Spoken as other systems have it, and below the first of each also what they send there by themselves.
    theirs = tuple(address.rpartition("/")[0] for caller in callers for address in caller.addresses)
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in site.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api.openapi" and not rule.rule.startswith(theirs)
    }
    assert routes == {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert ("/api/v1/articles/{key}", "get") in routes


def test_every_described_parameter_of_a_list_is_read(centre: Visitor, described: dict[str, Any]) -> None:
    everything = centre.open("/api/v1/articles").json["results"]
    cursor = centre.open("/api/v1/articles?limit=2").json["cursor"]
    values = {"lang": "fa", "category": "delivery", "product": "kettle", "limit": "1", "offset": "2", "cursor": cursor}
    names = [parameter["name"] for parameter in described["paths"]["/api/v1/articles"]["get"]["parameters"]]
    assert sorted(names) == sorted(values)
    for name in names:
        assert centre.open(f"/api/v1/articles?{name}={values[name]}").json["results"] != everything
