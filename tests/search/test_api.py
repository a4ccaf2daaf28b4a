"""``/api/v1/search``: the contract of its answers, and what is recorded of them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.results.results import MAX_LIMIT
from tests.search.answer_keys import ANSWER_KEYS, HIT_KEYS
from tests.search.conftest import ask_api, eventually


def test_the_answer_of_the_api_has_the_keys_of_the_contract(reader: FlaskClient) -> None:
    response = ask_api(reader, "password")
    assert response.content_type.startswith("application/json")
    assert list(response.json) == ANSWER_KEYS
    assert list(response.json["results"][0]) == HIT_KEYS


def test_the_api_writes_every_script_as_it_is(reader: FlaskClient) -> None:
    assert "گذرواژه" in ask_api(reader, "گذرواژه").text


def test_the_api_filters_and_pages(reader: FlaskClient) -> None:
    assert [h["language"] for h in ask_api(reader, "گذرواژه", **{"in": "fa"}).json["results"]] == ["fa"]
    whole = [h["url"] for h in ask_api(reader, "-zebra", limit=50).json["results"]]
    parts = [
        h["url"]
        for at in range(0, len(whole), 2)
        for h in ask_api(reader, "-zebra", limit=2, offset=at).json["results"]
    ]
    assert parts == whole
    assert {h["key"] for h in ask_api(reader, "money", tag="money").json["results"]} == {"orders/refund"}
    orders = {h["category"] for h in ask_api(reader, "money", category="orders").json["results"]}
    assert orders == {"orders"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", str(MAX_LIMIT + 1)),
        ("limit", "-1"),
        ("limit", "many"),
        ("limit", "1e1"),
        ("limit", "１"),
        ("limit", "9" * 40),
        ("offset", "-1"),
        ("offset", "x"),
        ("q", "p" * 501),
    ],
)
def test_what_the_api_cannot_answer_is_problem_details(reader: FlaskClient, name: str, value: str) -> None:
    response = reader.get("/api/v1/search", query_string={"q": "password", name: value})
    assert response.status_code == 400
    assert response.content_type.startswith("application/problem+json")
    body = response.json
    assert (body["status"], body["title"], body["type"]) == (400, "Bad Request", "about:blank")
    assert ("500" if name == "q" else name) in body["detail"]


def test_an_instant_answer_completes_the_last_word(reader: FlaskClient) -> None:
    answer = ask_api(reader, "descale the kett", mode="instant", lang="en").json
    assert answer["results"][0]["key"] == "products/kettle/descale"
    assert ask_api(reader, "pasword", mode="instant", lang="en").json["searched_for"] is None


def test_what_is_typed_is_recorded_once_its_answer_is_complete(reader: FlaskClient) -> None:
    def typed() -> TestResponse:
        return ask_api(reader, "descale a kettle nobody asked for", mode="instant", lang="en")

    first = typed()
    assert not first.json["complete"]
    assert "Search-Id" not in first.headers
    assert eventually(lambda: typed().json["complete"])
    named = typed().headers["Search-Id"]
    assert named == ask_api(reader, "descale a kettle nobody asked for", lang="en").headers["Search-Id"]


def test_a_search_that_is_not_recorded_has_no_name(reader: FlaskClient) -> None:
    for mode in ("", "instant"):
        answer = reader.get(f"/api/v1/search?q=password&mode={mode}", headers={"Sec-GPC": "1"})
        assert answer.json["results"]
        assert "Search-Id" not in answer.headers


def test_sections_come_beneath_their_article_where_they_are_asked_for(reader: FlaskClient) -> None:
    (best, *_) = ask_api(reader, "password link", lang="en", sections="1").json["results"]
    assert best["marked_title"] == "Reset a forgotten <mark>password</mark>"
    assert [section["anchor"] for section in [best["section"], *best["sections"]]] == ["the-link-expired", ""]
    (beneath,) = best["sections"]
    assert beneath["url"] == "/en/articles/account/password"
    assert list(beneath) == ["heading", "anchor", "url", "snippet"]
    assert list(ask_api(reader, "password link", lang="en").json["results"][0]) == HIT_KEYS


def test_an_answer_tells_the_time_of_each_stage(reader: FlaskClient) -> None:
    told = ask_api(reader, "a question of its own").headers["Server-Timing"]
    assert re.fullmatch(r"(\w+;dur=\d+\.\d\d, )+total;dur=\d+\.\d\d", told)


def test_the_api_is_described(reader: FlaskClient) -> None:
    described = reader.get("/api/v1/openapi.json").json["paths"]["/api/v1/search"]["get"]
    names = {parameter["name"] for parameter in described["parameters"]}
    narrowing = {"in", "category", "product", "tag"}
    assert names == narrowing | {"q", "lang", "ql", "exact", "mode", "again", "sections", "limit", "offset"}
    assert "`again=1`" in described["responses"]["200"]["description"]
