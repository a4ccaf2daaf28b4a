"""The scripts find the site below a path: suggestions, the chosen language, what is kept to read offline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bench.browser import serving
from kb.core.settings import Settings
from search.models.embedder import Model
from tests.browser.visitor import IS_KEPT, Visitor, comes_true, visiting
from tests.conftest import BagOfWords, Collection, open_site

pytestmark = pytest.mark.slow
ARTICLE = "/help/en/articles/account/reset"


@pytest.fixture
def reader(collection: Collection, tmp_path: Path, browser: Browser) -> Iterator[Visitor]:
    """A reader of a site of which all but the port is as its operator set it."""
    collection.write("en/account/reset.md", "Reset it.", title="Reset a password")
    collection.write("fa/account/reset.md", "بازنشانی.", title="بازنشانی گذرواژه")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", base_url="http://127.0.0.1/help", site_name="Help"
    )
    app = open_site(settings, models=[Model("bag", None, BagOfWords)])
    app.extensions["kb"].library.refresh()
    app.extensions["kb"].service.bring_up_to_date()
    with serving(app) as address, visiting(browser, address) as visitor:
        yield visitor


def test_suggestions_lead_to_articles_below_it(reader: Visitor) -> None:
    page = reader.open("/help/en/")
    page.locator("[name=q]").first.press_sequentially("password")
    option = page.locator("[role=option] a, a[role=option]").first
    expect(option).to_have_attribute("href", re.compile(f"^({reader.address})?{ARTICLE}"))
    option.click()
    expect(page).to_have_url(re.compile(ARTICLE))


def test_the_language_that_was_chosen_holds_below_it(reader: Visitor) -> None:
    page = reader.open(ARTICLE)
    page.locator("nav.languages a[lang=fa]").first.evaluate("(link) => link.click()")
    expect(page).to_have_url(re.compile("/help/fa/articles/account/reset"))
    cookies = {cookie.get("name"): cookie.get("path") for cookie in page.context.cookies(f"{reader.address}/help/")}
    assert cookies.get("language") == "/help"


def test_what_was_read_below_it_is_kept(reader: Visitor) -> None:
    page = reader.open(ARTICLE)
    scope = page.evaluate("async () => (await navigator.serviceWorker.ready).scope")
    assert scope == f"{reader.address}/help/"
    assert comes_true(page, IS_KEPT, ARTICLE)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("Reset a password")
    page.context.set_offline(False)
