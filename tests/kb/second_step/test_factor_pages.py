"""Somebody sets up, renews and switches off the second factor of their own account."""

from __future__ import annotations

import pytest
from lxml import html

from kb.account_services.identities import Identities, Identity
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Role
from tests.kb.second_step.conftest import PAGE, STEP, factors_of, set_up_app, text_of
from tests.signing_in import PASSWORD, Office

pytestmark = pytest.mark.slow  # whole pages


def test_an_app_is_set_up_by_a_picture_or_a_key_and_a_code_of_it(office: Office, ann: Account) -> None:
    browser = office.browser(ann)
    assert f"{PAGE}" in html.document_fromstring(browser.get("/account").text).xpath("//main//a/@href")
    browser.post(PAGE, f"{PAGE}/app", {})
    page = browser.get(f"{PAGE}/app")
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("private, no-store", "same-origin")
    assert len(html.document_fromstring(page.text).xpath("//*[@role='img']/*[local-name()='svg']")) == 1
    wrong = browser.post(f"{PAGE}/app", f"{PAGE}/app/confirm", {"code": "12345"})
    assert wrong.status_code == 400
    secret = text_of(page, "//code[@class='secret']")
    assert text_of(wrong, "//code[@class='secret']") == secret, "it is the same as before"
    assert office.browser().sign_in(ann.email).location == "/", "nothing is asked for before a code was right"
    _, codes = set_up_app(office, browser)
    assert not any(code in browser.get(PAGE).text for code in codes)
    assert office.events()[-1] == (AuditEvent.FACTOR_ADDED, ann.email)
    assert office.browser().sign_in(ann.email).location == STEP
    assert browser.get(f"{PAGE}/app").location == PAGE, "its secret is never shown again"


def test_switching_off_and_new_codes_ask_for_the_password_or_a_code_again(office: Office, ann: Account) -> None:
    browser = office.browser(ann)
    app, before = set_up_app(office, browser)
    for act in ("app/off", "codes"):
        refused = browser.post(PAGE, f"{PAGE}/{act}", {"proof": "wrong password"})
        assert refused.status_code == 400
        assert browser.post(PAGE, f"{PAGE}/{act}", {}).status_code == 400
    renewed = browser.post(PAGE, f"{PAGE}/codes", {"proof": PASSWORD})
    after = text_of(renewed, "//ul[@class='recovery-codes']//code")
    assert len(after) == 10
    assert not set(after) & set(before)
    assert "10 codes are left." in browser.get(PAGE).text
    off = browser.post(PAGE, f"{PAGE}/app/off", {"proof": app.code()})
    assert (off.status_code, off.location) == (303, PAGE)
    assert "switched off" in " ".join(text_of(browser.get(PAGE), "//*[@role='status']"))
    assert office.browser().sign_in(ann.email).location == "/"
    assert [event for event, _ in office.events()[-3:]] == [
        AuditEvent.CODES_MADE,
        AuditEvent.FACTOR_REMOVED,
        AuditEvent.SIGNED_IN,
    ]


def test_an_open_browser_is_no_place_to_guess_a_code_nor_to_add_an_app_later(office: Office, ann: Account) -> None:
    browser = office.browser(ann)
    set_up_app(office, browser)
    tries = [browser.post(PAGE, f"{PAGE}/app/off", {"proof": f"00000{n}"}).status_code for n in range(6)]
    assert tries == [400] * 5 + [429]
    other = office.browser(office.hire(Role.STAFF))
    office.clock.later(minutes=11)
    assert other.post(PAGE, f"{PAGE}/app", {}).status_code == 403
    assert other.post(PAGE, f"{PAGE}/prove", {"proof": PASSWORD}).location == PAGE
    assert other.post(PAGE, f"{PAGE}/app", {}).location == f"{PAGE}/app"


def test_whoever_signs_in_elsewhere_has_nothing_to_set_up_here(office: Office) -> None:
    people = Identities(office.parts.database, office.clock)
    people.enter(Identity("https://login", "1", "sso@example.com", True, "Sso", Role.STAFF))
    account = office.accounts.get("sso@example.com")
    assert office.browser(account).get(PAGE).status_code == 404
    assert not factors_of(office).has_password(account.person)
