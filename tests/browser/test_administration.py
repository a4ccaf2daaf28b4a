"""Adding a colleague takes three clicks or keys beyond typing, from any page, on a phone too."""

from __future__ import annotations

import pytest

from tests.browser.centre import Centre
from tests.browser.visitor import comes_true

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_a_colleague_is_added_in_three_acts_from_any_page(help_centre: Centre, language: str, width: int) -> None:
    options = {"viewport": {"width": width, "height": 844}, "permissions": ["clipboard-read", "clipboard-write"]}
    with help_centre.context(language, signed_in=True, **options) as context:
        page = context.new_page()
        page.goto(f"/{language}/")
        page.locator('.staff-bar a[href="/admin"]').click()  # 1
        page.locator("#email:focus").wait_for()
        page.keyboard.type(f"new-{language}@example.com")  # the form is ready to be written in
        page.keyboard.press("Enter")  # 2
        page.locator("#made .copy-it button:focus").wait_for()
        page.keyboard.press("Enter")  # 3
        assert comes_true(page, "document.activeElement.textContent === document.activeElement.dataset.copied")
        assert "/password?token=" in page.evaluate("navigator.clipboard.readText()")
        assert help_centre.office.accounts.get(f"new-{language}@example.com").role.name == "STAFF"
