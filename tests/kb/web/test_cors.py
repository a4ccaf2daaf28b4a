"""Which pages of other sites may read an answer, and that they never read it as somebody signed in."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient

from kb.web.cors import share

SHOP, STRANGER = "https://shop.example.com", "https://stranger.example"


@pytest.fixture
def browser() -> FlaskClient:
    """Two addresses behind a guard that lets nobody without a token through; only the first is shared."""
    app, pages = Flask(__name__), Blueprint("pages", __name__)
    share(pages, (SHOP,), "shared")

    @pages.before_request
    def guard() -> tuple[str, int] | None:
        return None if request.headers.get("Authorization") else ("who are you?", 401)

    @pages.post("/shared")
    def shared() -> str:
        return "for all"

    @pages.post("/own")
    def own() -> str:
        return "for us"

    app.register_blueprint(pages)
    return app.test_client()


def asked_by(origin: str | None, token: str = "") -> dict[str, str]:
    given = {"Origin": origin, "Authorization": token}
    return {name: value for name, value in given.items() if value}


def test_a_page_of_a_named_origin_may_read_the_answer(browser: FlaskClient) -> None:
    answer = browser.post("/shared", headers=asked_by(SHOP, "Bearer x"))
    assert (answer.text, answer.headers["Access-Control-Allow-Origin"]) == ("for all", SHOP)


@pytest.mark.parametrize(
    "origin", [None, STRANGER, "null", "https://shop.example.com.stranger.example", "http://shop.example.com", "*"]
)
def test_no_other_may_and_caches_know_that_it_depends(browser: FlaskClient, origin: str | None) -> None:
    answer = browser.post("/shared", headers=asked_by(origin, "Bearer x"))
    assert answer.status_code == 200
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert "Origin" in answer.vary


def test_what_is_not_shared_is_not_shared_with_a_named_origin_either(browser: FlaskClient) -> None:
    answer = browser.post("/own", headers=asked_by(SHOP, "Bearer x"))
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_browser_that_asks_before_sending_a_token_is_answered_before_the_guard(browser: FlaskClient) -> None:
    asking = {**asked_by(SHOP), "Access-Control-Request-Method": "POST"}
    answer = browser.options("/shared", headers=asking)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert browser.options("/own", headers=asking).status_code == 401
    refused = browser.options("/shared", headers={**asking, "Origin": STRANGER})
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_the_guard_still_stands_and_a_named_origin_may_read_what_it_says(browser: FlaskClient) -> None:
    answer = browser.post("/shared", headers=asked_by(SHOP))
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, SHOP)


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_cookies_are_never_allowed(browser: FlaskClient, method: str) -> None:
    asking = {**asked_by(SHOP, "Bearer x"), "Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Credentials" not in browser.open("/shared", method=method, headers=asking).headers
