"""One's own account: its password, its tokens."""

from __future__ import annotations

from typing import Any

import pytest

from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.kb.conftest import Page
from tests.kb.sign_in.conftest import OTHER_PASSWORD
from tests.signing_in import PASSWORD, Browser, Office

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


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
            ("wrong", OTHER_PASSWORD, "The current password is wrong."),
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
        assert (done.status_code, done.location) == (303, "/")
        assert browser.is_signed_in()
        assert office.events()[-2:] == [(AuditEvent.PASSWORD_SET, ann.email), (AuditEvent.SIGNED_IN, ann.email)]
        assert not signed_in.is_signed_in()
        assert browser.get(path).status_code == 410
        assert office.browser().sign_in(ann.email, OTHER_PASSWORD).status_code == 303

    @pytest.mark.parametrize(
        ("wanted", "place"),
        [("/review?state=all", "/review?state=all"), ("https://evil.example/", "/"), ("//evil", "/")],
    )
    def test_who_chose_a_password_is_where_they_wanted_to_be(self, office: Office, wanted: str, place: str) -> None:
        ann, browser = office.hire(Role.EDITOR), office.browser()
        browser.get("/login", query_string={"next": wanted})
        secret = office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
        path = f"/password?token={secret}"
        done = browser.post(path, "/password", {"token": secret, "password": OTHER_PASSWORD})
        assert (done.location, browser.is_signed_in()) == (place, True)

    @pytest.mark.parametrize("path", ["/password", "/first"])
    def test_a_forged_or_old_link_is_told_to_be_over(self, office: Office, path: str) -> None:
        ann = office.hire(Role.STAFF)
        secret = office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
        assert office.browser().get(path).status_code == 410
        assert office.browser().get(f"{path}?token=forged%00").status_code == 410
        office.clock.later(hours=24)
        assert office.browser().get(f"{path}?token={secret}").status_code == 410


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
            ({"days": "0"}, "A token is valid for 1 to 366 days."),
            ({"days": "367"}, "A token is valid for 1 to 366 days."),
            ({"days": "٣"}, "A token is valid for 1 to 366 days."),
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
        assert program.post("/api/try").status_code == 401  # asked for a token, and not for one of a form
        assert browser.client.post("/api/try").status_code == 400
        assert browser.post("/account", "/api/try", {}).text == "done"
