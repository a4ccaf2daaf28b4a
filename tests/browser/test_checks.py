"""The checks of pages see what they look for: each finds its fault in a page that is made with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.visitor import window

pytestmark = pytest.mark.slow

GOOD = (
    '<!doctype html><html lang="en"><head><title>Good</title></head><body>'
    '<a class="skip" href="#content" style="display: inline-block; min-height: 24px">Skip</a>'
    "<header>Name</header><main id=content><h1>Title</h1>{}</main><footer>End</footer></body></html>"
)
LINK = '<a href="/" style="display: inline-block; min-height: 24px">A link of its own</a>'

Check = Callable[[Page], list[str]]


def named(check: str) -> Check:
    return lambda page: checks.ask(page, check)


FAULTS: dict[str, tuple[Check, str, str]] = {
    "two main headings": (named("landmarks"), "<h1>Another</h1>", "2 × h1"),
    "a level of headings that is skipped": (named("landmarks"), "<h3>Deep</h3>", "follows one of level 1"),
    "an error without words": (named("errors"), '<input aria-invalid="true">', "no visible text"),
    "an error whose words are hidden": (
        named("errors"),
        '<input aria-invalid="true" aria-describedby="e"><p id="e" hidden>Wrong</p>',
        "no visible text",
    ),
    "a small target": (
        named("targets"),
        '<button style="width: 20px; height: 30px; padding: 0">x</button>',
        "20.0 × 30.0",
    ),
    "something wider than the window": (
        lambda page: checks.at_size(page, 320, 256),
        '<div style="width: 400px">wide</div>',
        "needs 4",
    ),
    "text that is cut off when it grows": (
        checks.enlarged,
        '<p style="height: 1.5em; font-size: 1rem; height: 24px; overflow: hidden">Words</p>',
        "cut off",
    ),
    "a focus that nothing shows": (checks.walk, '<a href="/" style="outline: none">Link</a>', "nothing shows it"),
    "a focus out of sight": (
        checks.walk,
        '<a href="/" style="position: fixed; left: -500px">Link</a>',
        "cannot be seen",
    ),
    "a focus beneath something": (
        checks.walk,
        '<a href="/">Link</a><div style="position: fixed; inset: 0; background: white">Over all</div>',
        "lies under",
    ),
    "a button without a border": (named("boundless"), '<button style="border: 0">Go</button>', "no border"),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with window(browser) as context:
        yield context.new_page()


def show(page: Page, content: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_content(GOOD.format(content))
    checks.load(page)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(page: Page, fault: str) -> None:
    check, content, words = FAULTS[fault]
    show(page, content)
    assert words in "\n".join(check(page))


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_found_in_a_good_page(page: Page, fault: str) -> None:
    show(page, f"<p>{LINK}</p><p>A sentence with <a href='/'>a link</a> in it.</p><button>A large button</button>")
    page.locator("button").evaluate("button => { button.style.minHeight = '24px'; }")
    assert FAULTS[fault][0](page) == []


def test_a_trap_for_the_keyboard_is_found(page: Page) -> None:
    """Whoever cannot leave the first field never comes to the link."""
    show(page, '<input id="trap" style="min-height: 24px"><a href="/">Link</a>')
    page.evaluate("trap.addEventListener('keydown', (event) => { if (event.key === 'Tab') event.preventDefault(); })")
    assert checks.walk(page) == ["the keyboard does not get out of <input#trap> “”"]
