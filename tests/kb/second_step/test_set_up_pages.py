"""Whoever needs a second factor for their role sets one up before they are signed in."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from kb.account_services.administration import Administration
from kb.account_services.identities import Identities, Identity
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection
from tests.kb.second_step.conftest import STEP, App, set_up_app, text_of
from tests.security_key import SecurityKey
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages

SET_UP = "/login/set-up"


@pytest.fixture
def settings(collection: Collection, tmp_path: object, clock: Clock) -> Settings:
    collection.write("en/refund.md", title="Refund")
    collection.write("en/inside.md", title="Inside", audience="internal")
    root = collection.root
    return Settings(articles_dir=root, data_dir=root.parent / "data", second_factor=Role.EDITOR)


def led_to_set_up(office: Office, account: Account) -> Browser:
    browser = office.browser()
    assert browser.sign_in(account.email, next="/review?state=all").location == STEP
    assert browser.get(STEP).location == SET_UP
    return browser


def test_an_editor_sets_up_an_app_before_anything_opens_and_staff_need_none(office: Office, ann: Account) -> None:
    browser = led_to_set_up(office, ann)
    assert browser.get(SET_UP).status_code == 200
    for path in ("/review", "/account", "/account/second-factor", "/en/articles/inside"):
        answer = browser.get(path)
        assert (answer.location or "").startswith("/login?next=") or answer.status_code == 404
    assert browser.post(SET_UP, f"{SET_UP}/app", {}).location == f"{SET_UP}/app"
    shown = browser.get(f"{SET_UP}/app")
    app = App(text_of(shown, "//code[@class='secret']")[0], office.clock)
    assert browser.post(f"{SET_UP}/app", f"{SET_UP}/app/confirm", {"code": "000000"}).status_code == 400
    done = browser.post(f"{SET_UP}/app", f"{SET_UP}/app/confirm", {"code": app.code()})
    assert len(text_of(done, "//ul[@class='recovery-codes']//code")) == 10
    assert 'href="/review?state=all"' in done.text
    assert browser.get("/review").status_code == 200
    assert office.browser().sign_in(ann.email).location == STEP
    assert browser.get(SET_UP).status_code == 400, "it is done"
    office.hire(Role.STAFF)
    assert office.browser().sign_in("staff@example.com").location == "/"


def test_a_passkey_will_do_as_well(office: Office, ann: Account) -> None:
    browser = led_to_set_up(office, ann)
    options = json.loads(browser.post(SET_UP, f"{SET_UP}/passkey/options", {}).text)
    assert options["user"]["name"] == ann.email
    fields = {"name": "Phone", "credential": SecurityKey().create(options)}
    assert browser.post(SET_UP, f"{SET_UP}/passkey", {**fields, "credential": "{}"}).status_code == 400
    options = json.loads(browser.post(SET_UP, f"{SET_UP}/passkey/options", {}).text)
    done = browser.post(SET_UP, f"{SET_UP}/passkey", {**fields, "credential": SecurityKey().create(options)})
    assert done.status_code == 200
    assert browser.is_signed_in()


def test_a_link_to_choose_a_password_leads_there_too_and_tokens_sessions_and_single_sign_on_do_not(
    office: Office, ann: Account
) -> None:
    token, session = office.token(ann, Scope.REVIEW), office.browser(ann)
    assert session.get("/review").status_code == 200, "it is asked for at the next sign-in"
    program = office.site.test_client()
    assert program.get("/api/v1/review", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    people = Identities(office.parts.database, office.clock)
    assert people.enter(Identity("https://login", "1", "sso@example.com", True, "Sso", Role.ADMIN))
    link, browser = office.accounts.password_link(AT_THE_COMMAND_LINE, ann), office.browser()
    form = {"token": link, "password": "paper lantern 9 giraffe"}
    assert browser.post(f"/password?token={link}", "/password", form).location == STEP
    assert browser.get(STEP).location == SET_UP


def test_whoever_has_a_factor_cannot_set_up_another_in_the_place_of_showing_it(office: Office, ann: Account) -> None:
    set_up_app(office, office.browser(ann))
    browser = office.browser()
    browser.sign_in(ann.email)
    assert browser.get(SET_UP).location == STEP
    assert browser.post(STEP, f"{SET_UP}/app", {}).location == STEP
    assert browser.post(STEP, f"{SET_UP}/passkey/options", {}).location == STEP
    assert not browser.is_signed_in()


def test_the_secret_of_an_app_is_shown_only_in_the_browser_that_began_it(office: Office, ann: Account) -> None:
    thief, browser = led_to_set_up(office, ann), led_to_set_up(office, ann)
    assert thief.post(SET_UP, f"{SET_UP}/app", {}).location == f"{SET_UP}/app"
    assert browser.post(SET_UP, f"{SET_UP}/app", {}).location == f"{SET_UP}/app"
    app = App(text_of(browser.get(f"{SET_UP}/app"), "//code[@class='secret']")[0], office.clock)
    spied = thief.get(f"{SET_UP}/app")
    assert (spied.status_code, spied.location) == (303, SET_UP)
    assert thief.post(SET_UP, f"{SET_UP}/app/confirm", {"code": app.code()}).location == SET_UP
    assert not thief.is_signed_in()
    assert browser.post(SET_UP, f"{SET_UP}/app/confirm", {"code": app.code()}).status_code == 200
    assert thief.get(SET_UP).location == STEP


def test_an_administrator_takes_a_factor_away_and_it_is_set_up_anew(office: Office, ann: Account) -> None:
    boss = office.browser(office.hire(Role.ADMIN, "boss@example.com"))
    browser = office.browser(ann)
    set_up_app(office, browser)
    page = f"/admin/people/{ann.id}"
    assert "Second factor: Authenticator app" in " ".join(text_of(boss.get(page), "//main"))
    assert boss.post(page, f"{page}/factor", {}).location == page
    shown = " ".join(text_of(boss.get(page), "//main"))
    assert "The second factor is removed." in shown
    assert "Second factor: not set up" in shown
    assert not browser.is_signed_in()
    assert office.events()[-1] == (AuditEvent.FACTOR_TAKEN, ann.email)
    led_to_set_up(office, ann)
    with office.parts.database.connect() as connection:
        for table in ("authenticators", "recovery_codes", "passkeys"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    own = f"/admin/people/{boss_number(office)}/factor"
    assert boss.post(page, own, {}).status_code == 400, "one's own is on the own account"


def boss_number(office: Office) -> int:
    return office.accounts.get("boss@example.com").id


def test_it_takes_half_an_hour_at_most(office: Office, ann: Account) -> None:
    browser = led_to_set_up(office, ann)
    office.clock.later(minutes=29)
    assert browser.get(SET_UP).status_code == 200
    office.clock.later(minutes=1)
    assert browser.get(SET_UP).status_code == 400
    assert not Administration(office.parts.database, office.clock).remove_factors(AT_THE_COMMAND_LINE, ann)
