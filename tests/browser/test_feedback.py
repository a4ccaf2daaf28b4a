"""Was this helpful? With a mouse, with the keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow

ARTICLE = "/en/articles/account/reset-a-forgotten-password"
ARABIC = ARTICLE.replace("/en/", "/ar/")


def said(page: Page) -> str:
    return page.locator("#feedback [role=status]").inner_text()


def test_a_reader_answers_tells_why_and_never_leaves_the_page(visitor: Visitor) -> None:
    page = visitor.open(ARTICLE)
    page.evaluate("window.stayed = true")
    page.locator("#feedback button", has_text="No").click()
    expect(page.locator("#feedback [role=status]")).to_have_text("Thank you. Would you like to tell us why?")
    expect(page.locator("#feedback button[aria-pressed=true]")).to_have_text("No")
    page.get_by_label("Something is wrong").check()
    page.get_by_label("What would have helped you?").fill("Step 3 is gone.")
    page.locator("#feedback button", has_text="Send").click()
    expect(page.locator("#feedback [role=status]")).to_have_text("Thank you. This helps us improve the article.")
    expect(page.locator("#feedback textarea")).to_have_count(0)
    page.locator("#feedback button", has_text="Yes").click()
    expect(page.locator("#feedback [role=status]")).to_have_text("Thank you. You can still change your answer.")
    assert page.evaluate("window.stayed")
    assert page.url == f"{visitor.address}{ARTICLE}"
    assert page.context.cookies() == []


def test_what_happened_is_said_by_the_element_that_was_there_before(visitor: Visitor) -> None:
    page = visitor.open(ARTICLE)
    page.evaluate("window.line = document.querySelector('#feedback [role=status]')")
    page.locator("#feedback button", has_text="Yes").click()
    expect(page.locator("#feedback [role=status]")).not_to_be_empty()
    assert page.evaluate("window.line.isConnected && window.line.textContent.length > 0")


def test_with_the_keyboard_alone_the_reasons_are_the_next_stops(visitor: Visitor) -> None:
    page = visitor.open(ARTICLE)
    page.locator("#feedback button", has_text="No").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#feedback textarea")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "feedback"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "wrong"
    page.keyboard.press("Space")
    assert page.locator("#feedback [value=wrong]").is_checked()


def test_without_scripts_it_is_a_form_that_leads_back_to_the_article(visitor: Visitor) -> None:
    page = visitor.open(ARTICLE, scripts=False)
    page.locator("#feedback button", has_text="No").click()
    assert page.url.startswith(f"{visitor.address}{ARTICLE}?feedback=no")
    assert said(page) == "Thank you. Would you like to tell us why?"
    page.get_by_label("What would have helped you?").fill("More pictures")
    page.locator("#feedback button", has_text="Send").click()
    assert said(page) == "Thank you. This helps us improve the article."
    assert page.context.cookies() == []


def test_a_vote_that_does_not_arrive_says_so_and_keeps_what_was_written(visitor: Visitor) -> None:
    page = visitor.open(ARTICLE)
    page.locator("#feedback button", has_text="No").click()
    page.locator("#feedback textarea").fill("Step 3 is gone.")
    page.context.set_offline(True)
    page.locator("#feedback button", has_text="Send").click()
    expect(page.locator("#feedback [role=status]")).to_have_text("Your answer was not saved. Please try again later.")
    expect(page.locator("#feedback textarea")).to_have_value("Step 3 is gone.")
    complaints, visitor.complaints[:] = list(visitor.complaints), []
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints)


@pytest.mark.parametrize("path", [ARTICLE, ARABIC])
def test_on_a_phone_all_of_it_fits_and_is_large_enough_to_touch(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, width=360)
    page.locator("#feedback button[value=no]").click()
    expect(page.locator("#feedback textarea")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for target in page.locator("#feedback :is(button, fieldset label)").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
