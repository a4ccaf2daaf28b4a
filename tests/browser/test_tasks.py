"""What people come for, from the first key to the end, as somebody does it who has only that way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.centre import Centre
from tests.browser.keys import press
from tests.browser.page_types import MESSAGES, WORDS

pytestmark = pytest.mark.slow

MOST_STOPS = 80
OVERDUE = "/review?state=overdue&language=fa"  # fewer than a page has
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "service_workers": "allow"}
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def page_of(context: BrowserContext, complaints: list[str]) -> Page:
    """A page that notes what its console complains of."""
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus, as somebody without a mouse must."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} is not among the next {MOST_STOPS} stops")


def test_a_reader_finds_an_answer_by_keyboard_alone(help_centre: Centre) -> None:
    complaints: list[str] = []
    with help_centre.context("en-GB", service_workers="allow") as context:
        page = page_of(context, complaints)
        page.goto("/")
        tab_to(page, page.get_by_role("combobox", name="Search the help articles"))
        page.keyboard.type("forgotten password")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        hit = page.get_by_role("main").get_by_role("link", name="Reset a forgotten password").first
        expect(hit).to_be_visible()
        tab_to(page, hit)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Reset a forgotten password")
        tab_to(page, page.locator("#feedback").get_by_role("button", name="Yes"))
        page.keyboard.press("Enter")
        expect(page.locator("#feedback").get_by_role("status")).to_contain_text("Thank you")
    assert complaints == []


def test_a_reader_finds_an_answer_in_arabic_on_a_phone(help_centre: Centre) -> None:
    complaints: list[str] = []
    with help_centre.context("ar", **PHONE) as context:
        page = page_of(context, complaints)
        page.goto("/")
        expect(page).to_have_url(f"{help_centre.address}/ar/")
        field = page.get_by_role("combobox")
        field.tap()
        field.press_sequentially(WORDS["ar"])
        option = page.get_by_role("option").first
        option.tap()
        expect(page).to_have_url(re.compile(r"/ar/articles/"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(WORDS["ar"])
        page.wait_for_load_state()  # a heading is there before the styles that bound its page
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("#feedback").get_by_role("button", name="نعم").tap()
        expect(page.locator("#feedback").get_by_role("status")).not_to_be_empty()
    assert complaints == []


def test_a_reader_finds_an_answer_without_javascript(help_centre: Centre) -> None:
    with help_centre.context("en-GB", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("searchbox", name="Search the help articles").fill("forgotten password")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("main").get_by_role("link", name="Reset a forgotten password").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Reset a forgotten password")
        page.locator("#feedback").get_by_role("button", name="Yes").click()
        expect(page.locator("#feedback").get_by_role("status")).to_contain_text("Thank you")


def test_a_reader_finds_an_answer_though_the_network_fails_in_the_middle(help_centre: Centre) -> None:
    def fail(route: Route) -> None:
        route.abort("connectionfailed")

    with help_centre.context("en-GB") as context:
        page = context.new_page()
        page.goto("/en/")
        context.route("**/api/**", fail)
        field = page.get_by_role("combobox")
        field.press_sequentially("forgotten")
        expect(page.get_by_text("Suggestions cannot be loaded right now. Press Enter to search.")).to_be_visible()
        context.unroute("**/api/**", fail)
        field.press_sequentially(" password")
        expect(page.get_by_role("option").first).to_contain_text("Reset a forgotten password")
        page.keyboard.press("Enter")
        page.get_by_role("main").get_by_role("link", name="Reset a forgotten password").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Reset a forgotten password")
        context.route("**/feedback", fail)
        feedback = page.locator("#feedback")
        feedback.get_by_role("button", name="Yes").click()
        expect(feedback.get_by_role("status")).to_contain_text("Please try again later")
        context.unroute("**/feedback", fail)
        feedback.get_by_role("button", name="Yes").click()
        expect(feedback.get_by_role("status")).to_contain_text("Thank you")


def test_a_member_of_staff_answers_a_message(help_centre: Centre) -> None:
    complaints: list[str] = []
    with help_centre.context("en-GB", signed_in=True, permissions=CLIPBOARD) as context:
        page = page_of(context, complaints)
        page.goto("/en/")
        tab_to(page, page.get_by_role("link", name="Desk", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="The customer’s message")).to_be_focused()
        page.keyboard.insert_text(MESSAGES["en"])
        tab_to(page, page.get_by_role("button", name="Find articles"))
        page.keyboard.press("Enter")
        expect(page.locator("#a1")).to_be_focused()
        tab_to(page, page.locator("#a1").get_by_role("button", name="Copy link"))
        page.keyboard.press("Enter")
        told = page.locator("#told")
        expect(told).to_have_text("Copied: Copy link")
        link = str(page.evaluate("navigator.clipboard.readText()"))
        assert link.startswith(f"{help_centre.address}/en/articles/products/kettle/")
        page.keyboard.press("r")
        expect(told).not_to_have_text("Copied: Copy link")
        reply = str(page.evaluate("navigator.clipboard.readText()"))
        assert reply.startswith("Hello,")
        assert link in reply
    assert complaints == []


def test_an_editor_clears_three_reviews_by_keyboard(help_centre: Centre) -> None:
    complaints: list[str] = []
    with help_centre.context("en-GB", signed_in=True) as context:
        page = page_of(context, complaints)
        page.goto(OVERDUE)
        waiting = page.get_by_role("row").count()
        press(page, "j o")
        for _ in range(3):
            page.wait_for_url(re.compile("/review/articles/"))
            here = page.url
            press(page, "r Space Control+Enter")
            page.wait_for_url(lambda url, here=here: url != here)  # the act of the one before is told here as well
            expect(page.locator(".act")).to_contain_text("Still right")
        page.goto(OVERDUE)
        assert page.get_by_role("row").count() == waiting - 3
    assert complaints == []
