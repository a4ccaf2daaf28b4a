"""The pages for staff on a phone, in every language: nothing is cut off, tables stay tables, and what is final asks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from tests.browser.centre import Centre
from tests.browser.page_types import MESSAGES, WORDS

pytestmark = pytest.mark.slow

PHONE = {"viewport": {"width": 390, "height": 844}}
OPEN_ALL = "document.querySelectorAll('main details').forEach(part => part.open = true)"
TOO_WIDE = """[...document.querySelectorAll('main .table-scroll, .staff-bar ul')]
    .filter(part => part.scrollWidth > part.clientWidth).map(part => part.ariaLabel ?? part.className)"""

NO_ROLE = """[...document.querySelectorAll('main table')]
    .filter(table => [...table.querySelectorAll('tr')].some(row => getComputedStyle(row).display !== 'table-row'))
    .flatMap(table => [table, ...table.querySelectorAll('thead, tbody, tfoot, tr, th, td')])
    .filter(part => !part.hasAttribute('role')).map(part => part.outerHTML.slice(0, 100))"""
"""Safari takes what is not displayed as a table for none, whatever Chromium does."""


@pytest.mark.parametrize("language", list(WORDS))
def test_no_figure_and_no_place_of_the_staff_lies_outside_a_phone(help_centre: Centre, language: str) -> None:
    with help_centre.context(language, signed_in=True, **PHONE) as context:
        page = context.new_page()
        for path in ("/insights", "/review/reports", "/links"):
            page.goto(path)
            page.evaluate(OPEN_ALL)
            assert page.evaluate(TOO_WIDE) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_table_that_is_shown_as_cards_is_still_one_to_a_screen_reader(help_centre: Centre) -> None:
    with help_centre.context("en-GB", signed_in=True, **PHONE) as context:
        page = context.new_page()
        page.goto("/review?state=all")
        page.locator("input[name=row]").first.check()
        page.locator("[data-act=assigned] summary").click()
        page.locator("#assignee").fill("Bo")
        page.locator("button[value=assigned]").click()
        expect(page.locator(".act")).to_contain_text("Assigned")
        for path in ("/review", "/links", "/review/history", "/review/reports", "/insights"):
            page.goto(path)
            page.evaluate(OPEN_ALL)
            assert page.locator("main [role=columnheader]").count() > 0, path
            assert page.evaluate(NO_ROLE) == [], path


def test_a_form_of_the_desk_leads_to_what_it_brought(help_centre: Centre) -> None:
    with help_centre.context("en-GB", signed_in=True, java_script_enabled=False, **PHONE) as context:
        page = context.new_page()
        page.goto("/desk")
        page.locator("#message").fill(MESSAGES["en"])
        page.locator("#ask button.main").click()
        expect(page.locator("#a1 h2")).to_be_in_viewport(ratio=1)
        page.locator("#a1").get_by_role("button", name="Not this one").click()
        expect(page.get_by_role("status")).to_be_in_viewport(ratio=1)


def test_a_mistake_in_a_bulk_act_is_told_where_it_is_seen(help_centre: Centre) -> None:
    with help_centre.context("en-GB", signed_in=True, java_script_enabled=False, **PHONE) as context:
        page = context.new_page()
        page.goto("/review?state=all")
        page.locator("input[name=row]").first.check()
        page.locator("[data-act=snoozed] summary").click()
        page.locator("#reason").fill("New model in February")
        page.locator("button[value=snoozed]").click()
        expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
        expect(page.locator("#until")).to_be_focused()
        expect(page.locator("#reason")).to_have_value("New model in February")
        expect(page.locator("input[name=row]").first).to_be_checked()


def test_what_is_final_on_the_account_page_asks_once_by_keyboard_and_without_javascript(help_centre: Centre) -> None:
    someone = help_centre.office.hire(Role.STAFF, "final@example.com")
    help_centre.office.token(someone, Scope.SEARCH)
    cookie = help_centre.office.browser(someone).client.get_cookie("session")
    assert cookie is not None
    with help_centre.context("en-GB", java_script_enabled=False) as context:
        context.add_cookies([{"name": "session", "value": cookie.value, "url": help_centre.address}])
        page = context.new_page()
        page.goto("/account")
        for part, name in ((page.locator(".tokens li"), "Revoke test"), (page.locator("main"), "Sign out everywhere")):
            expect(part.get_by_role("button", name=name)).to_be_hidden()
            part.locator("summary", has_text=name.split()[0]).last.focus()
            page.keyboard.press("Enter")
            expect(part.get_by_role("button", name=name)).to_be_visible()
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            if name == "Revoke test":
                expect(page.get_by_role("status")).to_have_text("The token is revoked.")
                expect(page.locator(".tokens")).to_have_count(0)
        page.wait_for_url("**/login**")
        page.goto("/account")
        expect(page.get_by_role("heading", level=1)).to_have_text("Staff sign-in")
