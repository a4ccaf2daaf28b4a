"""The samples' own colours and logo, in both themes, as the device says or as the reader chose."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow
LIGHT, DARK = "rgb(107, 47, 115)", "rgb(217, 166, 224)"
"""``brand`` and ``brand_dark`` of articles/site.yml."""


def brand_colour(page: Page) -> str:
    return str(page.locator(".hero button[type=submit]").evaluate("button => getComputedStyle(button).backgroundColor"))


def expect_theme(page: Page, *, dark: bool) -> None:
    assert brand_colour(page) == (DARK if dark else LIGHT)
    expect(page.locator(".logo.for-dark")).to_be_visible(visible=dark)
    expect(page.locator(".logo.for-light")).to_be_visible(visible=not dark)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scripts", [False, True])
def test_the_colours_and_the_logo_are_those_of_the_theme(visitor: Visitor, dark: bool, scripts: bool) -> None:
    expect_theme(visitor.open("/en/", dark=dark, scripts=scripts), dark=dark)


@pytest.mark.parametrize("dark", [False, True])
def test_the_theme_that_the_reader_chose_wins_over_the_devices(visitor: Visitor, dark: bool) -> None:
    page = visitor.open("/ar/", dark=dark)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", "light" if dark else "dark")
    expect_theme(page, dark=not dark)


def test_the_logo_keeps_its_proportions_and_its_place_before_it_has_come(visitor: Visitor) -> None:
    box = visitor.open("/en/").locator(".logo.for-light").bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (36, 36)
