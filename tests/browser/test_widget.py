"""Somebody writes to us while articles are suggested: on the demonstration, and in the form of a hostile shop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bench.browser import serving
from kb.catalog.article import ArticleId
from kb.core.settings import Settings
from search.widget.deflection import Deflection, deflection, deflection_by_article
from tests.browser.checks import RULES
from tests.browser.visitor import Visitor, visiting, window
from tests.conftest import SAMPLES, open_samples
from tests.search.conftest import eventually

pytestmark = pytest.mark.slow
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = ArticleId("en", "account/reset-a-forgotten-password")
ASKED = {
    "en": "forgotten password link",
    "ar": "نسيت كلمة المرور",
    "fa": "گذرواژه را فراموش کردم",
    "ru": "Забыл пароль",
}
# A page that means no good, strict about everything but its own styles.
HOSTILE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<style>
  html {{ font-size: 4px; direction: rtl; }}
  div, form div {{ display: none !important; all: revert !important; color: red !important; rotate: 90deg !important;
         font: 60px fantasy !important; position: fixed !important; letter-spacing: 2em; opacity: .1 !important; }}
  a, button, ul, li, p.snippet {{ display: none !important; text-transform: uppercase !important; }}
  :host, .panel {{ display: none !important; }}
</style>
<form id="contact" method="post" action="/send">
  <label>Subject <input id="subject" name="subject"></label>
  <input type="submit" value="Send">
</form>
<script src="{site}/widget.js" data-form="#contact" data-field="#subject" defer></script>"""
# A form that wants things its own way.
PARTICULAR = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Boutique</title>
<form id="f"><input id="s" aria-label="Sujet"></form><aside id="beside"></aside>
<script src="{site}/widget.js" data-form="#f" data-field="#s" data-place="#beside" data-theme="dark"
  data-count="no"></script>
<form id="g"><input id="u" aria-label="Sujet"></form>
<script src="{site}/widget.js" data-form="#g" data-field="#u" data-language="ru" data-count="no"></script>
<script src="{site}/widget.js" data-form="#g" data-field="#gone"></script>"""
# A template and a tag manager that both have the line.
TWICE = HOSTILE + HOSTILE.rpartition("</form>")[2]
STRICT = (
    "default-src 'none'; script-src {site}; connect-src {site}; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)


@dataclass
class Shop:
    """A site of somebody else; keeps the messages that it was sent."""

    help_site: str = ""
    address: str = ""
    messages: list[str] = field(default_factory=list)

    def serve(self) -> ThreadingHTTPServer:
        shop = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = {"/particular": PARTICULAR, "/twice": TWICE}.get(self.path, HOSTILE)
                self._answer(page.format(site=shop.help_site))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                shop.messages += parse_qs(sent)["subject"]
                self._answer("<!doctype html><title>Thanks</title>Thanks")

            def _answer(self, page: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", STRICT.format(site=shop.help_site))
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """The hostile shop."""
    made = Shop()
    server = made.serve()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def help_site(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The sample help centre, which the shop may ask."""
    settings = Settings(articles_dir=SAMPLES, data_dir=tmp_path_factory.mktemp("data"), cors_origins=(shop.address,))
    app = open_samples(settings)
    with serving(app) as shop.help_site:
        yield app


@pytest.fixture
def customer(browser: Browser, shop: Shop, help_site: Flask) -> Iterator[Visitor]:
    """Somebody at the shop; fails where the page complained. The figures begin anew."""
    shop.messages.clear()
    with help_site.extensions["kb"].database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM deflection_visits")
        connection.exec_driver_sql("DELETE FROM deflection_articles")
    with visiting(browser, shop.address) as visitor:
        yield visitor


def figures(site: Flask) -> Deflection:
    with site.extensions["kb"].database.connect() as connection:
        return deflection(connection, SINCE)


def comes_to(site: Flask, expected: Deflection) -> None:
    """Wait until the figures are these: reports arrive when they arrive."""
    assert eventually(lambda: figures(site) == expected), figures(site)


def write(page: Page, text: str) -> None:
    page.locator("#subject").press_sequentially(text)


def suggestions(page: Page) -> Locator:
    return page.locator(".panel li a")


def told(page: Page) -> Locator:
    return page.locator(".panel [role=status]")


# The demonstration


def test_articles_appear_while_the_subject_is_typed_and_go_with_it(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo")
    expect(told(page)).to_be_empty()
    write(page, ASKED["en"])
    expect(suggestions(page).first).to_be_visible()
    assert 1 <= suggestions(page).count() <= 3
    expect(told(page)).to_have_text(f"{suggestions(page).count()} articles may help")
    expect(page.locator(".panel a", has_text="Reset a forgotten password")).to_have_attribute(
        "href", f"{visitor.address}/en/articles/account/reset-a-forgotten-password#reset-the-password-with-a-link"
    )
    expect(page.locator(".panel mark").first).to_be_visible()
    page.locator("#subject").fill("")
    expect(suggestions(page).first).to_be_hidden()
    expect(told(page)).to_be_empty()


def test_everything_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo")
    page.locator("#subject").focus()
    page.keyboard.type(ASKED["en"])
    expect(suggestions(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(suggestions(page).first).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    assert opened.value.url.startswith(f"{visitor.address}/en/articles/")
    page.bring_to_front()
    page.keyboard.press("Escape")
    expect(suggestions(page).first).to_be_hidden()
    expect(page.locator("#subject")).to_be_focused()
    assert page.locator("#subject").input_value() == ASKED["en"]
    page.keyboard.press("End")
    page.keyboard.type(" again")
    expect(suggestions(page).first).to_be_visible()
    for _ in range(suggestions(page).count() + 2):
        page.keyboard.press("Tab")
    write_on = page.locator(".panel button", has_text="I still need to write")
    expect(write_on).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#subject")).to_be_focused()
    page.keyboard.type(" and again")
    page.wait_for_timeout(600)
    expect(suggestions(page).first).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#sent")).to_contain_text("Nothing was sent")


def test_whoever_is_helped_is_told_that_nothing_was_sent(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo")
    write(page, ASKED["en"])
    page.locator(".panel button", has_text="This solved it").click()
    expect(told(page)).to_have_text("Good to know. Nothing was sent.")
    expect(told(page)).to_be_focused()
    expect(suggestions(page).first).to_be_hidden()


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("ru", "ltr")])
def test_the_widget_speaks_the_language_of_the_page(visitor: Visitor, language: str, direction: str) -> None:
    page = visitor.open("/widget/demo", language=language, width=390)
    write(page, ASKED[language])
    first = suggestions(page).first
    expect(first).to_be_visible()
    panel = page.locator(".panel")
    assert panel.evaluate("element => getComputedStyle(element).direction") == direction
    assert panel.get_attribute("lang") == language
    assert f"/{language}/articles/" in str(first.get_attribute("href"))
    assert "may help" not in panel.inner_text()
    buttons = page.locator(".panel button")
    assert (buttons.nth(0).bounding_box()["x"] > buttons.nth(1).bounding_box()["x"]) == (direction == "rtl")


def test_an_answer_that_comes_late_does_not_overwrite_a_newer_one(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo")
    held: list[Route] = []
    page.route("**/api/v1/search?q=refund&**", lambda route: held.append(route))
    with page.expect_request("**/api/v1/search?q=refund&**"):
        write(page, "refund")
    page.locator("#subject").fill(ASKED["en"])
    expect(page.locator(".panel a", has_text="Reset a forgotten password")).to_be_visible()
    before = suggestions(page).all_inner_texts()
    for route in held:
        route.fulfill(json={"fits": True, "complete": True, "results": []})
    page.wait_for_timeout(500)
    assert suggestions(page).all_inner_texts() == before


def test_where_the_help_centre_is_away_nothing_is_said_and_the_form_works(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo")
    page.route("**/api/**", lambda route: route.fulfill(status=200, body="<html>no JSON</html>"))
    write(page, ASKED["en"])
    page.wait_for_timeout(700)
    expect(told(page)).to_be_empty()
    page.locator(".send button").click()
    expect(page.locator("#sent")).to_be_visible()


def test_the_demonstration_is_honest_without_scripts_as_well(visitor: Visitor) -> None:
    page = visitor.open("/widget/demo", scripts=False, language="ar")
    page.locator("#subject").fill(ASKED["ar"])
    page.locator(".send button").click()
    expect(page.locator("#sent")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "ar"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_is_too_wide(visitor: Visitor, language: str, dark: bool) -> None:
    page = visitor.open("/widget/demo", dark=dark, language=language, width=360)
    write(page, ASKED[language])
    expect(suggestions(page).first).to_be_visible()
    found = Axe().run(page, options=RULES)
    # Its report cannot name what is in a shadow root.
    assert [(rule["id"], rule["nodes"]) for rule in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # In one look, since a later answer may replace them.
    heights = page.locator(".panel a, .panel button").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert heights
    assert min(heights) >= 24


# In the form of somebody else


def test_the_styles_of_a_hostile_page_do_not_reach_it(customer: Visitor) -> None:
    page = customer.open("/")
    write(page, ASKED["en"])
    expect(suggestions(page).first).to_be_visible()
    expect(page.locator(".panel button").first).to_be_visible()
    look = page.locator(".panel").evaluate(
        """panel => {
          const { host } = panel.getRootNode(), of = (element) => getComputedStyle(element);
          return [of(host).display, of(host).position, of(host).rotate, of(host).opacity, of(panel).direction,
                  of(panel).fontSize, of(panel).letterSpacing, of(panel.querySelector('a')).textTransform];
        }"""
    )
    assert look == ["block", "static", "none", "1", "ltr", "16px", "normal", "none"]


def test_a_press_on_it_does_not_lead_to_the_field_whose_label_it_follows(customer: Visitor) -> None:
    page = customer.open("/")
    write(page, ASKED["en"])
    suggestions(page).first.wait_for()
    assert (
        page.locator("#subject").evaluate("field => field.closest('label').contains(field.nextElementSibling)") is False
    )
    told(page).click()
    expect(page.locator("#subject")).not_to_be_focused()


def test_who_was_helped_who_left_and_who_wrote_are_told_apart(customer: Visitor, help_site: Flask, shop: Shop) -> None:
    page = customer.open("/")
    write(page, ASKED["en"])
    link = page.locator(".panel a", has_text="Reset a forgotten password")
    expect(link).to_be_visible()
    comes_to(help_site, Deflection(shown=1, left=1))
    with page.context.expect_page():
        link.click()
    comes_to(help_site, Deflection(shown=1, opened=1, left=1))
    page.bring_to_front()
    page.locator(".panel button", has_text="This solved it").click()
    comes_to(help_site, Deflection(shown=1, opened=1, solved=1))
    with help_site.extensions["kb"].database.connect() as connection:
        assert deflection_by_article(connection, SINCE)[PASSWORD].solved == 1
    page.locator("[type=submit]").click()
    expect(page).to_have_title("Thanks")
    comes_to(help_site, Deflection(shown=1, opened=1))
    assert shop.messages == [ASKED["en"]]
    other = customer.open("/")
    write(other, "zzzzqqqq")
    other.keyboard.press("Enter")
    expect(other).to_have_title("Thanks")
    comes_to(help_site, Deflection(shown=1, opened=1, unhelped=1))


def test_the_line_twice_is_one_box_counted_once(customer: Visitor, help_site: Flask) -> None:
    page = customer.open("/twice")
    write(page, ASKED["en"])
    expect(page.locator(".panel a").first).to_be_visible()
    comes_to(help_site, Deflection(shown=1, left=1))
    assert page.locator(".panel").count() == 1


def test_it_leaves_nothing_in_the_browser(customer: Visitor, help_site: Flask) -> None:
    page = customer.open("/")
    names = page.evaluate("Object.keys(window)")
    write(page, ASKED["en"])
    comes_to(help_site, Deflection(shown=1, left=1))
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("Object.keys(window)") == names


def test_place_theme_language_and_counting_are_as_the_page_wants_them(customer: Visitor, help_site: Flask) -> None:
    page = customer.open("/particular")
    assert customer.complaints == ["widget.js: no #gone on this page"]
    customer.complaints.clear()
    page.locator("#s").press_sequentially(ASKED["en"])
    panel = page.locator("#beside .panel")
    expect(panel.locator("a").first).to_be_visible()
    assert panel.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(28, 30, 27)"
    assert panel.get_attribute("lang") == "en"
    page.locator("#u").press_sequentially(ASKED["ru"])
    other = page.locator("#g .panel")
    expect(other.locator("a").first).to_be_visible()
    assert other.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(255, 255, 255)"
    assert other.get_attribute("lang") == "ru"
    page.wait_for_timeout(500)
    assert figures(help_site) == Deflection()


def test_a_page_that_is_not_named_gets_no_suggestions_and_its_form_works(
    browser: Browser, help_site: Flask, shop: Shop
) -> None:
    stranger = Shop(shop.help_site)
    server = stranger.serve()
    context = window(browser)
    page = context.new_page()
    page.goto(stranger.address)
    write(page, ASKED["en"])
    page.wait_for_timeout(700)
    expect(told(page)).to_be_empty()
    page.keyboard.press("Enter")
    expect(page).to_have_title("Thanks")
    assert stranger.messages == [ASKED["en"]]
    context.close()
    server.shutdown()
    server.server_close()
