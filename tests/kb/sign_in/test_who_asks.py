"""Who asks: sessions, and what the pages of whoever signed in show."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.kb.conftest import Page
from tests.kb.sign_in.conftest import OTHER_PASSWORD
from tests.signing_in import PASSWORD, Office

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestSessions:
    def test_signing_out_ends_the_session_even_for_a_copied_cookie(self, office: Office) -> None:
        ann = office.hire(Role.STAFF)
        browser, thief = office.browser(ann), office.browser()
        cookie = browser.client.get_cookie("session")
        assert cookie is not None
        thief.client.set_cookie("session", cookie.value)
        assert thief.is_signed_in()
        left = browser.post("/account", "/logout", {})
        assert (left.status_code, left.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
        assert not browser.is_signed_in()
        assert not thief.is_signed_in()

    def test_it_ends_after_twelve_hours_without_use(self, office: Office) -> None:
        browser = office.browser(office.hire(Role.STAFF))
        kept = office.browser(office.accounts.get("staff@example.com"), keep=True)
        office.clock.later(hours=13)
        assert not browser.is_signed_in()
        assert kept.is_signed_in()

    @pytest.mark.parametrize("act", ["disable", "role", "password"])
    def test_it_ends_at_once_when_the_account_changes(self, office: Office, act: str) -> None:
        ann = office.hire(Role.EDITOR)
        browser = office.browser(ann)
        assert browser.get("/review").status_code == 200
        if act == "disable":
            office.accounts.disable(AT_THE_COMMAND_LINE, ann.email)
        elif act == "role":
            office.accounts.set_role(AT_THE_COMMAND_LINE, ann.email, Role.STAFF)
        else:
            office.accounts.set_password(AT_THE_COMMAND_LINE, ann, OTHER_PASSWORD)
        assert browser.get("/review").location == "/login?next=/review"
        assert not browser.is_signed_in()

    def test_all_can_be_ended_by_their_owner(self, office: Office) -> None:
        ann = office.hire(Role.STAFF)
        one, two, other = office.browser(ann), office.browser(ann), office.browser(office.hire(Role.ADMIN))
        assert one.post("/account", "/account/sign-out-everywhere", {}).location == "/login"
        assert [browser.is_signed_in() for browser in (one, two, other)] == [False, False, True]

    def test_a_forged_cookie_is_a_readers(self, office: Office) -> None:
        office.hire(Role.STAFF)
        browser = office.browser()
        for value in ("x", "eyJfdXNlcl9pZCI6IjEifQ.aSGYAA.forged"):
            browser.client.set_cookie("session", value)
            assert browser.get("/en/").status_code == 200
            assert not browser.is_signed_in()

    def test_without_the_table_of_sessions_public_pages_go_on(self, office: Office) -> None:
        browser = office.browser(office.hire(Role.STAFF))
        with office.parts.database.begin() as connection:
            connection.execute(text("ALTER TABLE account_sessions RENAME TO gone"))
        assert browser.get("/en/articles/orders/refund").status_code == 200
        assert browser.get("/en/articles/orders/secret-refund").status_code == 404


class TestPages:
    def test_pages_of_who_signed_in_are_kept_by_no_cache_and_those_of_readers_as_before(self, office: Office) -> None:
        ann, reader = office.browser(office.hire(Role.STAFF)), office.browser()
        for path in ("/en/", "/en/articles/orders/refund", "/en/search?q=refund", "/api/v1/articles", "/en/nothing"):
            assert ann.get(path).headers["Cache-Control"] == "private, no-store"
            assert reader.get(path).headers["Cache-Control"] == "no-cache"
        sheet = ann.get("/static/kb/site.css?v=1")
        assert "immutable" in sheet.headers["Cache-Control"]
        assert "Cookie" not in sheet.headers.get("Vary", "")

    def test_every_page_leads_to_signing_in_or_to_ones_work_and_out(self, office: Office) -> None:
        assert "/login" in Page(office.browser().get("/en/")).texts("//footer//a/@href")
        links = "//nav[@class='staff-bar']//a/@href"
        work = {"/desk": Role.STAFF, "/review": Role.EDITOR, "/insights": Role.EDITOR}
        for role in (Role.STAFF, Role.EDITOR, Role.ADMIN):
            page = Page(office.browser(office.hire(role)).get("/en/"))
            found = set(page.texts(links))
            assert found & {"/login", "/account", *work} == {"/account", *(p for p, r in work.items() if role >= r)}
            assert page.texts("//nav[@class='staff-bar']//form/@action") == ["/logout"]

    def test_a_name_is_shown_as_text(self, office: Office) -> None:
        bad = office.accounts.add(AT_THE_COMMAND_LINE, "b@b", "<script>alert(1)</script>", Role.STAFF, PASSWORD)
        assert "<script>alert" not in office.browser(bad).get("/account").text

    def test_before_the_first_account_the_page_says_how_to_make_it(self, office: Office) -> None:
        page = office.browser().get("/login")
        assert "There are no accounts yet." in page.text
        assert 'type="password"' not in page.text
        assert office.browser().get("/account").status_code == 302


class TestPrograms:
    def test_one_without_a_token_is_asked_for_one_and_not_for_that_of_a_form(self, office: Office) -> None:
        office.hire(Role.ADMIN)
        report = {"day": "2026-11-20", "source": "zendesk", "tickets": 41}
        answer = office.browser().client.post("/api/v1/tickets", json=report)
        assert (answer.status_code, answer.get_json(force=True)["status"]) == (401, 401)
        assert "Authorization: Bearer" in answer.get_json(force=True)["detail"]

    def test_a_page_of_another_site_cannot_report_in_the_name_of_who_signed_in(self, office: Office) -> None:
        browser = office.browser(office.hire(Role.ADMIN))
        report = {"day": "2026-11-20", "source": "zendesk", "tickets": 41}
        assert browser.client.post("/api/v1/tickets", json=report).status_code == 400
