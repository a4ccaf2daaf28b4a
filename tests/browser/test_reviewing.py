"""An editor works through the queue in a real browser, with a keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from bench.browser import serving
from kb.core.settings import Settings
from search.models.embedder import Model
from tests.browser.checks import RULES
from tests.browser.keys import press
from tests.browser.visitor import Visitor, visiting
from tests.conftest import SAMPLES, BagOfWords, open_site

pytestmark = pytest.mark.slow


@pytest.fixture
def editor(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """An editor of a site of their own over a copy of the samples; fails where a page they opened complained."""
    shutil.copytree(SAMPLES, tmp_path / "articles")
    settings = Settings(articles_dir=tmp_path / "articles", data_dir=tmp_path / "data")
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    app = open_site(settings, models=[Model("bag", None, BagOfWords)], clock=lambda: now)
    secret = app.extensions["kb"].site.machine_secret
    with serving(app) as address, visiting(browser, address, secret) as visitor:
        yield visitor


def test_the_whole_job_by_keyboard_alone(editor: Visitor) -> None:
    page = editor.open("/review")
    titles = page.locator("tbody th > a").all_inner_texts()
    press(page, "j j j k x j x")
    expect(page.locator("#chosen")).to_have_text("Selected: 2")
    press(page, "r Space Tab Tab Tab Tab Space")
    page.locator("input[name=name]").focus()
    page.keyboard.type("Ann")
    page.locator("button[value=reviewed]").focus()
    press(page, "Enter")
    told = page.locator(".act")
    expect(told).to_contain_text("Still right: 2 articles")
    assert page.locator("tbody th > a").first.inner_text() == titles[0]
    assert titles[1] not in page.locator("tbody th > a").all_inner_texts()[:3]
    press(page, "u")
    expect(told).to_contain_text("Undone: 2 articles")
    assert page.locator("tbody th > a").all_inner_texts() == titles
    press(page, "j a")
    page.keyboard.type("Bo")
    press(page, "Enter")
    expect(told).to_contain_text("Assigned: 1 article")
    press(page, "/")
    page.keyboard.type("jkxru?")
    assert page.locator("#q").input_value() == "jkxru?"
    press(page, "Escape")
    expect(page.locator("tbody th > a").first).to_be_focused()
    press(page, "Shift+?")
    expect(page.locator("dialog")).to_be_visible()
    press(page, "Escape ArrowDown")
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("tbody th > a").nth(1)).to_be_focused()
    press(page, "o")
    expect(page).to_have_url(re.compile("/review/articles/"))


def test_keys_with_ctrl_or_alt_are_left_to_the_browser(editor: Visitor) -> None:
    page = editor.open("/review")
    press(page, "j Control+x Alt+x Meta+x")
    expect(page.locator("#chosen")).to_have_text("Selected: 0")


def test_keys_are_found_by_their_place_where_the_keyboard_writes_no_latin_letters(editor: Visitor) -> None:
    page = editor.open("/review", language="ru")
    for key, code in (("о", "KeyJ"), ("ч", "KeyX")):
        page.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
            [key, code],
        )
    assert page.locator("input[name=row]:checked").count() == 1


def test_a_range_is_chosen_with_shift_and_all_with_one_box(editor: Visitor) -> None:
    page = editor.open("/review")
    boxes = page.locator("input[name=row]")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("#chosen")).to_have_text("Selected: 4")
    page.locator("#all-rows").click()
    expect(page.locator("#chosen")).to_have_text(f"Selected: {boxes.count()}")
    page.locator("#all-rows").click()
    expect(page.locator("#chosen")).to_have_text("Selected: 0")


def test_everything_works_without_javascript(editor: Visitor) -> None:
    page = editor.open("/review", scripts=False)
    page.locator(".narrow summary").click()
    page.locator("select[name=language]").select_option("fa")
    page.locator(".narrow button").click()
    first = page.locator("tbody th > a").first.inner_text()
    page.locator("input[name=row]").first.check()
    page.locator("summary", has_text="Snooze").click()
    page.locator("input[name=name]").fill("Ann")
    page.locator("input[name=until]").fill("2027-01-31")
    page.locator("input[name=reason]").fill("New model in February")
    page.locator("button[value=snoozed]").click()
    expect(page.locator(".act")).to_contain_text("Snoozed: 1 article")
    assert "language=fa" in page.url
    expect(page.locator("tbody th > a").first).not_to_have_text(first)
    page.locator(".undo button").click()
    expect(page.locator(".act")).to_contain_text("Undone: 1 article")
    assert "language=fa" in page.url


def test_paper_gets_the_table_without_the_controls(editor: Visitor) -> None:
    page = editor.open("/review")
    page.emulate_media(media="print")
    expect(page.locator("table.queue")).to_be_visible()
    for control in (".bulk", ".narrow", ".views", ".review-nav", "td.choose >> nth=0"):
        expect(page.locator(control)).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_is_too_wide(editor: Visitor, language: str, dark: bool) -> None:
    page = editor.open("/review?state=all&owner=Orders+team", dark=dark, language=language)
    press(page, "j x r")
    found = [Axe().run(page, options=RULES)]
    page.goto("/review/you")
    found.append(Axe().run(page, options=RULES))
    assert [report.generate_report() for report in found if report.violations_count] == []
    for path in ("/review?state=all", "/review/you"):
        small = editor.open(path, width=360, dark=dark, language=language)
        assert small.evaluate("document.documentElement.scrollWidth") <= 360
        if path != "/review/you":
            press(small, "j x s")
            report = Axe().run(small, options=RULES)
            assert report.violations_count == 0, report.generate_report()
