"""The page of the API runs requests: what was asked, what came, and the same line for a terminal."""

from __future__ import annotations

import json
import shlex
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from tests.browser.centre import Centre

pytestmark = pytest.mark.slow


@pytest.fixture
def page(help_centre: Centre) -> Iterator[Page]:
    """A page that may complain of nothing but of answers that it shows."""
    with help_centre.context("en") as context:
        page, complaints = context.new_page(), list[str]()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert [one for one in complaints if not one.startswith("Failed to load resource")] == []


def operation(page: Page, name: str) -> Locator:
    """An operation that its address opens."""
    page.goto(f"/api#{name}")
    found = page.locator(f"#{name}")
    found.locator("form.api-try button").wait_for()
    return found


def run(found: Locator, status: str) -> Locator:
    found.locator("form.api-try button").click()
    expect(found.locator(".api-status")).to_contain_text(status, timeout=60_000)
    return found.locator(".api-result")


def test_a_request_is_run_with_what_was_filled_in(page: Page) -> None:
    found = operation(page, "list_articles")
    found.locator("#list_articles-lang").fill("ar")
    found.locator("#list_articles-limit").fill("2")
    result = run(found, "200 OK")
    answer = json.loads(result.locator(".api-text").inner_text())
    assert [one["language"] for one in answer["results"]] == ["ar", "ar"]
    headers = result.locator(".api-headers").inner_text()
    assert "application/json" in headers
    assert 'rel="next"' in headers


def test_a_key_with_slashes_stands_in_the_address(page: Page) -> None:
    found = operation(page, "read_article")
    found.locator("#read_article-key").fill("returns/return-an-item")
    result = run(found, "200 OK")
    assert json.loads(result.locator(".api-text").inner_text())["key"] == "returns/return-an-item"
    found.locator("#read_article-key").fill("no/such")
    assert "there is no article" in run(found, "404").inner_text()


def test_the_line_for_a_terminal_does_the_same(page: Page) -> None:
    found = operation(page, "vote")
    body = {"language": "en", "key": "returns/return-an-item", "helpful": False, "comment": "It's 'so' $unclear"}
    found.locator("textarea").fill(json.dumps(body))
    shown = json.loads(run(found, "200 OK").locator(".api-text").inner_text())
    line = found.locator(".api-curl").inner_text()
    _, _, _, method, address, _, header, _, sent = shlex.split(line.replace(" \\\n", " "))
    name, _, value = header.partition(": ")
    asked = urllib.request.Request(address, sent.encode(), {name: value}, method=method)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert json.load(answer)["comment"] == shown["comment"] == body["comment"]


def test_the_token_is_sent_and_shown_nowhere_and_gone_with_the_page(help_centre: Centre, page: Page) -> None:
    account = help_centre.office.hire(Role.STAFF, "api@example.com")
    token = help_centre.office.token(account, Scope.SUGGEST)
    with help_centre.context("en", signed_in=True) as context:
        signed_in = context.new_page()
        found = operation(signed_in, "about_desk")
        run(found, "401")  # the cookie of who is signed in is not sent
        signed_in.locator("#api-token").fill(token)
        result = run(found, "200 OK")
        assert '"person": "Api"' in result.locator(".api-text").inner_text()
        assert '"Authorization: Bearer $TOKEN"' in result.locator(".api-curl").inner_text()
        assert token not in signed_in.content()
        assert token not in str(signed_in.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))
        signed_in.goto("/en/")
        signed_in.go_back()
        assert signed_in.locator("#api-token").input_value() == ""


def test_by_keyboard_alone_a_request_is_run(page: Page) -> None:
    page.goto("/api")
    found = page.locator("#list_categories")
    found.locator("> summary").focus()
    page.keyboard.press("Enter")
    found.locator("#list_categories-lang").focus()
    page.keyboard.press("Enter")
    expect(found.locator(".api-status")).to_contain_text("200 OK", timeout=60_000)


def test_where_the_site_does_not_answer_that_is_said(page: Page) -> None:
    found = operation(page, "list_products")
    page.route("**/api/v1/products*", lambda route: route.abort())
    run(found, "The site did not answer.")
    assert found.locator(".api-text").inner_text() == ""


@pytest.mark.parametrize("ending", ["", "#", "#%E0%A4%A", "#no-such", "#group-articles", "#api-token"])
def test_an_address_that_names_no_operation_opens_none(page: Page, ending: str) -> None:
    page.goto(f"/api{ending}")
    page.locator("form.api-token").wait_for()
    page.evaluate("location.hash = '#%E0%A4%A'")
    page.evaluate("location.hash = '#list_products'")
    page.locator("#list_products[open]").wait_for()
    assert page.locator(".api-operation[open]").count() == 1


def test_a_header_that_no_browser_sends_is_not_said_to_be_unanswered(page: Page) -> None:
    found = operation(page, "vote")
    found.locator('[name="Idempotency-Key"]').fill("ключ")
    result = run(found, "Not sent: a header takes only ASCII")
    assert "(Idempotency-Key)" in result.locator(".api-status").inner_text()
    assert not result.locator(".api-text").is_visible()


def test_without_scripts_it_is_read(help_centre: Centre, browser: Browser) -> None:
    with help_centre.context("en", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/api")
        page.locator("#search > summary").click()
        assert page.locator("#search .api-fields").first.is_visible()
        assert not page.locator("form.api-try:visible, #api-token:visible").count()
        assert "can be tried" not in page.locator(".lead").inner_text()


def test_with_scripts_it_says_that_requests_can_be_tried(page: Page) -> None:
    page.goto("/api")
    page.get_by_text("Each request can be tried here.").wait_for()
