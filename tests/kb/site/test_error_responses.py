"""Errors as people and as programs see them."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, abort, request

from kb.site.http import MAX_BODY_BYTES
from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor

PAINFUL = "the password is hunter2"


def fail() -> str:
    raise RuntimeError(PAINFUL)


def measure() -> str:
    return f"{len(request.get_data())} bytes"


@pytest.fixture(scope="module")
def failing_site(read_only_site: Flask) -> Flask:
    """A site with pages that fail or take what is sent, for people and for programs."""
    collection = Collection(read_only_site.extensions["kb"].settings.articles_dir)
    collection.write("en/a/b.md", title="B", old_paths="[former]")
    collection.write("fa/a/b.md", title="ب")
    for prefix in ("", "/en", "/api/v1"):
        read_only_site.add_url_rule(f"{prefix}/fail", f"fail{prefix}", fail)
        read_only_site.add_url_rule(f"{prefix}/measure", f"measure{prefix}", measure, methods=["POST"])
        read_only_site.extensions["csrf"].exempt(measure)
        read_only_site.add_url_rule(f"{prefix}/busy", f"busy{prefix}", lambda: abort(503))
    return read_only_site


@pytest.fixture
def centre(failing_site: Flask) -> Visitor:
    """A visitor of these pages."""
    return Visitor(failing_site)


def assert_problem(page: Page, status: int) -> None:
    """The answer is a problem details document (RFC 9457) with ``status``."""
    assert page.status == status
    assert page.response.mimetype == "application/problem+json"
    assert page.json["status"] == status
    assert page.json["type"] == "about:blank"
    assert page.json["title"]
    assert page.json["detail"]


@pytest.mark.parametrize("path", ["/nothing", "/en/nothing/at/all", "/en/articles/nothing", "/en/categories/nothing"])
def test_a_page_that_does_not_exist_offers_a_search_and_the_way_home(centre: Visitor, path: str) -> None:
    page = centre.open(path)
    assert page.status == 404
    assert page.response.mimetype == "text/html"
    assert page.texts("//main//form[@role='search']/@action") == ["/en/search"]
    assert "/en/" in page.texts("//main//a/@href")
    assert page.texts("//meta[@name='robots']/@content") == ["noindex"]


def test_the_search_of_a_missing_page_starts_with_the_words_of_its_address(centre: Visitor) -> None:
    page = centre.open("/en/articles/account/lost-my-password/")
    assert page.texts("//main//input[@name='q']/@value") == ["lost my password"]


def test_words_of_an_address_are_shown_as_text_and_not_too_many(centre: Visitor) -> None:
    page = centre.open("/en/" + "%22%3E%3Cscript%3Ealert(1)%3C%2fscript%3E"[:-12] + "x" * 300)
    (value,) = page.texts("//main//input[@name='q']/@value")
    assert value.startswith('"><script>alert(1)')
    assert len(value) == 100
    assert page.tree.xpath("//script[not(@src)]") == []


@pytest.mark.parametrize(("path", "language"), [("/fa/nothing", "fa"), ("/en/nothing", "en"), ("/nothing", "fa")])
def test_an_error_is_told_in_the_language_of_the_address_else_of_the_browser(
    centre: Visitor, path: str, language: str
) -> None:
    page = centre.open(path, headers={"Accept-Language": "fa"})
    assert page.texts("/html/@lang") == [language]
    assert "Accept-Language" in page.response.vary


@pytest.mark.parametrize("path", ["/fail", "/en/fail"])
def test_a_page_that_fails_says_sorry_and_nothing_of_why(
    centre: Visitor, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = centre.open(path)
    assert page.status == 500
    assert page.texts("//h1") == ["Something went wrong on our side"]
    assert not [word for word in ("Traceback", "RuntimeError", PAINFUL, ".py") if word in page.text]
    assert PAINFUL in caplog.text
    assert f"a page failed: GET {path}" in caplog.text


def test_a_program_is_told_of_a_failure_as_problem_details_and_nothing_of_why(centre: Visitor) -> None:
    page = centre.open("/api/v1/fail")
    assert_problem(page, 500)
    assert not [word for word in ("Traceback", "RuntimeError", PAINFUL, ".py") if word in page.text]


@pytest.mark.parametrize("path", ["/measure", "/en/measure", "/api/v1/measure"])
def test_more_than_the_limit_is_refused_without_a_traceback(centre: Visitor, path: str) -> None:
    fits = centre.open(path, "POST", data=b"x" * MAX_BODY_BYTES)
    assert (fits.status, fits.text) == (200, f"{MAX_BODY_BYTES} bytes")
    page = centre.open(path, "POST", data=b"x" * (MAX_BODY_BYTES + 1))
    assert page.status == 413
    assert "Traceback" not in page.text
    if path.startswith("/api/"):
        assert_problem(page, 413)
    else:
        assert page.texts("//h1") == ["That did not work"]


def test_a_huge_body_to_a_page_that_reads_none_does_no_harm(centre: Visitor) -> None:
    assert centre.open("/en/", "POST", data=b"x" * (4 * MAX_BODY_BYTES)).status in (405, 413)


def test_a_method_that_is_not_allowed_names_those_that_are(centre: Visitor) -> None:
    page = centre.open("/en/", "DELETE")
    assert page.status == 405
    assert {"GET", "HEAD"} <= page.response.allow  # type: ignore[operator]
    assert page.texts("//h1") == ["That did not work"]
    answer = centre.open("/api/v1/articles", "POST")
    assert_problem(answer, 405)
    assert "GET" in answer.response.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/articles", "/api/v1/articles/"])
def test_a_program_is_told_what_does_not_exist_as_problem_details(centre: Visitor, path: str) -> None:
    assert_problem(centre.open(path), 404)


def test_other_errors_have_a_page_too(centre: Visitor) -> None:
    assert centre.open("/busy").texts("//h1") == ["Something went wrong on our side"]
    assert_problem(centre.open("/api/v1/busy"), 503)


def test_sending_something_to_a_former_address_does_not_lead_on(centre: Visitor) -> None:
    assert centre.open("/former").status == 301
    assert centre.open("/former", "HEAD").status == 301
    assert centre.open("/former", "POST").status == 404


ODD = (
    "/%00",
    "/%ff%fe",
    "/en/articles/%00",
    "/en/" + "a" * 5000,
    "/en/articles/" + "a/" * 500,
    "//",
    "/%2f%2f",
    "/en//",
)


@pytest.mark.parametrize("path", ODD)
def test_odd_addresses_are_not_found_rather_than_failures(centre: Visitor, path: str) -> None:
    assert centre.open(path).status in (301, 302, 308, 404)
