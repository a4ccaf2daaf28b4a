"""Every kind of page of the site, as one table for all checks: a new kind of page is a row here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.signing_in import PASSWORD

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
