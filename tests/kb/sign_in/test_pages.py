"""The pages to sign in: who gets in, what they are told, how many tries there are."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from kb.accounts import sessions
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.site.same_site import place_on_site
from tests.at_the_machine import sit_down
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page
from tests.signing_in import PASSWORD, Office, form_token

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def cookie_of(response: Any) -> str:
    return "; ".join(response.headers.getlist("Set-Cookie"))


class TestSigningIn:
    def test_the_right_password_leads_to_where_one_wanted_to_go(self, office: Office) -> None:
        ann = office.hire(Role.STAFF)
        browser = office.browser()
        assert browser.get("/account").location == "/login?next=/account"
        page = browser.get("/login?next=/account?a=b")
        assert Page(page).texts("//input[@name='next']/@value") == ["/account?a=b"]
        signed_in = browser.sign_in("STAFF@example.com ", next="/account?a=b")
        assert (signed_in.status_code, signed_in.location) == (303, "/account?a=b")
        assert "staff@example.com" in browser.get("/account").text
        assert office.accounts.get(ann.email).signed_in_at == office.clock.now.replace(tzinfo=None)
        assert browser.get("/login?next=/account").location == "/account"

    def test_a_wrong_password_and_an_unknown_address_are_told_the_same(self, office: Office) -> None:
        office.hire(Role.STAFF)
        told = set()
        for email in ("staff@example.com", "nobody@example.com", "", "x" * 5000, "\0"):
            response = office.browser().sign_in(email, "wrong password")
            told.add((response.status_code, " ".join(Page(response).texts("//*[@role='alert'][not(@hidden)]"))))
        assert told == {(400, "The e-mail address or password is wrong.")}

    def test_a_disabled_account_is_told_the_same_with_the_right_password(self, office: Office) -> None:
        office.hire(Role.STAFF)
        office.accounts.disable(AT_THE_COMMAND_LINE, "staff@example.com")
        assert office.browser().sign_in("staff@example.com").status_code == 400

    def test_without_a_form_token_nobody_is_signed_in(self, office: Office) -> None:
        office.hire(Role.STAFF)
        browser = office.browser()
        form = {"email": "staff@example.com", "password": PASSWORD}
        assert browser.client.post("/login", data=form).status_code == 400
        assert browser.client.post("/login", data={**form, "csrf_token": "forged"}).status_code == 400
        assert not browser.is_signed_in()

    def test_what_was_in_the_browser_before_is_gone(self, office: Office) -> None:
        office.hire(Role.EDITOR)
        browser = office.browser()
        before = form_token(browser.get("/login"))
        with browser.client.session_transaction() as session:
            session["planted"] = "by somebody else"
        browser.sign_in("editor@example.com")
        with browser.client.session_transaction() as session:
            assert "planted" not in session
        assert browser.client.post("/logout", data={"csrf_token": before}).status_code == 400

    @pytest.mark.parametrize(("base_url", "secure"), [("https://help.example.com", True), ("", False)])
    def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
        self, collection: Collection, tmp_path: Path, clock: Clock, base_url: str, secure: bool
    ) -> None:
        collection.write("en/a.md", title="A")
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", base_url=base_url)
        app = open_site(settings, models=[], clock=clock)
        Office(app, clock).hire(Role.STAFF)
        cookies = SimpleCookie(cookie_of(app.test_client().get("/login")))
        app.extensions["kb"].close()
        cookie = cookies["__Host-session" if secure else "session"]
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", secure)

    def test_who_is_kept_signed_in_has_a_cookie_for_thirty_days_and_others_until_the_browser_closes(
        self, office: Office
    ) -> None:
        office.hire(Role.STAFF)
        assert "Expires=" not in cookie_of(office.browser().sign_in("staff@example.com"))
        assert "Expires=" in cookie_of(office.browser().sign_in("staff@example.com", keep="1"))
        assert office.site.config["PERMANENT_SESSION_LIFETIME"] == sessions.LONGEST

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("/review?state=all&q=%D8%B3", "/review?state=all&q=%D8%B3"),
            ("/en/articles/orders/refund#a", "/en/articles/orders/refund#a"),
            ("", "/"),
            ("review", "/"),
            ("//evil.example", "/"),
            ("///evil.example", "/"),
            ("/\\evil.example", "/"),
            ("\\\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("/\n/evil.example", "/"),
            ("https://evil.example/", "/"),
            ("https:evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("http://[", "/"),
            (" //evil.example", "/"),
            ("/a\r\nSet-Cookie: x=y", "/"),
            ("/..//evil.example", "/"),  # below a path it would lead out of the site
            ("/en/%2e%2e/%2E%2E/other", "/"),
            ("/en/articles/a..b?q=../x", "/en/articles/a..b?q=../x"),
        ],
    )
    def test_next_stays_on_this_site(self, office: Office, address: str, expected: str) -> None:
        with office.site.test_request_context():
            assert place_on_site(address) == expected


class TestTries:
    def test_the_sixth_wrong_password_has_to_wait_and_the_right_one_too_but_not_for_long(self, office: Office) -> None:
        office.hire(Role.STAFF)
        browser = office.browser()
        for _ in range(5):
            assert browser.sign_in("staff@example.com", "wrong").status_code == 400
        refused = browser.sign_in("staff@example.com")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
        assert "Try again in 5 seconds." in refused.text
        assert office.browser().sign_in("Staff@example.com").status_code == 429, "another browser gains nothing"
        office.clock.later(seconds=5)
        assert browser.sign_in("staff@example.com").status_code == 303
        assert office.browser().sign_in("staff@example.com", "wrong").status_code == 400, "it starts anew"

    def test_an_unknown_address_waits_as_well(self, office: Office) -> None:
        office.hire(Role.STAFF)
        answers = [office.browser().sign_in("nobody@example.com", "wrong").status_code for _ in range(6)]
        assert answers == [400] * 5 + [429]

    def test_one_address_that_tries_many_accounts_waits_and_others_do_not(self, office: Office) -> None:
        office.hire(Role.STAFF)
        for number in range(20):
            assert office.browser().sign_in(f"n{number}@b", "x", address="203.0.113.5").status_code == 400
        assert office.browser().sign_in("staff@example.com", address="203.0.113.5").status_code == 429
        assert office.browser().sign_in("staff@example.com", address="203.0.113.6").status_code == 303

    def test_behind_a_proxy_on_this_machine_readers_do_not_wait_for_each_other(self, office: Office) -> None:
        office.hire(Role.STAFF)

        def attempt(email: str, told: str) -> int:
            browser = office.browser()
            form = {"csrf_token": form_token(browser.get("/login")), "email": email, "password": PASSWORD}
            return browser.client.post("/login", data=form, headers={"X-Forwarded-For": told}).status_code

        for number in range(20):
            assert attempt(f"n{number}@b", f"198.51.100.{number}, 203.0.113.5") == 400
        assert attempt("staff@example.com", "203.0.113.6, 203.0.113.5") == 429, "only the last one is the proxy's word"
        assert attempt("staff@example.com", "203.0.113.5, 203.0.113.6") == 303
        assert attempt("staff@example.com", "nonsense") == 303


class TestFirstAdministrator:
    def test_the_link_makes_one_and_then_staff_pages_ask_for_an_account(self, office: Office) -> None:
        secret = office.accounts.first_link()
        browser, path = office.browser(), f"/first?token={secret}"
        sit_down(office.site, browser.client)
        assert browser.get("/review").status_code == 200, "at the machine itself, before there are accounts"
        form = {"token": secret, "email": "Boss@example.com", "name": "Boss", "password": PASSWORD}
        assert browser.post(path, "/first", {**form, "password": "boss@example.com"}).status_code == 400
        assert browser.post(path, "/first", {**form, "email": "no address"}).status_code == 400
        assert browser.post(path, "/first", form).location == "/admin"
        assert browser.get("/admin/people").status_code == 200, "they are signed in, and others can be added"
        assert office.browser().get("/review").location == "/login?next=/review"
        assert browser.get(path).status_code == 410
        assert office.browser().sign_in("boss@example.com").status_code == 303
        assert office.accounts.get("boss@example.com").role == Role.ADMIN
        assert browser.get("/review").status_code == 200


def test_signing_in_and_out_is_in_the_audit_log(office: Office) -> None:
    ann = office.hire(Role.STAFF)
    browser = office.browser()
    browser.sign_in(ann.email, "wrong")
    browser.sign_in("nobody@example.com", "wrong")
    browser.sign_in(ann.email)
    browser.post("/account", "/logout", {})
    assert office.events()[1:] == [
        (AuditEvent.SIGN_IN_FAILED, ann.email),
        (AuditEvent.SIGN_IN_FAILED, "unknown account"),
        (AuditEvent.SIGNED_IN, ann.email),
        (AuditEvent.SIGNED_OUT, ann.email),
    ]


def test_the_site_without_a_database_has_no_pages_to_sign_in(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/a.md", title="A")
    settings = Settings(collection.root, tmp_path / "data", database_url="sqlite:////nowhere/kb.sqlite")
    app: Flask = create_app(settings, models=[], start=False)
    assert app.test_client().get("/en/").status_code == 200
    assert app.test_client().get("/login").status_code == 404
    app.extensions["kb"].close()
