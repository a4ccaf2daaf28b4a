"""What staff typed stays: a page that would take it away asks first, and a sign-in that ended gives it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect

from kb.core.roles import Role
from tests.browser.centre import Centre
from tests.browser.checks import at_size, axe, enlarged, load, walk
from tests.browser.page_types import FORGOTTEN, MESSAGES
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow

REVIEW = f"/review/articles/en/{FORGOTTEN}"


def asked(page: Page) -> list[str]:
    """The kinds of dialogs from now on; each is answered by staying."""
    found: list[str] = []

    def stay(dialog: Dialog) -> None:
        found.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return found


def follow(page: Page, link: Locator) -> None:
    """Click a link that the page does not let go to without a question."""
    with page.expect_event("dialog"):
        link.click(no_wait_after=True)


@pytest.mark.parametrize(
    ("path", "open_it", "field"),
    [
        (REVIEW, "#choice-needs_update", "#f-task"),
        (REVIEW, "#choice-edited", "#f-text"),
        ("/review?state=all", "[data-act=assigned] summary", "#assignee"),
        ("/desk", "h1", "#message"),
    ],
)
def test_a_text_half_written_is_not_left_without_a_question(
    help_centre: Centre, path: str, open_it: str, field: str
) -> None:
    with help_centre.context("en-GB", signed_in=True) as context:
        page = context.new_page()
        page.goto(path)
        dialogs = asked(page)
        page.locator(open_it).click()
        page.locator(field).press_sequentially("half a thought")
        follow(page, page.locator(".staff-bar a").nth(3))
        assert dialogs == ["beforeunload"]
        assert "half a thought" in page.locator(field).input_value()


def test_nothing_is_asked_where_nothing_was_typed_or_all_was_sent(help_centre: Centre) -> None:
    with help_centre.context("en-GB", signed_in=True) as context:
        page = context.new_page()
        page.goto("/desk")
        dialogs = asked(page)
        page.locator("#message").press_sequentially(MESSAGES["en"])
        page.locator("#ask button.main").click()
        expect(page.locator("#a1")).to_be_focused()  # the scripts have run
        page.locator("#a1 .report summary").click()
        page.locator("#a1-comment").press_sequentially("The photo is old")
        page.locator("#a1 .report button").click()
        expect(page.locator("#told")).to_have_text("Noted: something in this article is wrong.")
        page.locator(".staff-bar a").nth(1).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Review queue")
        assert dialogs == []


def write_and_lose_the_session(context: BrowserContext) -> Page:
    """A review with a sentence in it, sent after the cookies were cleared."""
    page = context.new_page()
    page.goto(REVIEW)
    page.locator("#choice-needs_update").check()
    page.locator("#f-task").fill("The second picture shows the old form.\nAsk Ann for a new one.")
    context.clear_cookies()
    page.locator("#decide .primary").click()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_review_sent_after_the_sign_in_ended_is_saved_in_the_end(help_centre: Centre, scripts: bool) -> None:
    email = f"unsaved-{scripts}@example.com".lower()
    help_centre.office.hire(Role.EDITOR, email)  # of whom no second factor is asked
    with help_centre.context("en-GB", signed_in=True, java_script_enabled=scripts) as context:
        page = write_and_lose_the_session(context)
        expect(page.get_by_role("alert")).to_contain_text("Your sign-in has ended")
        expect(page.get_by_label("What you wrote").last).to_have_value(
            "The second picture shows the old form.\nAsk Ann for a new one."
        )
        with context.expect_page() as opened:
            page.get_by_role("link", name="Sign in").last.click()
        signing_in = opened.value
        signing_in.get_by_label("E-mail address").fill(email)
        signing_in.get_by_label("Password").fill(PASSWORD)
        signing_in.get_by_role("button", name="Sign in").click()
        signing_in.wait_for_url("**/en/")
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_role("alert")).to_contain_text("You signed in after")
        page.get_by_role("button", name="Send it again").click()
        expect(page.locator(".act")).to_contain_text("Assigned")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_that_gives_a_text_back_is_for_everybody(help_centre: Centre, language: str) -> None:
    with help_centre.context(language, signed_in=True, color_scheme="dark") as context:
        page = write_and_lose_the_session(context)
        load(page)
        assert axe(page, "given back") + walk(page) + at_size(page, 320, 256) + enlarged(page) == []
