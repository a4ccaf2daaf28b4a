"""An editor reads the insights in a real browser: on a small phone, in both directions, in both themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from bench.browser import serving
from tests.browser.checks import RULES
from tests.browser.visitor import Visitor, visiting
from tests.conftest import Collection
from tests.search.insights.conftest import failed, opened, put, search, support

pytestmark = pytest.mark.slow


@pytest.fixture
def editor(browser: Browser, collection: Collection, client: FlaskClient, site: Flask) -> Iterator[Visitor]:
    """An editor at the machine of a site where something of everything happened."""
    collection.write("en/account/reset.md", "Reset it.", title="Reset a password that was forgotten some time ago")
    collection.write("fa/account/reset.md", "بازنشانی.", title="بازنشانی گذرواژه")
    collection.write("en/orders/refund.md", "Money back.", title="Refunds")
    site.extensions["kb"].library.refresh()
    put(site, failed("w" * 120), opened("reset"), search("unsure", confidence=0.4), search("again", after=9))
    support(site)
    secret = site.extensions["kb"].site.machine_secret
    with serving(site) as address, visiting(browser, address, secret) as visitor:
        yield visitor


@pytest.mark.parametrize("language", ["en-GB", "fa"])
def test_nothing_is_wider_than_a_small_phone(editor: Visitor, language: str) -> None:
    page = editor.open("/insights/support", width=360, language=language)
    expect(page.locator("#self-service")).to_be_visible()
    for path in ("/insights/support", "/insights/searches", "/insights"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_whether_self_service_works_stands_on_one_screen(editor: Visitor, language: str) -> None:
    page = editor.open("/insights", language=language)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".overview tbody tr").count() >= 10
    box = page.locator(".overview").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900


@pytest.mark.parametrize(("language", "dark"), [("en-GB", False), ("fa", True)])
def test_axe_finds_nothing(editor: Visitor, language: str, dark: bool) -> None:
    page = editor.open("/insights", language=language, dark=dark)
    for path in ("/insights", "/insights/searches", "/insights/support"):
        page.goto(path)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
