"""Every kind of page, in both directions, both themes, wide and narrow: fits, reads, breaks no rule of axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow

PAGES = {
    "home": "/{}/",
    "category": "/{}/categories/products",
    "article": "/{}/articles/products/coffee-machine/coffee-machine-error-codes",
    "table": "/{}/articles/delivery/delivery-times-and-costs",
    "results": "/{}/search?q=CB-200",
    "nothing": "/{}/search?q=zzzzqqqq",
    "empty search": "/{}/search",
}
STAFF = {
    "desk": "/desk",
    "insights": "/insights",
    "gaps": "/insights/gaps",
    "links": "/links",
    "link to make": "/links?article=/en/articles/delivery/delivery-times-and-costs",
    "queue": "/review",
    "reports": "/review/reports",
    "history": "/review/history",
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ru"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_phone(visitor: Visitor, name: str, language: str) -> None:
    page = visitor.open(PAGES[name].format(language), width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visitor: Visitor, name: str, language: str, dark: bool) -> None:
    page = visitor.open(PAGES[name].format(language), dark=dark)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
@pytest.mark.parametrize("name", STAFF)
def test_no_page_for_staff_is_wider_than_a_small_phone(visitor: Visitor, name: str, language: str) -> None:
    page = visitor.open(STAFF[name], width=360, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".staff-bar [aria-current]").bounding_box()["height"] >= 24  # type: ignore[index]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["insights", "gaps", "links", "link to make"])
def test_axe_finds_nothing_on_the_pages_for_staff(visitor: Visitor, name: str, language: str, dark: bool) -> None:
    page = visitor.open(STAFF[name], width=360, dark=dark, language=language)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
