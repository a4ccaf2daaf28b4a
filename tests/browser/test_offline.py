"""What was read stays readable without a connection, says that it is a copy, and never stands for the site itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app import create_app
from bench.browser import serving
from kb.account_services.accounts import Accounts
from kb.core.clock import utc_now
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.storage.database import connect
from tests.browser.checks import RULES
from tests.browser.visitor import IS_KEPT, Visitor, comes_true
from tests.conftest import Collection, open_site

pytestmark = pytest.mark.slow

HOME, PARCELS, REFUNDS = "/en/", "/en/articles/a/parcels", "/en/articles/a/refunds"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='40' height='30'/></svg>"


@dataclass
class Gate:
    """Stands in front of the site: notes what is asked for, and lets nothing through while it is shut."""

    inner: Callable[..., Iterable[bytes]]
    asked: list[str] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    broken: bool = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        self.open.wait(30)
        if self.broken:
            start_response("503 Service Unavailable", [("Content-Type", "text/html")])
            return [b"broken"]
        return self.inner(environ, start_response)


@dataclass
class Centre:
    """A running site with its gate and its articles."""

    collection: Collection
    settings: Settings
    gate: Gate
    address: str
    refresh: Callable[[], object]


@contextmanager
def running(folder: Path) -> Iterator[Centre]:
    """A site with three articles, and a gate in front of it."""
    collection = Collection(folder / "articles")
    collection.write("en/a/parcels.md", "Where parcels are.\n\n![A parcel](parcel.svg)", title="Parcels & <post>")
    collection.write("en/a/refunds.md", "How refunds work.", title="Refunds")
    collection.write("fa/a/parcels.md", "بسته‌ها کجا هستند.", title="بسته‌ها")
    collection.write("en/a/parcel.svg", SVG)
    given = Settings(articles_dir=collection.root, data_dir=folder / "data")
    app = open_site(given, models=[])
    gate = Gate(app.wsgi_app)
    gate.open.set()
    app.wsgi_app = gate  # type: ignore[method-assign]
    with serving(app) as address:
        yield Centre(collection, given, gate, address, app.extensions["kb"].library.refresh)
        gate.open.set()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A site of our own."""
    with running(tmp_path) as found:
        yield found


@pytest.fixture
def reader(visitor: Visitor, centre: Centre) -> Iterator[Visitor]:
    """A reader of it. A browser without a connection complains of just that."""
    reading = replace(visitor, address=centre.address, complaints=[])
    yield reading
    for context in reading.browser.contexts:
        context.close()  # with its connections, or the site would wait for their end
    expected = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    assert [text for text in reading.complaints if not any(one in text for one in expected)] == []


def read(reader: Visitor, path: str, **options: Any) -> Page:
    """Open a page and wait until it is kept."""
    page = reader.open(path, **options)
    assert comes_true(page, IS_KEPT, path)
    assert comes_true(page, "navigator.serviceWorker.controller !== null")
    return page


def test_the_first_page_of_a_visit_is_readable_offline_with_its_pictures_and_says_what_it_is(
    reader: Visitor, centre: Centre
) -> None:
    page = read(reader, PARCELS)
    page.context.set_offline(True)
    page.goto(PARCELS)
    expect(page.locator(".prose")).to_contain_text("Where parcels are.")
    expect(page.locator(".offline-bar [role=status]")).to_contain_text("You are offline. This copy is from ")
    assert page.evaluate("getComputedStyle(document.querySelector('.offline-bar')).display") == "flex"  # styles as well
    assert comes_true(page, "document.querySelector('.prose img').naturalWidth === 40")


@pytest.mark.parametrize("path", [PARCELS, REFUNDS], ids=["a copy", "the list"])
def test_axe_finds_nothing_on_what_is_shown_offline(reader: Visitor, path: str) -> None:
    page = read(reader, PARCELS)
    page.context.set_offline(True)
    page.goto(path)
    expect(page.locator(".offline-bar, #kept a")).to_have_count(1)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_keeping_the_first_page_does_not_count_as_another_reading(reader: Visitor, centre: Centre) -> None:
    read(reader, PARCELS)
    assert centre.gate.asked.count(PARCELS) == 1


def test_the_bar_is_gone_with_the_next_answer_of_the_site(reader: Visitor) -> None:
    page = read(reader, PARCELS)
    page.context.set_offline(True)
    page.goto(PARCELS)
    expect(page.locator(".offline-bar")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".offline-bar")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Parcels & <post>")


def test_the_site_itself_is_shown_whenever_it_answers(reader: Visitor, centre: Centre) -> None:
    page = read(reader, PARCELS)
    centre.collection.write("en/a/parcels.md", "Somewhere else now.", title="Parcels")
    centre.refresh()
    page.goto(PARCELS)
    expect(page.locator(".prose")).to_have_text("Somewhere else now.")
    expect(page.locator(".offline-bar")).to_have_count(0)


def test_a_site_that_does_not_answer_in_time_gives_way_to_the_copy(reader: Visitor, centre: Centre) -> None:
    page = read(reader, PARCELS)
    centre.gate.open.clear()
    page.goto(PARCELS, wait_until="commit")
    expect(page.locator(".offline-bar [role=status]")).to_contain_text("The site is not responding.")
    expect(page.locator(".prose")).to_contain_text("Where parcels are.")
    centre.gate.open.set()


def test_a_site_that_fails_gives_way_to_the_copy(reader: Visitor, centre: Centre) -> None:
    page = read(reader, PARCELS)
    centre.gate.broken = True
    page.goto(PARCELS)
    expect(page.locator(".offline-bar [role=status]")).to_contain_text("The site is not responding.")


def test_what_was_never_read_leads_to_the_list_of_what_was(reader: Visitor) -> None:
    page = read(reader, PARCELS)
    page.goto(HOME)
    assert comes_true(page, IS_KEPT, HOME)
    page.context.set_offline(True)
    page.goto(REFUNDS)
    expect(page.get_by_text("this page is not saved on this device")).to_be_visible()
    expect(page.locator("#kept a")).to_have_text(["Help centre", "Parcels & <post>"])
    page.get_by_role("link", name="Parcels & <post>").click()
    expect(page.locator(".prose")).to_contain_text("Where parcels are.")


def test_kept_pages_are_listed_by_their_whole_headings(reader: Visitor, centre: Centre) -> None:
    centre.collection.write("fa/a/codes.md", "کد", title="تمیز کردن CB-200 بعد از پیام E4")
    centre.refresh()
    page = read(reader, "/fa/articles/a/codes")
    page.goto("/fa/categories/a")
    assert comes_true(page, IS_KEPT, "/fa/categories/a")
    category = page.locator("h1").inner_text()
    page.goto("/fa/offline")
    expect(page.locator("#kept a")).to_have_text([category, "تمیز کردن CB-200 بعد از پیام E4"])


def test_search_says_that_it_needs_a_connection(reader: Visitor) -> None:
    page = read(reader, PARCELS)
    page.context.set_offline(True)
    page.goto("/en/search?q=refund")
    expect(page.get_by_text("search needs a connection")).to_be_visible()
    expect(page.locator("#kept a")).to_have_count(1)


def test_a_persian_reader_is_told_in_persian_letters_and_digits(reader: Visitor) -> None:
    page = read(reader, "/fa/articles/a/parcels", language="fa-IR")
    page.context.set_offline(True)
    page.goto("/fa/articles/a/parcels")
    day = page.locator(".offline-bar [role=status]")
    expect(day).to_have_text(re.compile("۲۰[۰-۹]{2}"))
    page.evaluate("localStorage.setItem('calendar', 'solar')")
    page.reload()
    expect(day).to_have_text(re.compile("(?<!۲)۱۴[۰-۹]{2}"))
    assert page.locator(".offline-bar").evaluate("bar => getComputedStyle(bar).direction") == "rtl"
    page.goto("/fa/articles/a/nothing")
    expect(page.locator("#kept a")).to_have_text(["بسته‌ها"])


def test_an_article_in_another_language_keeps_what_is_around_it_in_that_of_the_reader(reader: Visitor) -> None:
    path = f"{REFUNDS}?ui=fa"
    page = read(reader, path)
    page.context.set_offline(True)
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator("h1")).to_have_text("Refunds")
    page.goto(REFUNDS)  # not kept in this form: the same article in the other
    expect(page.locator("h1")).to_have_text("Refunds")
    page.goto(f"{PARCELS}?ui=fa")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator("#kept a")).to_have_count(1)


def test_an_article_that_is_taken_away_is_not_kept_on(reader: Visitor, centre: Centre) -> None:
    page = read(reader, PARCELS)
    (centre.collection.root / "en/a/parcels.md").unlink()
    (centre.collection.root / "fa/a/parcels.md").unlink()
    centre.refresh()
    page.goto(PARCELS)
    assert comes_true(page, "async (path) => !(await caches.match(location.origin + path))", PARCELS)


def test_searches_and_answers_to_programs_are_not_kept(reader: Visitor) -> None:
    page = read(reader, PARCELS)
    page.goto("/en/search?q=parcels")
    page.evaluate("fetch('/api/v1/articles')")
    page.goto(REFUNDS)
    assert comes_true(page, IS_KEPT, REFUNDS)
    names = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(
      async (name) => (await (await caches.open(name)).keys()).map((request) => request.url)))).flat()""")
    assert [name for name in names if "/search?" in name or "/api/" in name] == []


def test_nothing_is_kept_for_whoever_is_signed_in(reader: Visitor, centre: Centre) -> None:
    database = connect(centre.settings.database)
    accounts = Accounts(database, utc_now)
    accounts.add(AT_THE_COMMAND_LINE, "ann@example.com", "Ann", Role.STAFF, "a long enough passphrase here")
    page = read(reader, PARCELS)
    page.goto("/login")
    page.get_by_label("E-mail").fill("ann@example.com")
    page.locator("input[type=password]").fill("a long enough passphrase here")
    page.locator("main button").click()
    expect(page).not_to_have_url(f"{reader.address}/login")
    page.goto(REFUNDS)
    expect(page.locator("h1")).to_have_text("Refunds")
    page.goto("/desk")
    page.goto(REFUNDS)
    for path in (REFUNDS, "/desk"):
        assert not comes_true(page, IS_KEPT, path, tries=20)
    database.dispose()


def test_only_the_pages_that_were_read_last_are_kept(reader: Visitor, centre: Centre) -> None:
    for number in range(62):
        centre.collection.write(f"en/b/page-{number}.md", title=f"Page {number}")
    centre.refresh()
    page = read(reader, PARCELS)
    count = page.evaluate(
        """async (pages) => {
      const worker = navigator.serviceWorker.controller;
      for (const one of pages) {
        worker.postMessage({ keep: [location.origin + one] });
        while (!(await caches.match(location.origin + one))) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const cache = await caches.open('kb-pages-1');
      for (let i = 0; i < 50 && (await cache.keys()).length > 60; i++) await new Promise((r) => setTimeout(r, 100));
      return (await cache.keys()).length;
    }""",
        [f"/en/articles/b/page-{number}" for number in range(62)],
    )
    assert count == 60
    assert not page.evaluate("async (path) => !!(await caches.match(location.origin + path))", PARCELS)


def test_a_reader_can_have_the_kept_pages_removed(reader: Visitor) -> None:
    page = read(reader, PARCELS)
    page.goto("/en/offline")
    expect(page.locator("#kept a")).to_have_count(1)
    page.get_by_role("button", name="Remove saved pages").click()
    expect(page.get_by_text("No pages are saved on this device.")).to_be_focused()
    assert page.evaluate("async () => (await (await caches.open('kb-pages-1')).keys()).length") == 0


def test_switched_off_the_worker_takes_itself_and_what_it_kept_away(reader: Visitor, centre: Centre) -> None:
    page = read(reader, PARCELS)
    off = create_app(replace(centre.settings, offline=False), models=[], start=False)
    centre.gate.inner = off.wsgi_app
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
    assert comes_true(page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    page.reload()
    expect(page.locator("h1")).to_have_text("Parcels & <post>")
    expect(page.locator("script[data-worker]")).to_have_count(0)
    off.extensions["kb"].close()
