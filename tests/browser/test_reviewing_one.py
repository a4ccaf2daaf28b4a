"""One article's review in a browser: by keyboard alone, without JavaScript, on a phone, by the rules of axe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from bench.browser import serving
from kb.core.settings import Settings
from tests.browser.checks import RULES
from tests.browser.keys import press
from tests.browser.visitor import Visitor, visiting
from tests.conftest import SAMPLES, open_site

pytestmark = pytest.mark.slow

ARTICLE = "/review/articles/en/payments/charged-twice"
TRANSLATION = "/review/articles/ar/payments/charged-twice"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A copy of some sample articles, one with a link to a machine that does not answer and one to nowhere."""
    root = tmp_path / "articles"
    for folder in ("en/payments", "ar/payments"):
        shutil.copytree(SAMPLES / folder, root / folder)
    file = root / "en/payments/charged-twice.md"
    file.write_text(file.read_text("utf-8") + "\nSee <http://127.0.0.1:9/x> and [this](nowhere.md).\n", "utf-8")
    return root


@pytest.fixture
def reviewer(browser: Browser, articles: Path, tmp_path: Path) -> Iterator[Visitor]:
    """An editor at the machine itself, long after every article was reviewed."""
    settings = Settings(articles_dir=articles, data_dir=tmp_path / "data", site_name="Sofra help")
    app = open_site(settings, models=[], clock=lambda: datetime(2029, 1, 2, tzinfo=UTC))
    app.extensions["kb"].review.start()
    secret = app.extensions["kb"].site.machine_secret
    with serving(app) as address, visiting(browser, address, secret) as visitor:
        yield visitor


def test_a_review_is_done_and_taken_back_by_keyboard_alone(reviewer: Visitor, articles: Path) -> None:
    file = articles / "en/payments/charged-twice.md"
    before = file.read_bytes()
    page = reviewer.open(f"{ARTICLE}?queue=language%3Den%26sort%3Dtitle")
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "j")
    expect(page.locator("h1")).not_to_contain_text("charged twice", ignore_case=True)
    press(page, "k")
    expect(page).to_have_url(f"{reviewer.address}{ARTICLE}?queue=language%3Den%26sort%3Dtitle")
    press(page, "s")
    expect(page.locator("#f-until")).to_be_focused()
    press(page, "Escape r")
    expect(page.locator("[name=check]").first).to_be_focused()
    press(page, "Space")
    page.locator("#decide [name=name]").focus()
    page.keyboard.type("jk123 Alice")
    press(page, "Control+Enter")
    expect(page.locator(".act")).to_contain_text("Still right")
    assert b"reviewed_by: jk123 Alice" in file.read_bytes()
    press(page, "u")
    expect(page.locator(".act")).to_contain_text("Undone")
    assert file.read_bytes() == before


def test_who_edits_the_markdown_decides_to_save_it(reviewer: Visitor, articles: Path) -> None:
    page = reviewer.open(ARTICLE)
    press(page, "e")
    expect(page.locator("#f-text")).to_be_focused()
    press(page, "Control+End")
    page.keyboard.type("One more line, with 1 j and a ?")
    expect(page.locator("#choice-edited")).to_be_checked()
    page.locator("#decide [name=name]").fill("Alice")
    press(page, "Control+Enter")
    expect(page.locator(".act")).to_contain_text("Edited")
    text = (articles / "en/payments/charged-twice.md").read_bytes()
    assert text.endswith(b"[this](nowhere.md).\nOne more line, with 1 j and a ?\n")
    assert b"\r" not in text


def test_only_the_fields_of_the_chosen_decision_are_shown(reviewer: Visitor) -> None:
    page = reviewer.open(ARTICLE)
    expect(page.locator("[name=check]").first).to_be_hidden()
    press(page, "a")
    expect(page.locator("#f-task")).to_be_focused()
    expect(page.locator("[name=check]").first).to_be_hidden()


def test_the_links_are_looked_at_without_losing_what_was_filled_in(reviewer: Visitor) -> None:
    page = reviewer.open(ARTICLE)
    press(page, "a")
    page.keyboard.type("New photo")
    page.locator("#check-links button").click()
    expect(page.locator("#links-known .verdict.doubtful, #links-known .verdict.bad")).to_be_visible()
    expect(page.locator("#f-task")).to_have_value("New photo")


def test_a_review_is_done_without_javascript(reviewer: Visitor, articles: Path) -> None:
    page = reviewer.open(ARTICLE, scripts=False)
    page.locator("#choice-reviewed").check()
    page.locator("[name=check]").first.check()
    page.locator("#decide [name=name]").fill("Alice")
    page.locator("#decide .primary").click()
    expect(page.locator(".act")).to_contain_text("Still right")
    assert b"reviewed_by: Alice" in (articles / "en/payments/charged-twice.md").read_bytes()


@pytest.mark.parametrize("decision", ["reviewed", "snoozed", "archived"])
def test_nothing_is_wider_than_a_small_phone(reviewer: Visitor, decision: str) -> None:
    for address in (ARTICLE, TRANSLATION):
        page = reviewer.open(address, width=360)
        page.locator(f"#choice-{decision}").check()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing(reviewer: Visitor, articles: Path, language: str, dark: bool) -> None:
    page = reviewer.open(ARTICLE if language == "en" else TRANSLATION, language=language, dark=dark)
    page.locator("#choice-snoozed").check()
    page.locator("#decide [name=name]").fill("Alice")
    page.locator("#f-text").evaluate("field => field.value += 'x'")  # unsaved: the page comes back with what is wrong
    page.locator("#decide .primary").click()
    expect(page.locator("#error-text")).to_be_visible()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    reviewer.complaints.clear()  # of the browser: 422


def test_a_conflict_breaks_no_rule_of_axe_either(reviewer: Visitor, articles: Path) -> None:
    page = reviewer.open(ARTICLE)
    file = articles / "en/payments/charged-twice.md"
    file.write_text(file.read_text("utf-8").replace("twice", "two times"), "utf-8")
    press(page, "r Space")
    page.locator("#decide [name=name]").fill("Alice")
    press(page, "Control+Enter")
    expect(page.locator("#review-conflict")).to_be_visible()
    expect(page.locator("[name=check]").first).to_be_checked()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    reviewer.complaints.clear()  # of the browser: 409
