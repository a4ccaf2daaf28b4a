"""``/api``: what there is for programs, as who asks may use it, readable without scripts."""

from __future__ import annotations

import json

from flask import Flask
from lxml import html

from kb.api.description import GROUPS
from kb.core.roles import Role
from tests.signing_in import Office


def shown(office: Office, role: Role | None = None) -> html.HtmlElement:
    browser = office.browser(office.hire(role) if role else None)
    answer = browser.get("/api")
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def names(page: html.HtmlElement) -> set[str]:
    return set(page.xpath("//details[contains(@class, 'api-operation')]/@id"))


def described(site: Flask) -> dict[str, dict[str, object]]:
    document = site.test_client().get("/api/v1/openapi.json").get_json()
    return {one["operationId"]: one for methods in document["paths"].values() for one in methods.values()}


def test_an_administrator_sees_every_operation(office: Office) -> None:
    page = shown(office, Role.ADMIN)
    assert names(page) == set(described(office.site))
    assert page.xpath("//section/h2//text()") == list(GROUPS)


def test_readers_see_what_needs_no_token_and_staff_what_they_may(office: Office) -> None:
    operations = described(office.site)
    for_all = {name for name, one in operations.items() if not one.get("security") or {} in one["security"]}
    assert names(shown(office)) == for_all
    assert {"search", "list_articles", "vote"} <= for_all
    staff = names(shown(office, Role.STAFF))
    assert {"suggest", "note_at_desk", "report_tickets"} <= staff - for_all
    assert "list_reviews" not in staff
    assert "list_reviews" in names(shown(office, Role.EDITOR))


def test_a_page_without_scripts_has_all_there_is_to_read_and_nothing_to_press(office: Office) -> None:
    page = shown(office)
    [search] = page.xpath("//details[@id='search']")
    words = " ".join(search.text_content().split())
    for told in ("GET /api/v1/search", "q", "The question, at most 500 characters", "required", "integer 1–50"):
        assert told in words
    [example] = search.xpath(".//div[@class='api-answer'][1]//pre")
    assert json.loads(example.text_content())["results"][0]["key"] == "returns/return-an-item"
    assert "results[].section.heading" in words
    assert all(form.get("hidden") is not None for form in page.xpath("//main//form"))
    assert not page.xpath("//main//script[not(@src)]")


def test_every_field_that_can_be_filled_in_has_its_name(office: Office) -> None:
    page = shown(office, Role.ADMIN)
    fields = page.xpath("//main//*[self::input or self::textarea or self::select]")
    ids = page.xpath("//*/@id")
    assert len(ids) == len(set(ids))
    assert len(fields) > 30
    for field in fields:
        assert page.xpath(f"//label[@for='{field.get('id')}']"), field.get("id")


def test_what_is_for_staff_is_kept_by_nobody(office: Office) -> None:
    office.hire(Role.ADMIN, "other@example.com")
    answer = office.browser(office.hire(Role.STAFF)).get("/api")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_own_page_of_who_has_an_account_leads_there(office: Office) -> None:
    page = office.browser(office.hire(Role.STAFF)).get("/account").text
    assert 'href="/api"' in page
