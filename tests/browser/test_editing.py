"""An article is edited by keys beside its preview, and what was typed outlives reloads and a server that is away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.centre import Centre
from tests.browser.page_types import FORGOTTEN

pytestmark = pytest.mark.slow


@pytest.fixture
def page(help_centre: Centre) -> Iterator[Page]:
    with help_centre.context("en-GB", signed_in=True) as context:
        yield context.new_page()


def test_an_article_is_mended_by_keyboard_beside_its_preview_and_the_draft_outlives_a_reload(page: Page) -> None:
    page.goto(f"/en/articles/{FORGOTTEN}")
    page.keyboard.press("e")
    page.wait_for_url("**/editor/en/**")
    text, preview = page.locator("#e-text"), page.locator("#e-preview")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n## Still stuck\n\nCall **us**.")
    expect(preview.get_by_role("heading", name="Still stuck")).to_be_visible()
    expect(preview.locator("strong", has_text="us")).to_be_visible()
    expect(page.locator("#e-state")).to_have_text("Saved as a draft at 12:00")
    page.reload()
    assert "## Still stuck" in text.input_value()
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/en/articles/{FORGOTTEN}*")
    expect(page.locator(".edit-saved")).to_have_text("Saved")
    expect(page.get_by_role("heading", name="Still stuck")).to_be_in_viewport()
    assert page.evaluate("location.pathname + location.search + location.hash").endswith(f"{FORGOTTEN}#still-stuck")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kb-draft'))") == []


def test_while_the_server_is_away_the_text_stays_on_the_device_and_the_page_says_so(page: Page) -> None:
    page.goto("/editor/en/delivery/delivery-times-and-costs")
    page.route("**/editor/live/**", lambda route: route.abort())
    page.locator("#e-text").focus()
    page.keyboard.type("Not to be lost. ")
    expect(page.locator("#e-state")).to_have_text("Saved on this device only: the site cannot be reached.")
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.keyboard.type("Too much. ")
    expect(page.locator("#e-state")).to_have_text("Not kept: this device has no room. Save, or copy your text.")
    page.on("dialog", lambda dialog: dialog.accept())  # who leaves now is asked
    page.reload()
    expect(page.locator("#e-device")).to_contain_text("was only on this device")
    assert "Not to be lost." in page.locator("#e-text").input_value()
    page.unroute("**/editor/live/**")
    page.locator("#e-text").press("End")
    page.keyboard.type("!")
    expect(page.locator("#e-state")).to_have_text("Saved as a draft at 12:00")


def test_what_two_made_of_one_step_stays_in_the_form_until_one_chooses(page: Page) -> None:
    address, other = "/editor/en/account/create-an-account", page.context.new_page()
    for one in (page, other):
        one.goto(address)
    text = page.locator("#e-text")
    before = text.input_value().rstrip()
    line = before.rpartition("\n")[2]
    for one, words in ((other, "Theirs."), (page, "Mine.")):
        one.locator("#e-text").fill(before.replace(line, words))
        one.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed this article meanwhile")
    page.get_by_role("radio", name="Yours Mine.").check()
    assert "Theirs." in text.input_value()
    expect(page.locator("#e-device")).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/en/articles/**")
    page.goto(address)
    assert text.input_value().rstrip().endswith("Mine.")


def test_from_a_gap_to_a_published_article_in_two_clicks(page: Page) -> None:
    page.goto("/insights/gaps")
    page.get_by_role("button", name="Start a draft").first.click()  # 1
    page.wait_for_url("**/editor/**")
    expect(page.locator("#e-text")).to_be_focused()
    page.keyboard.type("The answer.")
    page.get_by_role("button", name="Publish").click()  # 2
    page.wait_for_url("**/articles/**")
    expect(page.locator("article .prose")).to_have_text("The answer.")


def test_a_new_article_is_begun_from_the_row_with_a_template_by_keyboard(page: Page) -> None:
    page.goto("/en/")
    page.get_by_role("link", name="New article").click()  # 1
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Wash the lid")
    page.get_by_role("radio", name="How-to").check()  # 2
    page.keyboard.press("Enter")  # 3
    page.wait_for_url("**/editor/en/wash-the-lid")
    expect(page.locator("#e-preview").get_by_role("heading", name="Steps")).to_be_visible()
    page.get_by_role("button", name="Publish").click()  # 4
    page.wait_for_url("**/articles/wash-the-lid*")
