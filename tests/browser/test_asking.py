"""The conversation in a browser: answers below each other, by keyboard, heard as whole sentences."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor, comes_true

pytestmark = pytest.mark.slow


def test_answers_stand_below_each_other_and_the_address_has_the_last(visitor: Visitor) -> None:
    page = visitor.open("/en/ask")
    page.locator("#question").fill("How do I reset a forgotten password?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .answer-part").first).to_be_visible()
    expect(page.locator("#ask-said")).to_contain_text("password")  # heard, not only seen
    expect(page.locator("#question")).to_be_focused()
    page.locator("#question").fill("and how do I cancel an order?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn-question")).to_have_text(
        ["How do I reset a forgotten password?", "and how do I cancel an order?"]
    )
    expect(page).to_have_url(re.compile(r"/en/ask\?q=and.*&before=How"))
    page.locator(".turn .solved button[value=yes]").first.click()
    expect(page.locator(".solved-said").first).to_have_text("Thank you. Glad that it is solved.")
    page.locator(".answer-part h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/en/articles/account/"))
    assert comes_true(page, "CSS.highlights.size > 0")  # the words are marked where the answer stands


def test_esc_stops_and_what_fails_says_so(visitor: Visitor) -> None:
    page = visitor.open("/ar/ask")
    page.route("**/ar/ask", lambda route: None)  # an answer that never comes
    page.locator("#question").fill("كلمة المرور")
    page.keyboard.press("Enter")
    expect(page.locator(".ask-stop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ask-busy")).to_have_text("تم الإيقاف.")


def test_a_choice_is_asked_again_without_leaving_the_page(visitor: Visitor) -> None:
    page = visitor.open("/en/ask")
    page.locator("#question").fill("zzzzqqqq wwww")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .outcome")).to_be_visible()
    expect(page.locator("form#ask input[name=before]")).to_have_count(1)
    page.locator("#turns").evaluate(
        """turns => turns.querySelector('.turn').insertAdjacentHTML('beforeend',
            '<a href="/en/ask?q=x" data-choose="category:orders" id="one">Orders</a>')"""
    )
    page.locator("#one").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("form#ask input[name=before]")).to_have_count(1)  # one question, asked again with the choice
