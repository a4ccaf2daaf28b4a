"""A guide that asks: one step at a time, with and without JavaScript, and the way back."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.checks import RULES
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow
GUIDE = "/articles/products/rice-cooker/rice-cooker-does-not-work"


def shown(page: Page) -> list[str]:
    return [str(step) for step in page.locator(".step:visible > h2").evaluate_all("all => all.map((one) => one.id)")]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_reader_goes_from_question_to_answer_and_back_one_step_at_a_time(visitor: Visitor, scripts: bool) -> None:
    page = visitor.open(f"/en{GUIDE}", scripts=scripts, width=390)
    assert shown(page) == ["display"]
    page.get_by_role("link", name="It is lit, but nothing becomes warm").click()
    assert shown(page) == ["mode"]
    page.get_by_role("link", name="It cooks now").click()
    assert shown(page) == ["no-mode"]
    page.go_back()
    assert shown(page) == ["mode"]
    page.go_forward()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#feedback [role=status]")).to_have_text("Thank you. Would you like to tell us why?")
    assert shown(page) == ["no-mode"]
    page.locator(".step:visible").get_by_role("link", name="Start again").click()
    assert shown(page) == ["display"]


def test_an_answer_takes_the_keyboard_to_the_next_step_and_axe_finds_nothing(visitor: Visitor) -> None:
    page = visitor.open(f"/ar{GUIDE}", width=390)
    page.locator(".step:visible .answers a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dark")).to_be_focused()
    assert Axe().run(page, options=RULES).violations_count == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.step').firstElementChild.id") == "dark"
    page.emulate_media(media="print")
    assert len(shown(page)) == page.locator(".step").count()


def test_a_search_leads_to_the_step_that_answers(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=rice+cooker+pot+not+seated+grains+under+the+pot+wipe+the+plate")
    found = page.locator(f"main a[href*='{GUIDE}']").first
    anchor = str(found.get_attribute("href")).partition("#")[2]
    found.click()
    page.wait_for_url("**/articles/**")
    assert anchor
    assert shown(page) == [anchor]
