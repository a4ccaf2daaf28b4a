"""Staff answer a message in a real browser: by keyboard, on a phone, in Arabic, without JavaScript."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app import Parts
from bench.browser import serving
from kb.core.settings import Settings
from kb.usage.desk_notes import DeskNoteRow
from tests.browser.checks import RULES
from tests.browser.visitor import Visitor, awaited, comes_true, visiting
from tests.conftest import SAMPLES, open_samples

pytestmark = pytest.mark.slow

KETTLE = "Hi team,\n\nmy kettle does not switch off when the water boils. What can I do?\n\nBest regards\nJane"


@dataclass
class Site:
    """A site of one's own over a copy of the samples."""

    address: str
    parts: Parts

    def notes(self) -> list[tuple[str, str]]:
        assert self.parts.database is not None
        with self.parts.database.connect() as connection:
            found = connection.execute(select(DeskNoteRow.kind, DeskNoteRow.ticket).order_by(DeskNoteRow.id))
            return [(kind, ticket) for kind, ticket in found]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(SAMPLES, folder / "articles")
    settings = Settings(articles_dir=folder / "articles", data_dir=folder / "data", site_name="Sofra help")
    app = open_samples(settings)
    with serving(app) as address:
        yield Site(address, app.extensions["kb"])


@pytest.fixture
def staff(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Someone at the machine; fails where a page they opened complained."""
    with visiting(browser, site.address, site.parts.site.machine_secret) as visitor:
        yield visitor


def ask(page: Page, message: str, ticket: str = "") -> None:
    page.locator("#message").fill(message)
    page.locator("#ticket").fill(ticket)
    page.locator("#message").press("Control+Enter")
    page.locator(".answer, .empty").first.wait_for()


def clipboard(page: Page, kind: str = "text/plain") -> str:
    script = "async (kind) => (await (await navigator.clipboard.read())[0].getType(kind)).text()"
    return str(page.evaluate(script, kind))


def test_a_message_is_answered_by_keyboard_alone(staff: Visitor, site: Site) -> None:
    page = staff.open("/desk")
    expect(page.locator("#message")).to_be_focused()
    ask(page, KETTLE, "T-100")
    expect(page.locator("#a1")).to_be_focused()
    told = page.locator("#told")
    page.keyboard.press("l")
    expect(told).to_have_text("Copied: Copy link")
    link = clipboard(page)
    assert re.fullmatch(rf"{site.address}/en/articles/products/kettle/[a-z-]+(#[a-z-]+)?", link)
    for key, start in (("m", "["), ("h", "<a href="), ("q", "> "), ("r", "Hello,")):
        page.keyboard.press(key)
        expect(told).not_to_have_text("Copied: Copy link")
        assert comes_true(page, "async (start) => (await navigator.clipboard.readText()).startsWith(start)", start)
    page.keyboard.press("t")
    expect(told).to_have_text("Copied: Rich text")
    assert f'href="{link}"' in clipboard(page, "text/html")
    assert clipboard(page) == link
    page.keyboard.press("j")
    expect(page.locator("#a2")).to_be_focused()
    page.keyboard.press("n")
    expect(told).to_have_text("Noted: this article does not answer.")
    expect(page.locator("#a2")).to_have_class(re.compile("dismissed"))
    page.keyboard.press("1")
    page.keyboard.press("w")
    page.keyboard.type("jklm?")
    page.locator("#a1 .report button").press("Enter")
    expect(told).to_have_text("Noted: something in this article is wrong.")
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#message")).to_be_focused()
    noted = {"asked", "link", "quote", "reply", "not_this", "wrong"}
    assert awaited(page, lambda: {kind for kind, ticket in site.notes() if ticket == "T-100"}, noted) == noted


def test_the_keys_lead_through_the_articles_of_all_questions(staff: Visitor, site: Site) -> None:
    page = staff.open("/desk")
    ask(page, "1) My kettle does not switch off, why?\n2) How do I reset my password?", "T-101")
    questions = page.locator("h2.asked")
    expect(questions).to_have_text(["My kettle does not switch off, why?", "How do I reset my password?"])
    second = page.locator(".part").nth(1).locator(".answer").first
    page.keyboard.press((second.get_attribute("id") or "")[1:])
    expect(second).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#told")).to_have_text("Copied: Copy link")
    assert "/account/" in clipboard(page)
    page.keyboard.press("k")
    expect(page.locator(".part").first.locator(".answer").last).to_be_focused()
    assert awaited(page, lambda: ("link", "T-101") in site.notes(), expected=True)


def test_selected_text_of_any_page_reaches_the_desk_and_no_address(staff: Visitor) -> None:
    page = staff.open("/desk#text=My%20kettle%20does%20not%20switch%20off%20%F0%9F%94%A5")
    page.locator(".answer").first.wait_for()
    assert page.locator("#message").input_value() == "My kettle does not switch off 🔥"
    assert "kettle" not in page.url
    address = page.locator(".bookmarklet").get_attribute("href") or ""
    assert address.startswith("javascript:")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.evaluate("window.open = (address) => { window.opened = address; }")
    page.evaluate(unquote(address.removeprefix("javascript:")))
    assert page.evaluate("window.opened") == f"{staff.address}/desk#text=Desk"


def test_another_site_that_opens_the_desk_fills_in_and_sends_nothing(staff: Visitor, site: Site) -> None:
    page, before = staff.open("/desk"), site.notes()
    link = f'<a href="{staff.address}/desk#text=My%20kettle%20is%20odd" rel="noreferrer">help</a>'
    page.route("http://foreign.test/", lambda route: route.fulfill(content_type="text/html", body=link))
    page.goto("http://foreign.test/")
    page.get_by_role("link").click()
    expect(page.locator("#message")).to_have_value("My kettle is odd")
    expect(page.locator("#told")).to_contain_text("Another page filled in this text.")
    expect(page.get_by_role("button", name="Find articles")).to_be_focused()
    assert page.locator(".answer").count() == 0
    assert site.notes() == before
    page.keyboard.press("Enter")
    page.locator(".answer").first.wait_for()


def test_internal_articles_have_nothing_to_copy(staff: Visitor) -> None:
    page = staff.open("/desk")
    ask(page, "How do I handle a complaint of a customer in seven steps of service strategy?")
    internal = page.locator(".answer.internal").first
    expect(internal).to_contain_text("Internal: not for customers")
    expect(internal.locator("[data-copy], textarea[readonly]")).to_have_count(0)


def test_a_draft_is_changed_and_copied_and_what_is_internal_is_taken_over_by_a_press_alone(
    staff: Visitor, site: Site
) -> None:
    page = staff.open("/desk")
    ask(page, "How do I handle a complaint? And how do I reset my password?", "T-102")
    page.get_by_role("button", name="Draft a reply").click()
    expect(page.locator("#draft")).to_be_focused()
    text = page.get_by_label("The reply", exact=True)
    inside = page.locator(".inside .passage").first.inner_text().split("\n")[0]
    assert inside not in text.input_value()
    text.fill("Dear Jane,\n" + text.input_value())
    with page.expect_response("**/desk/notes"):
        page.get_by_role("button", name="Copy the reply").click()
    expect(page.locator("#told")).to_have_text("Copied: Copy the reply")
    assert clipboard(page) == text.input_value()
    assert ("reply", "T-102") in site.notes()
    page.get_by_role("button", name="Take over into the reply").first.click()
    expect(page.locator("#told")).to_contain_text("Check that customers may read it.")
    assert inside in text.input_value()


def test_everything_works_without_javascript(staff: Visitor, site: Site) -> None:
    page = staff.open("/desk", scripts=False)
    page.locator("#message").fill(KETTLE)
    page.locator("#ticket").fill("T-200")
    page.locator("button.main", has_text="Find articles").click()
    first = page.locator(".answer").first
    expect(first.locator("[data-copy]").first).to_be_hidden()
    first.locator(".texts summary").click()
    expect(first.locator("textarea[data-text=plain]")).to_have_value(re.compile(f"^{site.address}/en/articles/"))
    first.locator("button", has_text="Note that I sent this").click()
    expect(page.locator(".flash").first).to_have_text("Noted as sent.")
    assert ("link", "T-200") in site.notes()
    page.locator("#message").fill(KETTLE)
    page.locator("button.main", has_text="Find articles").click()
    page.locator("button", has_text="Draft a reply").click()
    expect(page.locator("#draft-text")).to_have_value(re.compile(f"{site.address}/en/articles/"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("language", "message"),
    [("en", KETTLE), ("ar", "السلام عليكم، نسيت كلمة المرور ولا أستطيع الدخول إلى حسابي، ما الحل؟")],
)
def test_axe_finds_nothing_and_nothing_is_too_wide(staff: Visitor, language: str, message: str, dark: bool) -> None:
    for width in (1280, 360):
        page = staff.open("/desk", width=width, dark=dark, language=language)
        found = [Axe().run(page, options=RULES)]
        ask(page, message)
        page.locator(".answer .texts summary").first.click()
        page.locator(".answer .report summary").first.click()
        page.locator("[data-draft]").click()
        page.locator("#draft").wait_for()
        found.append(Axe().run(page, options=RULES))
        assert [report.generate_report() for report in found if report.violations_count] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
