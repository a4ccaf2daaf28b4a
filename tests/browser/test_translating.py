"""A section that changed in the English original is translated into Arabic in four acts, on a screen and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kb.catalog.article import ArticleId
from tests.browser.centre import Centre

pytestmark = pytest.mark.slow
KEYS = {1280: "delivery/track-a-parcel", 390: "delivery/missed-delivery"}


def save(page: Page) -> None:
    """Save, and wait for the article."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/articles/**")


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_changed_original_to_the_saved_translation_in_four_acts(help_centre: Centre, width: int) -> None:
    key = KEYS[width]
    with help_centre.context("en-GB", signed_in=True, viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        text = page.locator("#e-text")
        page.goto(f"/editor/translate/{key}/ar")
        page.get_by_label("The translation now says all that the original says").check()
        save(page)
        page.goto(f"/editor/en/{key}")
        text.fill(f"{text.input_value().rstrip()} Ask the new neighbour.")
        save(page)
        page.locator(".translate-menu summary").click()  # 1
        page.locator(".translate-menu").get_by_role("link", name="العربية").click()  # 2
        page.wait_for_url(f"**/editor/translate/{key}/ar")
        original = page.locator("#t-paper")
        if width == 390:
            expect(text).to_be_visible()
            page.get_by_role("tab", name="Original").click()  # to read it; nothing has to be done there
        expect(original.locator("mark", has_text="neighbour")).to_be_in_viewport()
        assert original.locator(".is-here").evaluate("one => one.classList.contains('to-do')")
        if width == 390:
            page.get_by_role("tab", name="Write").click()
        assert text.evaluate("one => getComputedStyle(one).direction") == "rtl"
        text.press("Control+End")
        page.keyboard.type(" واسأل الجار الجديد.")  # 3
        expect(page.locator("#e-state")).to_have_text("Saved as a draft at 12:00")
        save(page)  # 4
        expect(page.locator("article")).to_contain_text("واسأل الجار الجديد.")
        catalog = help_centre.office.parts.library.refresh()
        english, arabic = (catalog.articles[ArticleId(code, key)] for code in ("en", "ar"))
        assert arabic.original_version == english.text_version
