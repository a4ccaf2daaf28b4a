"""Where text allows more than level AA of WCAG 2.2 asks: contrast, targets for fingers, lines that are read easily."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.checks import BROKEN_ONLY, axe, load
from tests.browser.visitor import window

pytestmark = pytest.mark.slow
ENHANCED: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}, **BROKEN_ONLY}
ARTICLE = "/en/articles/products/coffee-machine/descale-the-coffee-machine"
READ = (
    "/en/",
    "/ar/categories/products",
    "/en/products/coffee-machine",
    ARTICLE,
    "/en/articles/products/burning-smell-or-shock",
    "/fa/articles/products/rice-cooker/rice-cooker-does-not-work",
    "/en/search?q=forgotten+password",
    "/en/search?q=qqxxzz",
    "/ru/contact",
    "/en/ask",
    "/en/nothing-is-here",
)
LINES = """() => {
  const lines = new Map();
  const texts = document.createTreeWalker(document.querySelector('.prose'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    if (!text.parentElement.closest('p, li') || text.parentElement.closest('button, table')) continue;
    for (let at = 0; at < text.length; at += 1) {
      const range = new Range();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const { top, width } = range.getBoundingClientRect();
      if (width) lines.set(Math.round(top / 12), (lines.get(Math.round(top / 12)) ?? 0) + 1);
    }
  }
  return Math.max(...lines.values());
}"""


def phone(browser: Browser, address: str, **options: object) -> Page:
    """A page of a phone that is touched."""
    return window(
        browser, base_url=address, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, **options
    ).new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_more_contrast_all_words_are_seven_to_one(browser: Browser, address: str, scheme: str) -> None:
    page = phone(browser, address, color_scheme=scheme)
    page.add_init_script("localStorage.setItem('contrast', 'more')")
    wrong = []
    for path in READ:
        page.goto(path)
        assert page.evaluate("document.documentElement.dataset.contrast") == "more"
        wrong += axe(page, f"{path}, {scheme}", ENHANCED)
    page.context.close()
    assert wrong == []


def test_under_a_finger_what_stands_alone_is_44_pixels_high(browser: Browser, address: str) -> None:
    page = phone(browser, address)
    wrong = []
    for path in READ:
        page.goto(path)
        load(page)
        page.evaluate("document.querySelectorAll('.prose table a').forEach((it) => it.remove())")  # of the text
        wrong += [f"{path}: {what}" for what in page.evaluate("checks.targets(44)")]
    page.context.close()
    assert wrong == []


def test_a_line_has_eighty_signs_at_most_and_room_to_the_next(browser: Browser, address: str) -> None:
    page = window(browser, base_url=address, viewport={"width": 1280, "height": 900}).new_page()
    for path in (ARTICLE, ARTICLE.replace("/en/", "/ru/")):
        page.goto(path)
        assert page.evaluate(LINES) <= 80
        height, size = page.locator(".prose p").first.evaluate(
            "it => [getComputedStyle(it).lineHeight, getComputedStyle(it).fontSize].map(parseFloat)"
        )
        assert height >= 1.5 * size
        assert page.locator(".prose p").first.evaluate("it => getComputedStyle(it).textAlign") != "justify"
    page.context.close()
