"""Light, dark and more contrast: as the device says, or as the reader chose on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow
LIGHT, DARK = "rgb(251, 250, 248)", "rgb(20, 21, 19)"


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def choose(page: Page, name: str) -> None:
    page.locator("#appearance summary").click()
    page.get_by_label(name).check()


@pytest.mark.parametrize(("dark", "colour"), [(False, LIGHT), (True, DARK)])
def test_a_reader_who_chose_nothing_sees_what_the_device_says(visitor: Visitor, dark: bool, colour: str) -> None:
    assert ground(visitor.open("/en/", dark=dark)) == colour


@pytest.mark.parametrize(("dark", "name", "colour"), [(False, "Dark", DARK), (True, "Light", LIGHT)])
def test_a_choice_holds_on_the_next_page_before_it_is_painted(
    visitor: Visitor, dark: bool, name: str, colour: str
) -> None:
    page = visitor.open("/en/", dark=dark)
    choose(page, name)
    assert ground(page) == colour
    # Nothing is painted before the body begins, nor before the style sheets of the head are there.
    page.add_init_script(
        "new MutationObserver((_, me) => { if (document.body) { window.first ="
        " document.documentElement.dataset.theme; me.disconnect(); } })"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto("/en/categories/account")
    assert page.evaluate("window.first") == name.lower()
    assert ground(page) == colour
    choose(page, "As on this device")
    assert ground(page) == (DARK if dark else LIGHT)


def test_more_contrast_draws_lines_in_a_stronger_colour(visitor: Visitor) -> None:
    page = visitor.open("/en/")
    card = page.locator(".card").first
    before = str(card.evaluate("card => getComputedStyle(card).borderTopColor"))
    choose(page, "More contrast")
    expect(card).not_to_have_css("border-top-color", before)
    page.reload()
    assert page.get_by_label("More contrast").is_checked()


def test_escape_closes_the_menu_and_gives_the_focus_back(visitor: Visitor) -> None:
    page = visitor.open("/en/")
    page.locator("#appearance summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Dark")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Dark")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_without_scripts_there_is_no_button_that_does_nothing(visitor: Visitor) -> None:
    expect(visitor.open("/en/", scripts=False).locator("#appearance")).to_be_hidden()
