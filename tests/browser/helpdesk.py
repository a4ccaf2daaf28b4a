"""A page that looks like a helpdesk's, the help centre that its panel asks, and Chromium with the extension in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, BrowserType, Page, Route
from sqlalchemy import select

from app import Parts
from bench.browser import FLAGS
from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.usage.desk_notes import DeskNoteRow
from search.helpdesks.packing import PackageKind, package_files, write_package
from search.helpdesks.panel_site import PanelSite, panel_site
from tests.browser.visitor import PATIENCE_MS
from tests.clock import Clock
from tests.signing_in import Office

WHOLE = ("chromium", "chromium-browser")
"""Programs that load extensions: the headless shell does not, and Google's own refuses those of a command line."""
TICKET_PAGE = "http://helpdesk.test/agent/tickets/4711"
FIELDS = {
    "textarea": '<textarea id="reply" aria-label="Reply">{history}</textarea>',
    "editable": '<div id="reply" contenteditable role="textbox" aria-label="Reply" aria-multiline="true"><p><br></p>'
    "<blockquote>On Sunday Jane wrote:<p>{history}</p></blockquote></div>",
    "frame": '<iframe id="frame" srcdoc="<body id=reply contenteditable><p><br></p></body>"></iframe>',
    # As ProseMirror and its like: a document of its own, which alone decides what is on the page.
    "editor": '<div id="reply" contenteditable role="textbox" aria-label="Reply" aria-multiline="true"></div>'
    "<script>{editor}</script>",
}
EDITOR = """
const field = document.getElementById('reply');
const states = [''];
const draw = () => { field.innerHTML = states.at(-1); };
field.addEventListener('beforeinput', (event) => event.preventDefault());
field.addEventListener('paste', (event) => {
  event.preventDefault();
  states.push(states.at(-1) + event.clipboardData.getData('text/html'));
  draw();
});
field.addEventListener('keydown', (event) => {
  if (event.key === 'z' && event.ctrlKey && states.length > 1) { states.pop(); draw(); }
});
"""
THREAD = """<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{subject} – Helpdesk</title>
<style>
  body {{ margin: 0; font: 15px/1.5 system-ui, "Noto Sans Arabic", sans-serif; background: #eef0f3; color: #1b1f24; }}
  nav {{ background: #22303c; color: #fff; padding: 12px 20px; font-weight: 600; }}
  main {{ max-width: 720px; margin: 20px auto; padding: 0 16px; display: grid; gap: 12px; }}
  h1 {{ font-size: 20px; margin: 0; }}
  .message {{ background: #fff; border: 1px solid #d5dae0; border-radius: 8px; padding: 12px 16px; }}
  .message.agent {{ background: #f3f7ff; }} .message p {{ margin: 4px 0; }}
  .message-meta {{ color: #5a6570; font-size: 13px; }}
  #reply, #frame {{ box-sizing: border-box; width: 100%; min-height: 130px; background: #fff; border: 1px solid #9aa5b1;
    border-radius: 8px; padding: 10px 14px; font: inherit; }}
  .bar button {{ font: inherit; padding: 6px 16px; border-radius: 6px; border: 0; background: #1f5f9e; color: #fff; }}
</style>
<nav class="conversation-tabs">{menu}</nav>
<main><h1 class="ticket-subject">{subject}</h1>
<article class="message customer"><div class="message-meta">{sender}</div>
  <div class="message-body"><p>{first}</p></div></article>
<article class="message agent"><div class="message-meta">{agent}</div>
  <div class="message-body"><p>{ours}</p></div></article>
<article class="message customer"><div class="message-meta">{sender}</div>
  <div class="message-body"><p>{message}</p><blockquote>{ours}</blockquote></div></article>
<form onsubmit="return false">{field}<p class="bar"><button>{send}</button></p></form></main></html>"""
WORDS = {
    "en": {
        "menu": "Helpdesk · All tickets · Reports of the last thirty days",
        "sender": "Jane Miller, by the contact form",
        "agent": "Sam of the support team",
        "subject": "Kettle",
        "first": "Hello, I bought a kettle of yours last week and like it.",
        "ours": "Thank you for telling us! What is it that does not work?",
        "message": "My kettle does not switch off when the water boils. What can I do?",
        "send": "Send the reply",
    },
    "ar": {
        "menu": "الدعم · كل التذاكر · تقارير الأيام الثلاثين الماضية",
        "sender": "ليلى حداد، عبر نموذج الاتصال",
        "agent": "سامر من فريق الدعم",
        "subject": "الدخول إلى الحساب",
        "first": "السلام عليكم، اشتريت من متجركم غلاية الأسبوع الماضي وهي ممتازة.",
        "ours": "شكرًا لك على رسالتك! ما الذي لا يعمل معك؟",
        "message": "نسيت كلمة المرور ولا أستطيع الدخول إلى حسابي، ما الحل؟",
        "send": "إرسال الرد",
    },
}


def ticket_page(kind: str, language: str = "en", history: str = "") -> str:
    """The page of a ticket whose reply is written into a field of the ``kind``."""
    field = FIELDS[kind].format(history=history, editor=EDITOR)
    return THREAD.format(
        language=language, direction="rtl" if language == "ar" else "ltr", field=field, **WORDS[language]
    )


@dataclass
class AskedCentre:
    """A help centre that panels ask, and a token for it."""

    address: str
    app: Flask
    token: str
    weak_token: str

    @property
    def parts(self) -> Parts:
        parts: Parts = self.app.extensions["kb"]
        return parts

    def site(self, address: str = "") -> PanelSite:
        """What a package is made for."""
        return panel_site(self.parts.settings, self.parts.library.catalog.brand, address or self.address)

    def notes(self, ticket: str) -> list[tuple[str, str]]:
        """What was noted for a ticket: what, and about which article."""
        assert self.parts.database is not None
        row = DeskNoteRow
        asked = select(row.kind, row.article_key).where(row.ticket == ticket).order_by(row.id)
        with self.parts.database.connect() as connection:
            return [(kind, key or "") for kind, key in connection.execute(asked)]


def tokens_of(app: Flask, clock: Clock) -> tuple[str, str]:
    """A token that opens the desk, and one that only searches."""
    office = Office(app, clock)
    staff = office.hire(Role.STAFF)
    return office.token(staff, Scope.SUGGEST), office.token(staff, Scope.SEARCH)


def whole_browser() -> str | None:
    """A Chromium that loads extensions, where this machine has one."""
    return next(filter(None, map(shutil.which, WHOLE)), None)


@dataclass
class ExtensionBrowser:
    """Chromium with the extension, as somebody who installed it."""

    context: BrowserContext
    id: str
    pages: dict[str, str]

    def open_ticket(self, page_of_ticket: str, at: str = TICKET_PAGE) -> Page:
        """The page of a ticket in a tab of its own; those of before are closed."""
        self.pages[at] = page_of_ticket
        page, *before = self.context.new_page(), *self.context.pages[:-1]
        for one in before:
            one.close()
        page.goto(at)
        return page

    def press_button(self, page: Page) -> None:
        """Choose the extension's button in the toolbar while ``page`` is shown: as a person does, so that the browser
        lets the extension look at the page.
        """
        assert self.context.browser is not None
        page.bring_to_front()
        session = self.context.browser.new_browser_cdp_session()
        tabs = session.send("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
        [tab] = [one["targetId"] for one in tabs if one["url"] == page.url]
        session.send("Extensions.triggerAction", {"id": self.id, "targetId": tab})

    def side_panels(self) -> list[str]:
        """The addresses of the side panels that are open, which Playwright does not count among its pages."""
        assert self.context.browser is not None
        session = self.context.browser.new_browser_cdp_session()
        targets = session.send("Target.getTargets")["targetInfos"]
        return [one["url"] for one in targets if "/panel.html" in one["url"]]

    def tab_of(self, page: Page) -> int:
        """The number by which the browser knows the tab of ``page``."""
        worker = self.context.service_workers[0]
        page.bring_to_front()
        return int(worker.evaluate("async () => (await chrome.tabs.query({ active: true }))[0].id"))

    def panel(self, tab: int, width: int = 380) -> Page:
        """The panel of a tab, in a page that can be clicked: what the side panel shows, at its address."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"chrome-extension://{self.id}/panel.html?tab={tab}")
        return page

    def options(self) -> Page:
        """The settings of the panel."""
        page = self.context.new_page()
        page.goto(f"chrome-extension://{self.id}/options.html")
        return page


@contextmanager
def with_extension(
    browsers: BrowserType, program: str, folder: Path, site: PanelSite, language: str = "en"
) -> Iterator[ExtensionBrowser]:
    """Chromium that has just installed the extension packed for ``site``."""
    package = folder / "extension"
    write_package(package_files(PackageKind.EXTENSION, site), package)
    own = (f"--load-extension={package}", f"--disable-extensions-except={package}")
    context = browsers.launch_persistent_context(
        str(folder / "profile"),
        executable_path=program,
        headless=True,
        locale=language,
        color_scheme="light",
        args=["--headless=new", *FLAGS, *own, "--enable-unsafe-extension-debugging"],
        ignore_default_args=["--disable-extensions"],
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE_MS)
    pages: dict[str, str] = {}

    def show(route: Route) -> None:
        route.fulfill(content_type="text/html", body=pages[route.request.url])

    context.route("http://helpdesk.test/**", show)
    worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    made = ExtensionBrowser(context, worker.url.split("/")[2], pages)
    _close_what_installing_opened(made)
    yield made
    context.close()


def _close_what_installing_opened(made: ExtensionBrowser) -> None:
    """The settings, which open by themselves, and in the blank tab of a test if that is there first."""
    beside = made.context.pages[0]
    for _ in range(PATIENCE_MS // 100):
        if opened := [page for page in made.context.pages if page.url.endswith("/options.html")]:
            made.context.new_page()  # without any tab the browser ends
            opened[0].wait_for_load_state()
            opened[0].close()
            return
        beside.wait_for_timeout(100)
    raise AssertionError("the settings did not open when the extension was installed")
