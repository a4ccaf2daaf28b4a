"""The apps for Zendesk and Freshdesk, as packed, in a page with a stand-in for the helpdesk's own script.

The stand-ins do what the helpdesks' documentation says of theirs: give the ticket, write down what is put into the
reply, and make requests from a server that alone has the token. What they were asked is looked at; the help centre
behind them is a served one.
"""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import text as sql

from bench.browser import serving
from kb.core.settings import Settings
from search.helpdesks.packing import PackageKind, package_files
from tests.browser.checks import RULES
from tests.browser.helpdesk import WORDS, AskedCentre, tokens_of
from tests.browser.visitor import awaited, window
from tests.clock import Clock
from tests.conftest import SAMPLES, open_samples, open_site

pytestmark = pytest.mark.slow
PUBLIC = "https://help.example.com"
FRAME = "https://apps.test/"
KETTLE = "products/kettle/kettle-does-not-switch-off"
ZENDESK_SDK = """
window.ZAFClient = { init() {
  return {
    async get(names) {
      const all = [names].flat();
      return Object.fromEntries(all.map((name) => [name, window.TICKET[name]]));
    },
    async invoke(name, ...values) { await window.did(name, values); },
    async request(asked) {
      await window.before?.(JSON.parse(asked.data ?? '{}'));
      const answer = await window.ask(asked);
      if (answer.status >= 300) throw { status: answer.status, responseText: answer.text };
      return answer.text ? JSON.parse(answer.text) : undefined;
    },
  };
} };
"""
FRESHDESK_SDK = """
const listeners = {};
window.activate = () => listeners['app.activated']();
window.app = { async initialized() {
  return {
    data: { async get(name) { return { ticket: window.TICKET }; } },
    events: { on(name, listener) {
      listeners[name] = listener;
      if (name === 'app.activated') setTimeout(listener); // as Freshdesk does when a ticket is opened
    } },
    interface: { async trigger(name, value) { await window.did(name, [value]); } },
    request: { async invokeTemplate(name, options) {
      await window.before?.(JSON.parse(options.body ?? '{}'));
      const answer = await window.ask({ name, ...options });
      if (answer.status >= 300) throw { status: answer.status, response: answer.text };
      return { status: answer.status, response: answer.text };
    } },
  };
} };
"""
HELD = """
window.held = new Promise((go) => { window.release = go; });
window.before = async ({ draft, again, message }) => {
  if (message && !draft && (again ?? 0) >= FROM) await held;
};
"""
"""Holds what a panel asks of a message, from that try on, until it is released."""


@dataclass
class HelpdeskServer:
    """What a helpdesk's own server does: asks the help centre with the token that it keeps."""

    centre: AskedCentre
    kind: PackageKind
    token: str
    files: dict[str, bytes]
    did: list[tuple[str, list[Any]]] = field(default_factory=list)
    is_late: bool = False
    """Whether answers come as while a model is late, until they are asked for the last time."""

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self.kind is PackageKind.ZENDESK:
            manifest = json.loads(self.files["manifest.json"])
            assert asked["secure"] is True
            assert urlsplit(asked["url"]).hostname in manifest["domainWhitelist"]
            headers = {**asked["headers"], "Content-Type": asked.get("contentType", "")}
            headers = {name: text.replace("{{setting.token}}", self.token) for name, text in headers.items()}
            return self._send(asked["type"], asked["url"], headers, asked.get("data"))
        schema = json.loads(self.files["config/requests.json"])[asked["name"]]["schema"]
        headers = {name: text.replace("<%= iparam.token %>", self.token) for name, text in schema["headers"].items()}
        address = f"{schema['protocol']}://{schema['host']}{schema['path']}"
        return self._send(schema["method"], address, headers, asked.get("body"))

    def _send(self, method: str, address: str, headers: dict[str, str], body: str | None) -> dict[str, Any]:
        assert address.startswith(f"{PUBLIC}/")
        url = self.centre.address + address.removeprefix(PUBLIC)
        request = urllib.request.Request(url, body.encode() if body else None, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return {"status": answer.status, "text": self._passed_on(answer.read().decode(), body)}
        except urllib.error.HTTPError as error:
            return {"status": error.code, "text": error.read().decode()}

    def _passed_on(self, answer: str, body: str | None) -> str:
        if not self.is_late or not body or json.loads(body).get("again") == 2:
            return answer
        return json.dumps({**json.loads(answer), "complete": False})

    def written(self) -> list[str]:
        """What was put into the reply."""
        zendesk = [values[0] for name, values in self.did if name == "ticket.editor.insert"]
        freshdesk = [values[0] for name, values in self.did if name == "setValue"]
        assert all(value["id"] == "editor" for value in freshdesk)
        return zendesk + [value["text"] for value in freshdesk]


@dataclass
class App:
    """The panel in its frame, and the helpdesk around it."""

    page: Page
    server: HelpdeskServer

    def tell(self, what: str) -> None:
        expect(self.page.locator("#told")).to_have_text(what)


def settings_in(folder: Path) -> Settings:
    shutil.copytree(SAMPLES, folder / "articles")
    return Settings(articles_dir=folder / "articles", data_dir=folder / "data", site_name="Sofra help")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedCentre]:
    """A help centre over a copy of the samples, with an account and its tokens."""
    clock = Clock()
    app = open_samples(settings_in(tmp_path_factory.mktemp("asked")), clock=clock)
    with serving(app) as address:
        yield AskedCentre(address, app, *tokens_of(app, clock))


@pytest.fixture(scope="module")
def by_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedCentre]:
    """One that searches by words alone: how near the stand-in's vectors are says nothing."""
    clock = Clock()
    app = open_site(settings_in(tmp_path_factory.mktemp("by-words")), models=[], clock=clock)
    app.extensions["kb"].service.bring_up_to_date()
    with serving(app) as address:
        yield AskedCentre(address, app, *tokens_of(app, clock))


@pytest.fixture
def opened(browser: Browser, asked: AskedCentre) -> Iterator[Any]:
    """Opens the panel of a kind beside a ticket."""
    contexts = []

    def open_app(
        kind: PackageKind,
        number: int,
        *,
        language: str = "en",
        token: str = "",
        centre: AskedCentre = asked,
        is_late: bool = False,
        held_from: int | None = None,
        **words: str,
    ) -> App:
        files = dict(package_files(kind, centre.site(PUBLIC)))
        server = HelpdeskServer(centre, kind, token or centre.token, files, is_late=is_late)
        context = window(browser, locale=language, viewport={"width": 340, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.expose_function("ask", server.ask)
        page.expose_function("did", lambda name, values: server.did.append((name, values)))
        page.add_init_script(f"window.TICKET = {json.dumps(ticket_of(kind, number, language, words))};")
        if held_from is not None:
            page.add_init_script(HELD.replace("FROM", str(held_from)))
        page.route("**/*", lambda route: hand_out(route, kind, files))
        page.goto(f"{FRAME}panel.html")
        return App(page, server)

    yield open_app
    for context in contexts:
        context.close()


def ticket_of(kind: PackageKind, number: int, language: str, words: dict[str, str]) -> dict[str, Any]:
    said = {**WORDS["ar" if language == "ar" else "en"], **words}
    if kind is PackageKind.FRESHDESK:
        return {"id": number, "subject": said["subject"], "description_text": said["message"]}
    return {
        "currentUser.locale": f"{language}-x",
        "ticket.id": number,
        "ticket.subject": said["subject"],
        "ticket.description": f"<div><p>{said['message']}</p></div>",
    }


def hand_out(route: Route, kind: PackageKind, files: dict[str, bytes]) -> None:
    """The package's files at one address, the helpdesk's script at its own, and nothing else."""
    url = route.request.url
    if url.endswith("zaf_sdk.min.js") or "appclient" in url:
        route.fulfill(
            content_type="text/javascript", body=ZENDESK_SDK if kind is PackageKind.ZENDESK else FRESHDESK_SDK
        )
        return
    folder = "assets/" if kind is PackageKind.ZENDESK else "app/"
    content = files.get(folder + url.removeprefix(FRAME))
    if content is None:
        route.abort()
    else:
        route.fulfill(body=content, content_type=TYPES[url.rpartition(".")[2]])


TYPES = {"js": "text/javascript", "css": "text/css", "html": "text/html; charset=utf-8", "png": "image/png"}
both = pytest.mark.parametrize("kind", [PackageKind.ZENDESK, PackageKind.FRESHDESK])


@both
def test_the_open_ticket_is_answered_and_what_is_chosen_goes_into_its_reply(
    opened: Any, asked: AskedCentre, kind: PackageKind
) -> None:
    app = opened(kind, 100 + len(kind))
    first = app.page.locator(".article").first
    expect(first.get_by_role("link")).to_have_text("Kettle does not switch off")
    assert app.page.get_by_label("The customer’s message").input_value() == WORDS["en"]["message"]
    first.get_by_role("button", name="Insert link").click()
    app.tell("Put into the reply: Insert link")
    first.get_by_role("button", name="Insert quote").click()
    app.tell("Put into the reply: Insert quote")
    first.get_by_role("button", name="Answer with a link").click()
    app.tell("Put into the reply: Answer with a link")
    link, quote, whole = app.server.written()
    assert link.startswith(f'<a href="{asked.address}/en/articles/{KETTLE}')
    assert quote.startswith('<blockquote lang="en"')
    assert whole.startswith("<p")
    noted = [("asked", ""), ("link", KETTLE), ("quote", KETTLE), ("reply", KETTLE)]
    assert awaited(app.page, lambda: sorted(asked.notes(str(100 + len(kind)))), noted) == noted


@both
def test_a_token_that_does_not_open_the_desk_is_told(opened: Any, asked: AskedCentre, kind: PackageKind) -> None:
    opened(kind, 1, token=asked.weak_token).tell("The token does not open the desk. Make one for “Suggest articles”.")
    opened(kind, 1, token="nonsense").tell(
        "The help centre does not know the token, or it has ended. Make a new one on your account page."
    )


@both
def test_the_token_never_comes_into_the_frame(opened: Any, asked: AskedCentre, kind: PackageKind) -> None:
    app = opened(kind, 2)
    expect(app.page.locator(".article").first).to_be_visible()
    assert all(asked.token.encode() not in content for content in app.server.files.values())
    assert asked.token not in app.page.content()


@both
def test_a_draft_goes_in_as_it_was_changed(opened: Any, kind: PackageKind) -> None:
    app = opened(kind, 3)
    app.page.get_by_role("button", name="Draft a reply").click()
    text = app.page.get_by_label("The reply", exact=True)
    text.fill("Dear <Jane>,\n\nread https://help.example.com/k.")
    app.page.get_by_role("button", name="Insert the reply").click()
    app.tell("Put into the reply: The reply")
    link = '<a href="https://help.example.com/k">https://help.example.com/k</a>'
    assert app.server.written() == [f'<p dir="auto">Dear &lt;Jane&gt;,</p><p dir="auto">read {link}.</p>']


@both
def test_markup_in_a_ticket_stays_words(opened: Any, kind: PackageKind) -> None:
    app = opened(kind, 4, subject="<img src=x onerror=alert(1)>", message="My kettle does not switch off")
    expect(app.page.locator(".article").first).to_be_visible()
    assert app.page.locator("img").count() == 1  # the icon
    assert app.page.get_by_label("Subject").input_value() == "<img src=x onerror=alert(1)>"


@both
@pytest.mark.parametrize("language", ["ar", "fa"])
def test_it_is_written_from_right_to_left_and_nothing_is_too_wide(
    opened: Any, kind: PackageKind, language: str
) -> None:
    app = opened(kind, 5, language=language)
    expect(app.page.locator(".article").first).to_be_visible()
    shown = app.page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]")
    assert shown == [language, "rtl"]
    assert app.page.evaluate("document.documentElement.scrollWidth") <= 340
    report = Axe().run(app.page, options=RULES)
    assert report.violations_count == 0, report.generate_report()


@both
def test_what_fits_nothing_well_is_said_to(opened: Any, by_words: AskedCentre, kind: PackageKind) -> None:
    app = opened(kind, 6, centre=by_words, subject="", message="Do you repair bicycles of other makers?")
    expect(app.page.locator(".doubt")).to_contain_text("No article fits well")
    search = app.page.get_by_label("Search the articles")
    search.fill("zzzzqqqq")
    search.press("Enter")
    app.tell("No article answers this")
    expect(app.page.locator(".article")).to_have_count(0)
    app.page.get_by_label("The customer’s message").fill("Thank you very much!")
    app.page.get_by_role("button", name="Find articles").click()
    app.tell("No question found")


def test_zendesk_is_told_how_high_the_panel_is(opened: Any) -> None:
    app = opened(PackageKind.ZENDESK, 6)
    expect(app.page.locator(".article").first).to_be_visible()
    sizes = [values[0] for name, values in app.server.did if name == "resize"]
    assert sizes
    assert all(size["width"] == "100%" and int(size["height"].removesuffix("px")) <= 1200 for size in sizes)


def test_freshdesk_opens_another_ticket_in_the_same_frame(opened: Any) -> None:
    app = opened(PackageKind.FRESHDESK, 7)
    expect(app.page.locator(".article").first).to_be_visible()
    app.page.evaluate("TICKET.description_text = 'How do I reset my password?'; TICKET.id = 8; activate()")
    expect(app.page.locator(".article").first).to_contain_text("password")
    assert app.page.get_by_label("Ticket").input_value() == "8"


def test_freshdesk_tells_twice_of_a_ticket_and_a_draft_that_is_changed_stays(opened: Any, asked: AskedCentre) -> None:
    app = opened(PackageKind.FRESHDESK, 9)
    app.page.get_by_role("button", name="Draft a reply").click()
    text = app.page.get_by_label("The reply", exact=True)
    text.fill("Dear Jane")
    app.page.evaluate("activate()")
    expect(text).to_have_value("Dear Jane")
    assert asked.notes("9") == [("asked", "")]
    app.page.get_by_role("button", name="Read the ticket again").click()
    expect(text).to_have_count(0)
    expect(app.page.locator(".article").first).to_be_visible()
    assert asked.notes("9") == [("asked", ""), ("asked", "")]


def test_nothing_of_a_ticket_stays_beside_one_without_words(opened: Any) -> None:
    app = opened(PackageKind.FRESHDESK, 10)
    expect(app.page.locator(".article").first).to_be_visible()
    app.page.evaluate("TICKET = { id: 11 }; activate()")
    expect(app.page.locator("#told")).to_contain_text("No message was found")
    expect(app.page.locator("#results > *")).to_have_count(0)
    assert app.page.get_by_label("Ticket").input_value() == "11"


def test_an_answer_that_comes_after_another_ticket_was_opened_is_not_shown(opened: Any, asked: AskedCentre) -> None:
    app = opened(PackageKind.FRESHDESK, 12, held_from=0)
    app.tell("Looking for articles …")
    app.page.evaluate("TICKET = { id: 13 }; activate()")
    expect(app.page.locator("#told")).to_contain_text("No message was found")
    app.page.evaluate("async () => { release(); await held; await ask({ name: 'desk' }); }")
    assert asked.notes("12") == [("asked", "")]
    expect(app.page.locator("#told")).to_contain_text("No message was found")
    expect(app.page.locator("#results > *")).to_have_count(0)
    assert app.page.locator("body").get_attribute("aria-busy") is None


@both
def test_a_better_answer_that_comes_late_leaves_a_draft_as_it_is(opened: Any, kind: PackageKind) -> None:
    app = opened(kind, 14, is_late=True, held_from=1)
    app.page.get_by_role("button", name="Draft a reply").click()
    text = app.page.get_by_label("The reply", exact=True)
    text.fill("Dear Jane")
    app.page.evaluate("release()")
    expect(app.page.locator("body")).not_to_have_attribute("aria-busy", "true")
    expect(text).to_have_value("Dear Jane")


@both
def test_a_better_answer_that_comes_late_leaves_what_is_told_to_the_editors(opened: Any, kind: PackageKind) -> None:
    app = opened(kind, 15, is_late=True, held_from=1)
    first = app.page.locator(".article").first
    first.get_by_text("This is wrong").click()
    words = first.get_by_label("What is wrong?")
    words.fill("It is the lid")
    app.page.evaluate("release()")
    expect(app.page.locator("body")).not_to_have_attribute("aria-busy", "true")
    expect(words).to_have_value("It is the lid")


@both
def test_a_better_answer_that_comes_late_is_shown_where_nobody_works_with_the_first(
    opened: Any, kind: PackageKind
) -> None:
    app = opened(kind, 16, is_late=True, held_from=1)
    late = app.page.get_by_text("Searched by words only for now")
    expect(late).to_be_visible()
    app.page.evaluate("release()")
    expect(late).to_have_count(0)
    expect(app.page.locator(".article").first).to_be_visible()


@both
def test_what_the_database_does_not_take_is_told(opened: Any, asked: AskedCentre, kind: PackageKind) -> None:
    app = opened(kind, 17)
    first = app.page.locator(".article").first
    expect(first).to_be_visible()
    database = asked.parts.database
    assert database is not None
    with database.begin() as connection:
        connection.execute(sql("ALTER TABLE sent_links RENAME TO sent_links_away"))
    try:
        first.get_by_role("button", name="Not this one").click()
        app.tell("It could not be noted.")
        first.get_by_role("button", name="Insert link").click()
        app.tell("Put into the reply: Insert link It could not be noted.")
    finally:
        with database.begin() as connection:
            connection.execute(sql("ALTER TABLE sent_links_away RENAME TO sent_links"))
