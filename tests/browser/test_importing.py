"""An administrator sends an export, looks at it, imports it and takes it back: by a script in pieces, and without."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import create_app
from bench.browser import serving
from kb.core.roles import Role
from kb.core.settings import Settings
from tests.browser.visitor import PATIENCE_MS, window
from tests.clock import Clock
from tests.conftest import Collection
from tests.kb.exchange.conftest import CATEGORIES, SECTIONS, article
from tests.pictures import picture
from tests.signing_in import Office

pytestmark = pytest.mark.slow
FOUND = "/en/search?q=zanzibar&show=page"
PIECE = 4 * 2**20


@dataclass
class Running:
    """A site on which everything runs, and who administers it."""

    browser: Browser
    address: str
    cookie: str

    def page(self, *, scripts: bool) -> Page:
        context = window(self.browser, base_url=self.address, java_script_enabled=scripts, locale="en-GB")
        context.add_cookies([{"name": "session", "value": self.cookie, "url": self.address}])
        return context.new_page()


@pytest.fixture
def running(browser: Browser, tmp_path: Path) -> Iterator[Running]:
    (tmp_path / "articles").mkdir()
    collection, clock = Collection(tmp_path / "articles"), Clock()
    collection.write("en/own.md", "Our own text.", title="Own")
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    app = create_app(settings, models=[], clock=clock)
    office = Office(app, clock)
    cookie = office.browser(office.hire(Role.ADMIN)).client.get_cookie("session")
    assert cookie is not None
    with serving(app) as address:
        yield Running(browser, address, cookie.value)
        for context in browser.contexts:
            context.close()


def export(large: bytes = b"") -> dict[str, object]:
    """A zip for a file field; with ``large`` it has more than one piece."""
    stream = io.BytesIO()
    body = '<p>Press <img src="key.png" alt="Key"> for zanzibar.</p>'
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("articles.json", json.dumps({"articles": [article(1, "Reset", body)]}))
        archive.writestr("places.json", json.dumps({**SECTIONS, **CATEGORIES}))
        archive.writestr("key.png", picture("PNG"))
        archive.writestr("unused.png", large)
    return {"name": "export.zip", "mimeType": "application/zip", "buffer": stream.getvalue()}


def until(page: Page, address: str, words: str, *, is_there: bool) -> None:
    """Load ``address`` until its main part has these words, or no longer has them."""
    for _ in range(PATIENCE_MS // 200):
        page.goto(address)
        if (words in page.locator("main").inner_text()) == is_there:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{address}: {words!r} {'is not' if is_there else 'is still'} there")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_upload_to_the_search_and_back(running: Running, scripts: bool) -> None:
    page = running.page(scripts=scripts)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/piece?" in request.url else None)
    page.goto("/admin/imports")
    page.locator("#file").set_input_files(export(b"x" * (PIECE + 1) if scripts else b""))  # type: ignore[arg-type]
    page.locator("#import-form button").click()
    page.wait_for_url("**/admin/imports/1")
    assert len(sent) == (2 if scripts else 0)
    here = page.url
    if scripts:
        expect(page.locator("#import-state")).to_have_attribute("data-state", "ready")
    else:
        until(page, here, "preview ready", is_there=True)
    image = page.locator(".first-article img")
    expect(image).to_be_visible()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 8 if scripts else True
    page.get_by_role("button", name="Import", exact=True).click()
    if scripts:
        expect(page.locator("#import-state")).to_have_attribute("data-state", "done")
    else:
        until(page, here, "imported", is_there=True)
    until(page, FOUND, "Reset", is_there=True)
    page.goto("/en/articles/account/sign-in/reset")
    expect(page.locator(".prose img")).to_have_attribute("alt", "Key")
    page.goto(here)
    page.locator(".acts summary").click()
    page.locator(".acts .danger").click()
    if scripts:
        expect(page.locator("#import-state")).to_have_attribute("data-state", "undone")
    else:
        until(page, here, "undone", is_there=True)
    until(page, FOUND, "Reset", is_there=False)
    answer = page.goto("/en/articles/account/sign-in/reset")
    assert answer is not None
    assert answer.status == 404


def test_a_hitch_costs_one_piece(running: Running) -> None:
    page = running.page(scripts=True)
    tried: list[str] = []

    def once_broken(route: object, request: object) -> None:
        tried.append(request.url)  # type: ignore[attr-defined]
        if len(tried) == 2:
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.goto("/admin/imports")
    page.route("**/piece?*", once_broken)
    page.locator("#file").set_input_files(export(b"x" * (PIECE + 1)))  # type: ignore[arg-type]
    page.locator("#import-form button").click()
    page.wait_for_url("**/admin/imports/1")
    expect(page.locator("#import-state")).to_have_attribute("data-state", "ready")
    assert [url.rpartition("at=")[2] for url in tried] == ["0", str(PIECE), str(PIECE)]


def test_what_is_wrong_is_said_beside_the_form(running: Running) -> None:
    page = running.page(scripts=True)
    page.goto("/admin/imports")
    page.locator("#file").set_input_files(export())  # type: ignore[arg-type]
    page.locator("#origin").fill("no name!")
    page.locator("#import-form button").click()
    expect(page.locator(".sending [role=status]")).to_have_text(
        "A name is made of letters a to z, digits and hyphens, at most 40."
    )
    expect(page.locator("#import-form button")).to_be_enabled()
