"""Light, dark and more contrast: as the device says, or as the reader chose on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visitor import Visitor, window

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
    choose(page, "Use device setting")
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


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_in_the_header_moves_when_the_menu_of_appearances_comes(visitor: Visitor, width: int) -> None:
    page = window(visitor.browser, base_url=visitor.address, viewport={"width": width, "height": 800}).new_page()
    held: list[Route] = []
    page.route("**/site.js*", lambda route: held.append(route))
    page.goto("/en/categories/account", wait_until="commit")
    while not held:
        page.wait_for_timeout(20)
    expect(page.locator(".menus")).to_have_css("display", "flex")
    expect(page.locator(".site-footer")).to_be_visible()
    expect(page.locator("#appearance")).to_be_hidden()
    languages = page.locator(".languages summary")
    before = languages.bounding_box()
    held[0].continue_()
    expect(page.locator("#appearance")).to_be_visible()
    assert languages.bounding_box() == before


def test_paper_is_light_whatever_the_screen_is(visitor: Visitor) -> None:
    page = visitor.open("/en/")
    choose(page, "Dark")
    page.evaluate(
        "addEventListener('beforeprint', () => {"
        " window.paper = getComputedStyle(document.querySelector('.card')).backgroundColor; })"
    )
    page.pdf()
    assert page.evaluate("window.paper") == "rgb(255, 255, 255)"
    assert ground(page) == DARK


@pytest.mark.parametrize(("language", "edge"), [("en", "left"), ("ar", "right")])
def test_names_of_languages_stand_at_one_edge_whatever_their_direction(
    visitor: Visitor, language: str, edge: str
) -> None:
    page = visitor.open(f"/{language}/")
    page.locator(".languages summary").click()
    edges = page.locator(".languages li a").evaluate_all(
        "(all, edge) => all.map((one) => { const text = document.createRange(); text.selectNodeContents(one);"
        " return Math.round(text.getBoundingClientRect()[edge]); })",
        edge,
    )
    assert len(edges) == 4
    assert len(set(edges)) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_columns_of_a_table_are_aligned_as_written(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/{language}/articles/account/reset-a-forgotten-password")
    aligned = page.locator(".prose").evaluate(
        """prose => {
            prose.insertAdjacentHTML("beforeend", ["left", "center", "right", ""].map(side =>
                `<table><tr><th ${side && `align=${side}`}>a<td ${side && `align=${side}`}>a</table>`).join(""));
            const cells = [...prose.querySelectorAll("table th, table td")].slice(-8);
            return cells.map(cell => getComputedStyle(cell).textAlign);
        }"""
    )
    kept = [side.removeprefix("-webkit-") for side in aligned]
    assert kept == ["left", "left", "center", "center", "right", "right", "start", "start"]
