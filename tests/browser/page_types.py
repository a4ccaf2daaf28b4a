"""Every kind of page of the site, as one table for all checks: a new kind of page is a row here."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from bench.browser import serving
from kb.catalog.article import ArticleId
from kb.core.events import EventKind
from kb.core.roles import AT_THE_COMMAND_LINE, Person, Role
from kb.core.settings import Settings
from kb.editor.drafts import owner_of
from kb.editor.sheet import FormSheet
from kb.factors import authenticators, passkeys
from kb.factors.passkeys import NewCredential
from kb.factors.sealing import Sealing
from kb.feedback.votes import Opinion, VoteReason, cast
from kb.importing.books import NewImport
from kb.importing.import_rows import ImportState
from kb.importing.worker import ImportWorker
from kb.messages.attachments import Attachment
from kb.messages.deliveries import DeliveryWay, note_failed
from kb.messages.inbox import NewMessage, take_in
from kb.publishing.proposals import comment, propose
from kb.short_links.links import Destination, make
from kb.storage.data_folder import secret_key
from kb.webhooks.subscriptions import Subscriptions
from review.comments.handling import CommentAct, act_on, handled
from tests.browser.checks import load
from tests.browser.visitor import window
from tests.clock import Clock
from tests.conftest import SAMPLES, open_samples
from tests.kb.exchange.conftest import CATEGORIES, SECTIONS
from tests.kb.exchange.conftest import article as row
from tests.search.insights.conftest import failed, opened, put, search, support
from tests.signing_in import PASSWORD, Office

MESSAGES = {
    "en": "Hi team,\n\nmy kettle does not switch off when the water boils. What can I do?\n\nBest regards\nJane",
    "ar": "السلام عليكم، نسيت كلمة المرور ولا أستطيع الدخول إلى حسابي، ما الحل؟",
}
WORDS = {"en": "password", "ar": "كلمة المرور", "fa": "گذرواژه", "ru": "пароль"}
KEEPER = "keeper@example.com"
"""Who has a second factor."""
FORGOTTEN = "account/reset-a-forgotten-password"
PROPOSED = "orders/add-a-gift-message"
TABLES = "delivery/delivery-times-and-costs"
ERROR_CODES = "products/coffee-machine/coffee-machine-error-codes"

NOT_HELPED = partial(Opinion, False, (VoteReason.MISSING,))
Prepare = Callable[[Page, str], None]


def with_a_message(page: Page, language: str) -> None:
    """The desk after somebody asked it; what is folded is open."""
    page.locator("#message").fill(MESSAGES[language])
    page.locator("#message").press("Control+Enter")
    page.locator(".answer .texts summary").first.click()
    page.locator(".answer .report summary").first.click()


def after_no(page: Page, language: str) -> None:
    """The article whose reader said that it did not help, and is asked why."""
    page.locator("#feedback button[value=no]").click()
    page.locator("#feedback textarea").wait_for()


def with_a_request(page: Page, language: str) -> None:
    """The page of the API after a request was run; what is folded in that operation is open."""
    page.locator("#list_categories > summary").click()
    page.locator("#list_categories .api-shape summary").click()
    page.locator("#list_categories form button").click()
    page.locator("#list_categories .api-headers dd").first.wait_for()


def with_mistakes(page: Page, language: str) -> None:
    """The contact form that was sent back."""
    page.locator("#contact-form").evaluate("form => form.noValidate = true")
    page.locator("#contact-form .send button").click()
    page.locator(".mistakes").wait_for()


def with_wrong_password(page: Page, language: str) -> None:
    """The sign-in that did not work."""
    page.locator("[name=email]").fill("nobody@example.com")
    page.locator("[name=password]").fill("not the password")
    page.locator("main form:not([data-passkey]) button").click()
    page.locator("#wrong").wait_for()


def half_signed_in(page: Page, language: str) -> None:
    """The second step, after the right password of who has an app and a passkey."""
    sign_in(page, KEEPER)
    page.locator("#code").wait_for()


def without_factor(page: Page, language: str) -> None:
    """What an administrator without a second factor is led to, after the right password."""
    sign_in(page, "admin@example.com")
    page.locator("form[action='/login/set-up/app']").wait_for()


def with_an_app(page: Page, language: str) -> None:
    """The secret of an authenticator app, and the field for its code."""
    page.locator("form[action$='/app'] button").click()
    page.locator(".app-code svg").first.wait_for()


def sign_in(page: Page, email: str) -> None:
    """Fill in the form at ``/login``."""
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form:not([data-passkey]) button").click()


def with_easy_password(page: Page, language: str) -> None:
    """The password that is refused."""
    page.locator("[name=password]").fill("password1234")
    page.locator("main form button").click()
    page.locator("#wrong").wait_for()


def with_suggestions(page: Page, language: str) -> None:
    """The contact form while it suggests articles."""
    page.locator("#subject").fill(WORDS[language])
    page.locator(".panel.open li").first.wait_for()


def with_a_bad_decision(page: Page, language: str) -> None:
    """One review that could not be saved; the page says what is missing."""
    page.locator("#choice-snoozed").check()
    page.locator("#decide .primary").click()
    page.locator("[aria-invalid]").first.wait_for()


def with_the_report_open(page: Page, language: str) -> None:
    """Every part of the report, and every article of the preview."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


@dataclass(frozen=True)
class PageType:
    """One kind of page; ``{language}`` and ``{words}`` in its address stand for those of the reader."""

    name: str
    path: str
    signed_in: bool = False
    prepare: Prepare | None = None
    status: int = 200


PUBLIC = [
    PageType("home", "/{language}/"),
    PageType("article", f"/{{language}}/articles/{FORGOTTEN}"),
    PageType("article with error codes", f"/{{language}}/articles/{ERROR_CODES}"),
    PageType("article with a table", f"/{{language}}/articles/{TABLES}"),
    PageType("guide", "/{language}/articles/products/rice-cooker/rice-cooker-does-not-work"),
    PageType("accessibility", "/{language}/accessibility"),
    PageType("category", "/{language}/categories/products"),
    PageType("product", "/{language}/products/coffee-machine"),
    PageType("search with hits", "/{language}/search?q={words}"),
    PageType("search for a product", "/{language}/search?q=CB-200"),
    PageType("search without hits", "/{language}/search?q=zzzzqqqq"),
    PageType("search that fits nothing well", "/{language}/search?q={words}+zzzzqqqq+wwww+kkkk"),
    PageType("search for nothing", "/{language}/search"),
    PageType("no such page", "/{language}/articles/account/no-such-article", status=404),
    PageType("feedback", f"/{{language}}/articles/{FORGOTTEN}", prepare=after_no),
    PageType("question answered", "/{language}/ask?q={words}"),
    PageType("question refused", "/{language}/ask?q=zzzzqqqq+wwww"),
    PageType("contact form", "/widget/demo?language={language}", prepare=with_suggestions),
    PageType("contact", "/{language}/contact"),
    PageType("contact with mistakes", "/{language}/contact", prepare=with_mistakes),
    PageType("message that arrived", "/{language}/contact?sent=BCDF-2345"),
    PageType("API", "/api", prepare=with_a_request),
    PageType("offline", "/{language}/offline"),
    PageType("sign-in", "/login", prepare=with_wrong_password),
    PageType("forgotten password", "/login/forgotten"),
    PageType("second step", "/login", prepare=half_signed_in),
    PageType("second factor to set up", "/login", prepare=without_factor),
    PageType("new password", "/password?token={password_link}"),
    PageType("new password refused", "/password?token={password_link}", prepare=with_easy_password),
    PageType("used-up link", "/password?token=none", status=410),
]
STAFF = [
    PageType("article for staff", f"/{{language}}/articles/{FORGOTTEN}", signed_in=True),
    PageType("account", "/account", signed_in=True),
    PageType("API for staff", "/api", signed_in=True),
    PageType("second factor", "/account/second-factor", signed_in=True),
    PageType("authenticator app", "/account/second-factor", signed_in=True, prepare=with_an_app),
    PageType("desk", "/desk", signed_in=True),
    PageType("desk with a message", "/desk", signed_in=True, prepare=with_a_message),
    PageType("panels for helpdesks", "/desk/helpdesks", signed_in=True),
    PageType("answers of readers", "/desk/answers", signed_in=True),
    PageType("messages", "/messages", signed_in=True),
    PageType("message", "/messages/{message}", signed_in=True),
    PageType("notices", "/notices", signed_in=True),
    PageType("editor", f"/editor/{{language}}/{TABLES}", signed_in=True),
    PageType("drafts", "/editor", signed_in=True),
    PageType("archive", "/editor/archive", signed_in=True),
    PageType("history of an article", f"/editor/history/{{language}}/{TABLES}", signed_in=True),
    PageType("work", "/work", signed_in=True),
    PageType("proposal", "/work/proposals/1", signed_in=True),
    PageType("comments", "/comments?state=all", signed_in=True),
    PageType("move a category", "/editor/move-category/orders", signed_in=True),
    PageType("move an article", f"/editor/move/{{language}}/{TABLES}", signed_in=True),
    PageType("translation beside its original", f"/editor/translate/{TABLES}/ar", signed_in=True),
    PageType("translations", "/editor/translations", signed_in=True),
    PageType("translation to begin", f"/editor/translate/{TABLES}/tr", signed_in=True),
    PageType("new article", "/editor/new?category=orders", signed_in=True),
    PageType("links", "/links", signed_in=True),
    PageType("link to make", f"/links?article=/en/articles/{TABLES}", signed_in=True),
    PageType("link not found", "/links?article=nowhere", signed_in=True),
    PageType("link", "/links/{code}", signed_in=True),
    PageType("sheet", "/links/sheet?codes={code}", signed_in=True),
    PageType("insights", "/insights", signed_in=True),
    PageType("insights into searches", "/insights/searches", signed_in=True),
    PageType("insights into articles", "/insights/articles", signed_in=True),
    PageType("insights into answers", "/insights/answers", signed_in=True),
    PageType("insights into support", "/insights/support", signed_in=True),
    PageType("gaps", "/insights/gaps", signed_in=True),
    PageType("queue", "/review?state=all", signed_in=True),
    PageType("queue that is empty", "/review?q=zzzz", signed_in=True),
    PageType("one review", f"/review/articles/{{language}}/{TABLES}", signed_in=True),
    PageType("review not saved", f"/review/articles/{{language}}/{TABLES}", True, with_a_bad_decision),
    PageType("plan of the review", "/review/plan", signed_in=True),
    PageType("plan evened out", "/review/plan/even", signed_in=True),
    PageType("history", "/review/history", signed_in=True),
    PageType("reports", "/review/reports", signed_in=True),
    PageType("people", "/admin/people", signed_in=True),
    PageType("one person", "/admin/people/2", signed_in=True),
    PageType("teams", "/admin/teams", signed_in=True),
    PageType("one team", "/admin/teams/1", signed_in=True),
    PageType("API tokens", "/admin/tokens", signed_in=True),
    PageType("audit log", "/admin/audit", signed_in=True),
    PageType("settings", "/admin/settings", signed_in=True),
    PageType("connections", "/admin/connections", signed_in=True),
    PageType("imports", "/admin/imports", signed_in=True),
    PageType("preview of an import", "/admin/imports/{import_ready}", True, with_the_report_open),
    PageType("import that is done", "/admin/imports/{import_done}", signed_in=True),
    PageType("import that was undone", "/admin/imports/{import_undone}", signed_in=True),
    PageType("webhooks", "/admin/webhooks", signed_in=True),
    PageType("one webhook", "/admin/webhooks/1", signed_in=True),
]
PAGE_TYPES = {kind.name: kind for kind in (*PUBLIC, *STAFF)}


@dataclass
class Centre:
    """A running help centre in which something of everything happened, and a browser to look at it."""

    browser: Browser
    address: str
    office: Office
    cookie: str
    values: dict[str, str] = field(default_factory=dict)

    def context(self, language: str, *, signed_in: bool = False, **options: Any) -> BrowserContext:
        """A new window of somebody who reads ``language``; ``options`` are Playwright's."""
        usual = {
            "base_url": self.address,
            "viewport": {"width": 1280, "height": 800},
            "color_scheme": "light",
            "locale": language,
            "reduced_motion": "reduce",
            "service_workers": "block",
        }
        context = window(self.browser, **{**usual, **options})
        if signed_in:
            context.add_cookies([{"name": "session", "value": self.cookie, "url": self.address}])
        return context

    @contextmanager
    def shown(self, kind: PageType, language: str, **options: Any) -> Iterator[Page]:
        """The page in a window of its own, prepared, with the checks in it."""
        with self.context(language, signed_in=kind.signed_in, **options) as context:
            page = context.new_page()
            self.open(page, kind, language)
            yield page

    def open(self, page: Page, kind: PageType, language: str) -> None:
        """Lead ``page`` to what is to be looked at, prepared, with the checks in it."""
        response = page.goto(kind.path.format(language=language, words=WORDS[language], **self.values))
        assert response is not None
        assert response.status == kind.status, f"{response.url}: {response.text()[:2000]}"
        if kind.prepare:
            kind.prepare(page, language)
        load(page)


def imported(parts: Any, person: Person, articles: Path) -> dict[str, str]:
    """The numbers of an import that can be looked at, of one that is done, and of one that was undone but for a file.

    What the last two wrote goes again: the samples stay what they are.
    """
    (worker,) = (one for feature in parts.features for one in feature.workers if isinstance(one, ImportWorker))
    books, uploads = worker.runner.books, worker.runner.uploads
    before = {file: file.read_bytes() for file in articles.rglob("*") if file.is_file()}

    def read(name: str, *rows: dict[str, Any], fetches: bool = False) -> int:
        folder = uploads.begin()
        told = json.dumps({"articles": [*rows], **SECTIONS, **CATEGORIES}).encode()
        uploads.add(folder, name, io.BytesIO(told))
        number = books.add(person, folder, NewImport("zendesk", name.partition(".")[0], fetches=fetches))
        books.move(number, [ImportState.SENDING], ImportState.READING, label=name, size=len(told))
        worker.work()
        return number

    def write(number: int) -> int:
        books.move(number, [ImportState.READY], ImportState.WAITING)
        worker.work()
        return number

    lost = '<img src="https://pictures.example.com/a-picture-that-nobody-has-any-more-and-whose-name-is-long.png">'
    rows = [row(1, "Descale the kettle", f"<h2>Every month</h2><ol><li>Fill it</li><li>Boil</li></ol><p>{lost}</p>")]
    rows += [row(2, "Order again", "<table><tr><th>Day</th><th>Price</th></tr><tr><td>1</td><td>2</td></tr></table>")]
    done, undone = write(read("first.json", *rows)), write(read("second.json", *rows))
    for file in articles.rglob("descale-the-kettle-2.md"):
        file.write_bytes(file.read_bytes().replace(b"Boil", b"Boil it"))
    books.move(undone, [ImportState.DONE], ImportState.UNDO_WAITING, asked={})
    worker.work()
    for file in articles.rglob("descale-the-kettle.md"):
        file.write_bytes(file.read_bytes().replace(b"Boil", b"Boil water"))
    rows[0]["body"] = rows[0]["body"].replace("Boil", "Boil twice")
    ready = read("first.json", *rows, row(3, "Ask a person", "<p>Call us.</p>", user_segment_id=5), fetches=True)
    for file in articles.rglob("*"):
        if file.is_file() and file not in before:
            file.unlink()
    parts.library.refresh()
    return {"import_ready": str(ready), "import_done": str(done), "import_undone": str(undone)}


@contextmanager
def centre(browser: Browser, folder: Path) -> Iterator[Centre]:
    """A copy of the sample help centre at a fixed time, with searches, votes, short links and accounts."""
    clock, articles = Clock(), folder / "articles"
    shutil.copytree(SAMPLES, articles)
    settings = Settings(
        articles_dir=articles, data_dir=folder / "data", site_name="Sofra help", second_factor=Role.ADMIN
    )
    app = open_samples(settings, clock=clock)
    parts = app.extensions["kb"]
    put(app, *(failed(f"gift card {n}") for n in range(4)), failed("w" * 120), opened("reset"), search("unsure"))
    support(app)
    office = Office(app, clock)
    admin = office.hire(Role.ADMIN)
    keeper = office.hire(Role.EDITOR, KEEPER)
    with parts.database.begin() as connection:
        authenticators.begin(connection, keeper.id, "sealed")
        authenticators.confirm(connection, clock.now.replace(tzinfo=None), keeper.id, "sealed")
        made = NewCredential("AAAA", b"", 0)
        passkeys.add(connection, clock.now.replace(tzinfo=None), keeper.id, "AAAA", "This laptop", made)
    with parts.database.begin() as connection:
        code = make(
            connection, Destination(FORGOTTEN), "Reset a forgotten password", "Ann", clock.now.replace(tzinfo=None)
        )
    picture = Attachment("leak.png", "image/png", b"not looked at")
    written = NewMessage("ar", "jane@example.com", MESSAGES["ar"], "Jane", "SF-1234567", [picture])
    message = take_in(parts.database, written, [DeliveryWay.MAIL], clock.now)
    with parts.database.begin() as connection:
        note_failed(connection, message, DeliveryWay.MAIL, clock.now, "the mail server 10.0.0.5:25 cannot be used")
    with parts.database.begin() as connection:
        for language, words in MESSAGES.items():
            article = parts.library.catalog.articles[ArticleId(language, TABLES)]
            vote = cast(connection, article, NOT_HELPED(words), clock.now)
    with parts.database.begin() as connection:
        seen = handled(connection, [vote])[vote].seen
        act_on(connection, [seen], CommentAct.SETTLE, "Ann", "The table has it now.", clock.now)
    shown = parts.library.catalog.articles[ArticleId("en", PROPOSED)]
    content = (articles / shown.path).read_bytes() + b"\n1. Plug it in.\n"
    form = FormSheet.of_file(content, shown.path, shown.id).as_plain()
    with parts.database.begin() as connection:
        number = propose(connection, keeper.person, owner_of(keeper.person), shown.id, form, clock.now)
        comment(connection, number, admin.person, owner_of(admin.person), "Plug it in", "Where?", clock.now)
    staff = office.hire(Role.STAFF)
    office.teams.add(AT_THE_COMMAND_LINE, "repair-centre", "Repair centre")
    office.teams.join(AT_THE_COMMAND_LINE, "repair-centre", staff)
    hooks = Subscriptions(parts.database, clock, Sealing(secret_key(parts.settings.data_dir), "webhooks"))
    number, _ = hooks.add(AT_THE_COMMAND_LINE, "https://example.com/hook", list(EventKind), internal=True)
    hooks.test(hooks.find(number))
    link = office.accounts.password_link(AT_THE_COMMAND_LINE, staff)
    imports = imported(parts, admin.person, articles)
    cookie = office.browser(admin).client.get_cookie("session")
    assert cookie is not None
    with serving(app) as address:
        yield Centre(
            browser, address, office, cookie.value, {"code": code, "password_link": link, "message": message, **imports}
        )
