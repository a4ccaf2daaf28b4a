"""Signing in and out, the account page, tokens and links, as browsers and programs meet them."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from kb.accounts import sessions
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.site.same_site import place_on_site
from tests.at_the_machine import sit_down
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page
from tests.signing_in import PASSWORD, Browser, Office, form_token

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

OTHER_PASSWORD = "paper lantern 9 giraffe"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """A site with a public and an internal article; nobody has an account yet."""
    collection.write("en/orders/refund.md", title="Refund", published_on="2026-11-01")
    collection.write("en/orders/secret-refund.md", "Whisper.", title="Secret refund", audience="internal")
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


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
            told.add((response.status_code, " ".join(Page(response).texts("//*[@role='alert']"))))
        assert told == {(400, "The e-mail address or the password is not right.")}

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


class TestPassword:
    def change(self, browser: Browser, old: str, new: str) -> Any:
        return browser.post("/account", "/account/password", {"old": old, "new": new})

    def test_it_is_changed_by_who_knows_the_old_one_and_ends_all_other_sessions(self, office: Office) -> None:
        ann = office.hire(Role.STAFF)
        browser, elsewhere = office.browser(ann), office.browser(ann)
        assert self.change(browser, PASSWORD, OTHER_PASSWORD).status_code == 303
        assert "The password is changed." in browser.get("/account").text
        assert not elsewhere.is_signed_in()
        assert office.browser().sign_in(ann.email, PASSWORD).status_code == 400
        assert office.browser().sign_in(ann.email, OTHER_PASSWORD).status_code == 303

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("wrong", OTHER_PASSWORD, "The present password is not right."),
            (PASSWORD, "short", "The password is too short: it needs at least 12 characters."),
            (PASSWORD, "staff@example.com", "This password is too easy to guess."),
        ],
    )
    def test_it_stays_where_something_is_wrong(self, office: Office, old: str, new: str, said: str) -> None:
        ann = office.hire(Role.STAFF)
        browser = office.browser(ann)
        refused = self.change(browser, old, new)
        assert refused.status_code == 400
        assert said in " ".join(Page(refused).texts("//*[@role='alert']"))
        assert Page(refused).texts("//input[@type='password']/@value") == ["", ""]
        assert office.browser().sign_in(ann.email, PASSWORD).status_code == 303

    def test_an_open_browser_is_no_place_to_guess_it(self, office: Office) -> None:
        browser = office.browser(office.hire(Role.STAFF))
        answers = [self.change(browser, "wrong", OTHER_PASSWORD).status_code for _ in range(6)]
        assert answers == [400] * 5 + [429]

    def test_a_link_sets_it_once_and_ends_all_sessions(self, office: Office) -> None:
        ann = office.hire(Role.STAFF)
        signed_in = office.browser(ann)
        secret = office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
        browser, path = office.browser(), f"/password?token={secret}"
        page = browser.get(path)
        assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("private, no-store", "same-origin")
        assert browser.post(path, "/password", {"token": secret, "password": "password1234"}).status_code == 400
        done = browser.post(path, "/password", {"token": secret, "password": OTHER_PASSWORD})
        assert (done.status_code, done.location) == (303, "/login")
        assert not signed_in.is_signed_in()
        assert browser.get(path).status_code == 410
        assert browser.sign_in(ann.email, OTHER_PASSWORD).status_code == 303

    @pytest.mark.parametrize("path", ["/password", "/first"])
    def test_a_forged_or_old_link_is_told_to_be_over(self, office: Office, path: str) -> None:
        ann = office.hire(Role.STAFF)
        secret = office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
        assert office.browser().get(path).status_code == 410
        assert office.browser().get(f"{path}?token=forged%00").status_code == 410
        office.clock.later(hours=24)
        assert office.browser().get(f"{path}?token={secret}").status_code == 410


class TestFirstAdministrator:
    def test_the_link_makes_one_and_then_staff_pages_ask_for_an_account(self, office: Office) -> None:
        secret = office.accounts.first_link()
        browser, path = office.browser(), f"/first?token={secret}"
        sit_down(office.site, browser.client)
        assert browser.get("/review").status_code == 200, "at the machine itself, before there are accounts"
        form = {"token": secret, "email": "Boss@example.com", "name": "Boss", "password": PASSWORD}
        assert browser.post(path, "/first", {**form, "password": "boss@example.com"}).status_code == 400
        assert browser.post(path, "/first", {**form, "email": "no address"}).status_code == 400
        assert browser.post(path, "/first", form).location == "/login"
        assert browser.get("/review").location == "/login?next=/review"
        assert browser.get(path).status_code == 410
        assert browser.sign_in("boss@example.com").status_code == 303
        assert office.accounts.get("boss@example.com").role == Role.ADMIN
        assert browser.get("/review").status_code == 200


class TestTokens:
    def test_it_is_shown_once_and_lets_a_program_read_what_its_owner_may(self, office: Office) -> None:
        browser = office.browser(office.hire(Role.STAFF))
        form = {"name": " Help\ndesk ", "scope": ["search"], "days": "30"}
        made = Page(browser.post("/account", "/account/tokens", form))
        assert made.response.headers["Cache-Control"] == "private, no-store"
        secret = made.texts("//code[@class='secret']")[0]
        listed = Page(browser.get("/account"))
        assert secret not in listed.text
        assert "Help desk" in " ".join(listed.texts("//ul[@class='tokens']//p"))
        path, header = "/api/v1/articles/orders/secret-refund", {"Authorization": f"Bearer {secret}"}
        program = office.site.test_client()
        assert program.get(path).status_code == 404
        answer = program.get(path, headers=header)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        revoke = listed.texts("//ul[@class='tokens']//form/@action")[0]
        assert browser.post("/account", revoke, {}).status_code == 303
        assert program.get(path, headers=header).status_code == 401

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": " \n"}, "Give the token a name."),
            ({"scope": []}, "Choose what the token is for."),
            ({"scope": ["review"]}, "Choose what the token is for."),
            ({"scope": ["everything"]}, "Choose what the token is for."),
            ({"days": "0"}, "A token is good for 1 to 366 days."),
            ({"days": "367"}, "A token is good for 1 to 366 days."),
            ({"days": "٣"}, "A token is good for 1 to 366 days."),
        ],
    )
    def test_without_name_use_or_end_there_is_none(self, office: Office, wrong: dict[str, Any], said: str) -> None:
        browser = office.browser(office.hire(Role.STAFF))
        form = {"name": "n", "scope": ["search"], "days": "30", **wrong}
        refused = browser.post("/account", "/account/tokens", form)
        assert refused.status_code == 400
        assert said in " ".join(Page(refused).texts("//*[@role='alert']"))

    def test_forged_expired_and_revoked_ones_are_refused_even_where_everybody_may_read(self, office: Office) -> None:
        secret = office.token(office.hire(Role.STAFF), Scope.SEARCH, days=1)
        program = office.site.test_client()

        def ask(token: str) -> Any:
            return program.get("/api/v1/articles", headers={"Authorization": f"Bearer {token}"})

        assert ask(secret).status_code == 200
        for bad in (secret + "x", "", "x" * 10_000, "kb_ü"):
            refused = ask(bad)
            assert (refused.status_code, refused.json["status"]) == (401, 401)
            assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        office.clock.later(days=1)
        assert ask(secret).status_code == 401

    def test_it_counts_on_api_addresses_only(self, office: Office) -> None:
        header = {"Authorization": f"Bearer {office.token(office.hire(Role.ADMIN), *Scope)}"}
        program = office.site.test_client()
        assert program.get("/en/articles/orders/secret-refund", headers=header).status_code == 404
        assert program.get("/review", headers=header).status_code == 302
        assert program.get("/account", headers=header).status_code == 302

    def test_a_forged_one_beside_a_good_cookie_is_refused(self, office: Office) -> None:
        browser = office.browser(office.hire(Role.STAFF))
        assert browser.get("/api/v1/articles", headers={"Authorization": "Bearer forged"}).status_code == 401

    def test_another_kind_of_authorization_is_none_of_our_business(self, office: Office) -> None:
        assert office.browser().get("/api/v1/articles", headers={"Authorization": "Basic eDp5"}).status_code == 200

    def test_only_what_comes_with_a_token_needs_no_form_token(self, office: Office) -> None:
        office.site.add_url_rule("/api/try", "try", lambda: "done", methods=["POST"])
        ann = office.hire(Role.STAFF)
        secret = office.token(ann, Scope.SUGGEST)
        program, browser = office.site.test_client(), office.browser(ann)
        assert program.post("/api/try", headers={"Authorization": f"Bearer {secret}"}).text == "done"
        assert program.post("/api/try", headers={"Authorization": "Bearer forged"}).status_code == 401
        assert program.post("/api/try").status_code == 400
        assert browser.client.post("/api/try").status_code == 400
        assert browser.post("/account", "/api/try", {}).text == "done"


class TestInternalArticles:
    PATHS = (
        "/en/articles/orders/secret-refund",
        "/en/articles/orders/secret-refund.md",
        "/files/en/inside/map.png",
        "/en/categories/inside",
        "/ru/articles/inside/plan",
        "/api/v1/articles/orders/secret-refund",
    )

    @pytest.fixture(autouse=True)
    def _more(self, collection: Collection, office: Office) -> None:
        collection.write("en/inside/map.md", title="Secret map", audience="internal")
        collection.write("en/inside/map.png", b"\x89PNG")
        collection.write("ru/inside/plan.md", title="Secret plan", audience="internal")

    @pytest.mark.parametrize("path", PATHS)
    def test_the_same_address_is_a_page_for_staff_and_a_plain_404_for_the_public(
        self, office: Office, path: str
    ) -> None:
        staff = office.browser(office.hire(Role.STAFF))
        office.parts.library.refresh()
        assert staff.get(path).status_code == 200
        refused = office.browser().get(path)
        assert refused.status_code == 404
        assert "Secret" not in refused.text
        assert refused.location is None

    def test_feeds_and_lists_for_machines_hold_none_of_them_whoever_asks(self, office: Office) -> None:
        staff = office.browser(office.hire(Role.STAFF))
        for path in ("/sitemap.xml", "/feed.xml", "/en/feed.xml", "/llms.txt"):
            answer = staff.get(path)
            assert "Refund" in answer.text or "orders/refund" in answer.text
            assert [word for word in ("Secret", "secret", "inside", "/ru/") if word in answer.text] == []

    def test_search_finds_them_for_staff_only(self, office: Office) -> None:
        staff, reader = office.browser(office.hire(Role.STAFF)), office.browser()
        office.parts.library.refresh()
        office.parts.service.bring_up_to_date()
        for path in ("/en/search?q=secret+refund", "/api/v1/search?q=secret+refund&lang=en"):
            assert "secret-refund" in staff.get(path).text
            assert "secret-refund" not in reader.get(path).text


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
