"""The exported site opened from its folder, in a browser: no server is there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.browser import chromium
from search.static_site.word_index import form_of
from tests.browser.visitor import PATIENCE_MS, window
from tests.search.static_site.conftest import Exported

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    complaints: list[str] = []
    context = window(browser)
    opened = context.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def title_of_first_hit(page: Page) -> str:
    expect(page.locator(".hit").first).to_be_visible()
    return page.locator(".hit h2").first.inner_text()


@pytest.fixture(params=["folder", "below a path"])
def start(request: pytest.FixtureRequest, exported: Exported) -> Iterator[str]:
    """Where the site begins: as a folder, and below a path of a web host that knows nothing of it.

    It is asked for before the page, which is then closed before the host is.
    """
    if request.param == "folder":
        yield f"{exported.anywhere.as_uri()}/"
        return
    handler = partial(SimpleHTTPRequestHandler, directory=str(exported.anywhere.parent))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/any%20where/"
    server.shutdown()
    server.server_close()


def test_it_opens_searches_and_leads_on_in_english(start: str, page: Page) -> None:
    page.goto(f"{start}index.html")
    page.wait_for_url(f"{start}en/index.html")
    page.locator("main form.search input[name=q]").fill("resetting my pasword")  # no such form, and a slip beside it
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/index.html?*")
    page.locator("main form.search input[name=q]").fill("verifying two steps")
    assert "Two-step verification" in title_of_first_hit(page)
    assert page.locator(".hit mark").count() > 0
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article h1")).to_have_text("Two-step verification")
    page.locator(".article-foot a[hreflang=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("nav.trail a").last.click()
    page.wait_for_url("**/ar/categories/account/index.html")


def test_it_searches_in_arabic_by_other_forms_of_a_word(start: str, page: Page) -> None:
    page.goto(f"{start}ar/index.html")
    page.locator("main form.search input[name=q]").fill("نسيت كلمه مروري")  # other letters, another ending
    page.keyboard.press("Enter")
    assert "كلمة المرور" in title_of_first_hit(page)
    hit = page.locator(".hit").first
    expect(hit).to_have_attribute("dir", "rtl")
    hit.locator("h2 a").click()
    expect(page.locator("article")).to_have_attribute("lang", "ar")


def test_a_word_is_found_while_it_is_typed_and_what_is_not_there_is_said(start: str, page: Page) -> None:
    page.goto(f"{start}en/search/index.html?q=newslet")
    assert "newsletters" in title_of_first_hit(page)
    field = page.locator("main form.search input[name=q]")
    field.fill("qqqqxyz")
    expect(page.locator("#results h2")).to_contain_text("“qqqqxyz”")
    field.fill("<img src=x onerror=alert(1)>")
    expect(page.locator("#results img")).to_have_count(0)
    field.fill("")
    expect(page.locator("#results .empty")).to_be_visible()


def test_the_appearance_can_be_chosen_and_reading_tools_work(start: str, page: Page) -> None:
    page.goto(f"{start}en/articles/account/two-step-verification/index.html")
    page.locator("#appearance summary").click()
    page.locator("#appearance input[value=dark]").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".tabbed-set [role=tab]").first).to_be_visible()
    assert page.locator("svg.icon path").count() > 0
    is_folder = start.startswith("file:")
    expect(page.locator("[data-tool=copy]")).to_have_count(1)
    assert page.locator("[data-tool=copy]").get_attribute("hidden") is not None or not is_folder


def test_letters_are_folded_in_the_browser_as_in_the_index(page: Page, exported: Exported) -> None:
    page.goto(f"{exported.anywhere.as_uri()}/en/search/index.html")
    kinds = {chr(code): unicodedata.category(chr(code)) for code in range(0x21, 0x2C00)}
    letters = [letter for letter, kind in kinds.items() if kind[0] == "L" or kind == "Nd"]
    words = [f"a{letter}b" for letter in letters]
    words += ["كَلِمَةُ", "أحـمد", "می\u200cخواهم", "STRASSE", "Straße", "Ёлка", "E-Mail", "don’t"]
    folded = page.evaluate("(words) => words.map(kbFormOf)", words)
    pairs = zip(words, folded, strict=True)
    differing = {word: (form_of(word), there) for word, there in pairs if form_of(word) != there}
    old = [
        *range(0x13A0, 0x1400),
        *range(0x1F00, 0x2000),
        0x37A,
        *range(0x1C80, 0x1C90),
    ]  # Cherokee, Greek before 1982 …
    assert [word for word in differing if ord(word[1]) not in old] == []


def test_a_page_fits_a_phone(start: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("en/index.html", "ar/search/index.html?q=كلمة", "404.html"):
        page.goto(f"{start}{path}")
        expect(page.locator("main")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nobody_waits_for_files_of_the_other_language(page: Page, exported: Exported) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{exported.anywhere.as_uri()}/ar/search/index.html?q={'حساب'}")
    title_of_first_hit(page)
    assert any("/search/ar/" in url for url in asked)
    assert not any("/search/en/" in url for url in asked)
    assert Path(exported.anywhere / "search/en/index.js").is_file()
