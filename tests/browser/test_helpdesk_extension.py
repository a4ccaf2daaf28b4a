"""The browser extension as somebody uses it: in a real Chromium that installed it, on the page of a ticket, against a
served help centre.

The headless shell loads no extensions. Where a machine has nothing else these tests are left out; what the extension
does on a page, and the panel itself, are tested without it (test_helpdesk_page.py, test_helpdesk_apps.py).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bench.browser import serving
from kb.core.settings import Settings
from tests.browser.checks import RULES
from tests.browser.helpdesk import (
    TICKET_PAGE,
    WORDS,
    AskedCentre,
    ExtensionBrowser,
    ticket_page,
    tokens_of,
    whole_browser,
    with_extension,
)
from tests.browser.visitor import awaited
from tests.clock import Clock
from tests.conftest import SAMPLES, open_samples

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(whole_browser() is None, reason="no whole Chromium, and the headless shell loads no extensions"),
]
KETTLE = "products/kettle/kettle-does-not-switch-off"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedCentre]:
    """A help centre over a copy of the samples, with an account and its tokens."""
    folder, clock = tmp_path_factory.mktemp("asked"), Clock()
    shutil.copytree(SAMPLES, folder / "articles")
    settings = Settings(articles_dir=folder / "articles", data_dir=folder / "data", site_name="Sofra help")
    app = open_samples(settings, clock=clock)
    with serving(app) as address:
        yield AskedCentre(address, app, *tokens_of(app, clock))


@pytest.fixture(scope="module")
def installed(
    browser: Browser, asked: AskedCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ExtensionBrowser]:
    """A browser in which the extension was installed and set up."""
    program = whole_browser()
    assert program is not None
    with with_extension(browser.browser_type, program, tmp_path_factory.mktemp("installed"), asked.site()) as made:
        set_up(made, asked.token)
        yield made


@pytest.fixture
def fresh(browser: Browser, asked: AskedCentre, tmp_path: Path) -> Iterator[ExtensionBrowser]:
    """One in which it was just installed."""
    program = whole_browser()
    assert program is not None
    with with_extension(browser.browser_type, program, tmp_path, asked.site()) as made:
        yield made


def set_up(browser: ExtensionBrowser, token: str) -> None:
    page = browser.options()
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("status")).to_have_text("It works. The help centre knows you as Staff.")
    page.close()


def beside(browser: ExtensionBrowser, page: Page) -> Page:
    """The panel beside ``page``, after its button was chosen there."""
    tab = browser.tab_of(page)
    browser.press_button(page)
    panel = browser.panel(tab)
    expect(panel.locator("#told")).to_contain_text("Articles found")
    return panel


def ticket(number: int) -> str:
    return TICKET_PAGE.replace("4711", str(number))


def test_a_token_is_checked_at_once_and_kept_only_where_it_opens_the_desk(
    fresh: ExtensionBrowser, asked: AskedCentre
) -> None:
    page = fresh.options()
    told = page.get_by_role("status")
    kept = "async () => (await chrome.storage.local.get('token')).token"
    for token, words in (("no-such-token", "does not know the token"), (asked.weak_token, "for “Suggest articles”")):
        page.get_by_label("Token").fill(token)
        page.get_by_label("Token").press("Enter")
        expect(told).to_contain_text(words)
        assert page.evaluate(kept) is None
    page.get_by_label("Token").fill(asked.token)
    page.get_by_label("Token").press("Enter")
    expect(told).to_contain_text("It works.")
    assert page.evaluate(kept) == asked.token
    page.get_by_role("button", name="Forget the token").click()
    expect(told).to_contain_text("forgotten")
    assert page.evaluate(kept) is None


def test_nothing_is_read_or_sent_before_the_button_is_chosen(fresh: ExtensionBrowser, asked: AskedCentre) -> None:
    set_up(fresh, asked.token)
    sent: list[str] = []
    fresh.context.on("request", lambda request: sent.append(request.url))
    page = fresh.open_ticket(ticket_page("textarea"), ticket(1))
    panel = fresh.panel(fresh.tab_of(page))
    expect(panel.locator("#told")).to_contain_text("choose the button of the extension")
    assert panel.locator("#message").input_value() == ""
    assert [url for url in sent if url.startswith(asked.address)] == []
    fresh.press_button(page)
    expect(panel.locator("#message")).to_have_value(WORDS["en"]["message"])
    expect(panel.locator(".article").first).to_be_visible()
    assert f"{asked.address}/api/v1/suggest" in sent


def test_the_button_opens_the_side_panel_of_that_tab(installed: ExtensionBrowser) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(2))
    tab = installed.tab_of(page)
    panel = beside(installed, page)
    panel.close()
    assert f"chrome-extension://{installed.id}/panel.html?tab={tab}" in installed.side_panels()


def test_without_a_token_the_panel_says_so_and_leads_to_its_settings(fresh: ExtensionBrowser) -> None:
    page = fresh.open_ticket(ticket_page("textarea"), ticket(3))
    panel = fresh.panel(fresh.tab_of(page))
    expect(panel.locator("#told")).to_contain_text("The panel is not set up yet")
    with fresh.context.expect_page() as opened:
        panel.locator("#told button").click()
    assert opened.value.url.endswith("/options.html")


def test_what_is_chosen_goes_into_the_reply_and_is_noted_for_the_ticket(
    installed: ExtensionBrowser, asked: AskedCentre
) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(4))
    page.locator("#reply").click()
    page.keyboard.type("Hello Jane,\n")
    panel = beside(installed, page)
    told, first = panel.locator("#told"), panel.locator(".article").first
    expect(panel.locator(".sure")).to_contain_text("Fits well")
    expect(first.get_by_role("link")).to_have_text("Kettle does not switch off")
    first.get_by_role("button", name="Insert link").click()
    expect(told).to_have_text("Put into the reply: Insert link")
    link = rf"Kettle does not switch off: {asked.address}/en/articles/{KETTLE}(#\S+)?"
    assert re.fullmatch(rf"Hello Jane,\n{link}", page.locator("#reply").input_value())
    first.get_by_role("button", name="Insert quote").click()
    expect(told).to_have_text("Put into the reply: Insert quote")
    first.get_by_role("button", name="Answer with a link").click()
    expect(told).to_have_text("Put into the reply: Answer with a link")
    assert re.fullmatch(rf"Hello Jane,\n{link}\n(> .+\n)+\n{link}\n(.*\n)+.*", page.locator("#reply").input_value())
    page.locator("#reply").focus()
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert page.locator("#reply").input_value() == "Hello Jane,\n"
    noted = [(kind, KETTLE) for kind in ("link", "quote", "reply")]
    assert awaited(page, lambda: sorted(note for note in asked.notes("4") if note[0] != "asked"), noted) == noted


def test_in_a_rich_editor_a_quote_is_a_quote_above_the_history(installed: ExtensionBrowser) -> None:
    page = installed.open_ticket(ticket_page("editable", history="My kettle is odd."), ticket(5))
    panel = beside(installed, page)
    panel.get_by_role("button", name="Insert quote").first.click()
    expect(panel.locator("#told")).to_have_text("Put into the reply: Insert quote")
    quote, history = page.locator("#reply > blockquote").all()
    assert quote.locator("p").count() > 1
    expect(history).to_have_text(re.compile("My kettle is odd."))
    expect(page.locator("#reply a").first).to_have_text("Kettle does not switch off")


def test_a_draft_is_changed_and_put_in_as_it_stands(installed: ExtensionBrowser, asked: AskedCentre) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(6))
    panel = beside(installed, page)
    panel.get_by_role("button", name="Draft a reply").click()
    text = panel.get_by_label("The reply", exact=True)
    expect(text).to_be_focused()
    text.fill(f"Dear Jane,\n\n{text.input_value()}")
    panel.get_by_role("button", name="Insert the reply").click()
    expect(panel.locator("#told")).to_have_text("Put into the reply: The reply")
    assert page.locator("#reply").input_value() == text.input_value().strip()
    assert awaited(page, lambda: ("reply", KETTLE) in asked.notes("6"), expected=True)


def test_where_there_is_no_field_it_is_copied(installed: ExtensionBrowser) -> None:
    page = installed.open_ticket("<title>x</title><p class=message>How do I reset my password?</p>", ticket(7))
    panel = beside(installed, page)
    panel.get_by_role("button", name="Insert link").first.click()
    expect(panel.locator("#told")).to_have_text("There is no reply field on the page. Copied instead: Insert link")
    assert "/en/articles/account/" in panel.evaluate("navigator.clipboard.readText()")


def test_what_is_wrong_stands_in_the_review_of_the_article(installed: ExtensionBrowser, asked: AskedCentre) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(8))
    panel = beside(installed, page)
    first = panel.locator(".article").first
    first.get_by_text("This is wrong").click()
    first.get_by_role("button", name="Tell the editors").click()
    expect(panel.locator("#told")).to_have_text("Say what is wrong.")
    first.get_by_label("What is wrong?").fill("It is the lid, not the base.")
    first.get_by_role("button", name="Tell the editors").click()
    expect(panel.locator("#told")).to_have_text("Noted: something in this article is wrong.")
    second = panel.locator(".article").nth(1)
    second.get_by_role("button", name="Not this one").click()
    expect(second).to_have_class(re.compile("dismissed"))
    assert {kind for kind, _ in asked.notes("8")} >= {"wrong", "not_this"}
    review = asked.parts.review
    assert review is not None
    [row] = [row for row in review.queue() if (row.article.language, row.article.key) == ("en", KETTLE)]
    assert row.standing.flag == "It is the lid, not the base."


def test_typed_words_are_searched(installed: ExtensionBrowser) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(9))
    panel = beside(installed, page)
    panel.get_by_label("Search the articles").fill("gift card")
    panel.get_by_label("Search the articles").press("Enter")
    expect(panel.locator(".article").first).to_contain_text(re.compile("gift", re.IGNORECASE))


def test_of_internal_articles_nothing_can_be_put_into_a_reply(installed: ExtensionBrowser) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(10))
    panel = beside(installed, page)
    panel.get_by_label("The customer’s message").fill(
        "How do I handle a complaint of a customer in seven steps of service strategy?"
    )
    panel.get_by_label("The customer’s message").press("Control+Enter")
    internal = panel.locator(".article.internal").first
    expect(internal).to_contain_text("Internal: not for customers")
    expect(internal.locator(".buttons")).to_have_count(0)


def test_all_of_it_is_done_by_keyboard(installed: ExtensionBrowser) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(11))
    panel = beside(installed, page)
    for _ in range(30):
        panel.keyboard.press("Tab")
        if panel.evaluate("document.activeElement.textContent") == "Insert link":
            break
    panel.keyboard.press("Enter")
    expect(panel.locator("#told")).to_have_text("Put into the reply: Insert link")


@pytest.mark.parametrize("language", ["ar", "fa", "ru"])
def test_the_panel_speaks_the_language_of_the_browser(
    browser: Browser, asked: AskedCentre, tmp_path: Path, language: str
) -> None:
    program = whole_browser()
    assert program is not None
    with with_extension(browser.browser_type, program, tmp_path, asked.site(), language) as made:
        page = made.options()
        page.locator("#token").fill(asked.token)
        page.locator("button.main").click()
        expect(page.locator("#told.sure")).to_be_visible()
        desk = made.open_ticket(ticket_page("editable", "ar"), ticket(12))
        tab = made.tab_of(desk)
        made.press_button(desk)
        panel = made.panel(tab)
        expect(panel.locator(".article").first).to_be_visible()
        direction = "ltr" if language == "ru" else "rtl"
        assert panel.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [language, direction]
        assert not re.search("[A-Za-z]{4}", panel.locator("#ask").inner_text())
        assert panel.evaluate("document.documentElement.scrollWidth") <= 380


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_panel_and_settings(installed: ExtensionBrowser, scheme: str) -> None:
    page = installed.open_ticket(ticket_page("textarea"), ticket(13))
    panel = beside(installed, page)
    panel.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    panel.get_by_text("This is wrong").first.click()
    panel.get_by_role("button", name="Draft a reply").click()
    expect(panel.get_by_label("The reply", exact=True)).to_be_visible()
    options = installed.options()
    options.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = [Axe().run(one, options=RULES) for one in (panel, options)]
    assert [report.generate_report() for report in found if report.violations_count] == []
    assert panel.evaluate("document.documentElement.scrollWidth") <= 380


def test_the_permission_is_asked_for_at_once_when_a_token_is_saved(fresh: ExtensionBrowser, asked: AskedCentre) -> None:
    page = fresh.options()
    page.evaluate("""() => {
      const request = chrome.permissions.request.bind(chrome.permissions);
      chrome.permissions.request = (wanted) => { window.during = window.event?.type; return request(wanted); };
    }""")
    page.get_by_label("Token").fill(asked.token)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("status")).to_contain_text("It works.")
    assert page.evaluate("during") == "submit"  # Firefox allows it while what somebody did is still being answered
