"""An article and a category are moved with a mouse on a wide screen and by touch on a phone, in two languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.centre import Centre
from tests.browser.checks import axe

pytestmark = pytest.mark.slow


def test_what_was_moved_is_read_at_its_new_place_and_found_by_its_old_address(help_centre: Centre) -> None:
    walks = (("en-GB", "en", 1280, "delivery", "parcel"), ("ar", "ar", 390, "returns", "طرد"))
    key = "delivery/missed-delivery"
    for locale, language, width, category, name in walks:
        with help_centre.context(locale, signed_in=True) as context:
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/editor/{language}/{key}")
            page.locator("a[href*='/editor/move/']").click()
            assert axe(page, f"{language} {width}") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.locator("#m-category").select_option(category)
            page.locator("#m-name").fill("a/b")
            page.locator("#move button.main").click()
            expect(page.locator("#m-name-wrong")).to_be_visible()
            page.locator("#m-name").fill(name)
            page.locator("#move button.main").click()
            expect(page.locator(".told").first).to_contain_text(f"{category}/{name}")
            page.goto(f"/{language}/articles/{key}")
            page.wait_for_url(lambda url: "missed-delivery" not in url)
            key = f"{category}/{name}"
    with help_centre.context("en-GB", signed_in=True) as context:
        page = context.new_page()
        page.goto("/en/categories/returns")
        page.locator("a[href*='/editor/move-category/']").click()
        page.locator("#m-title-en").fill("Sending back")
        page.locator("#m-name").fill("sending-back")
        page.locator("#move button.main").click()
        expect(page.locator(".told").first).to_contain_text("sending-back")
        page.goto("/en/categories/returns")
        page.wait_for_url("**/categories/sending-back")
        expect(page.locator("h1")).to_have_text("Sending back")
        page.goto("/en/articles/delivery/missed-delivery")
        page.wait_for_url("**/articles/sending-back/**")
