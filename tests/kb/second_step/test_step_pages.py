"""Whoever has a second factor shows it after the password, and nothing is open before."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.storage.data_folder import BYTES
from tests.kb.second_step.conftest import PAGE, STEP, set_up_app, text_of
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages


def half_signed_in(office: Office, account: Account, **fields: str) -> Browser:
    browser = office.browser()
    answer = browser.sign_in(account.email, next="/review?state=all", **fields)
    assert (answer.status_code, answer.location) == (303, STEP)
    return browser


def test_a_code_finishes_the_sign_in_where_one_wanted_to_go_and_is_not_taken_twice(
    office: Office, ann: Account
) -> None:
    app, codes = set_up_app(office, office.browser(ann))
    assert len(codes) == 10
    browser = half_signed_in(office, ann, keep="1")
    for path in ("/review", "/account", PAGE, "/editor"):
        assert browser.get(path).location.startswith("/login?next="), "half is nothing"
    assert browser.get("/api/v1/review").status_code == 401
    answer = browser.post(STEP, STEP, {"code": f" {app.code()[:3]} {app.code()[3:]}"})
    assert (answer.status_code, answer.location) == (303, "/review?state=all")
    assert "Expires=" in "; ".join(answer.headers.getlist("Set-Cookie")), "it was kept through both steps"
    assert browser.is_signed_in()
    again = half_signed_in(office, ann)
    assert again.post(STEP, STEP, {"code": app.code()}).status_code == 400
    office.clock.later(seconds=30)
    arabic = app.code().translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})
    assert again.post(STEP, STEP, {"code": arabic}).status_code == 303
    assert office.events()[-1] == (AuditEvent.SIGNED_IN, ann.email)
    assert office.accounts.log(1)[0].details == {"second_factor": "app"}


def test_of_two_clicks_both_lead_on_and_later_the_code_is_used_up(office: Office, ann: Account) -> None:
    app, _ = set_up_app(office, office.browser(ann))
    browser = half_signed_in(office, ann, keep="1")
    with browser.client.session_transaction() as session:
        half = dict(session)
    form = {"code": app.code()}
    first = browser.post(STEP, STEP, form)

    def sent_again(**fields: str) -> TestResponse:
        with browser.client.session_transaction() as session:
            session.clear()
            session.update(half)  # the browser sent it before it had the answer to the first
        return browser.post("/login", STEP, form | fields)

    second = sent_again()
    assert [(one.status_code, one.location) for one in (first, second)] == [(303, "/review?state=all")] * 2
    assert browser.is_signed_in()
    assert "Expires=" in "; ".join(second.headers.getlist("Set-Cookie"))
    assert office.accounts.log(1)[0].details == {"second_factor": "sent twice"}
    assert (sent_again(code="000000").status_code, browser.is_signed_in()) == (400, False)
    office.clock.later(seconds=11)
    assert (sent_again().status_code, browser.is_signed_in()) == (400, False)


def test_a_code_that_is_sent_again_begins_nothing_after_one_signed_out_everywhere(office: Office, ann: Account) -> None:
    app, _ = set_up_app(office, office.browser(ann))
    browser = half_signed_in(office, ann)
    with browser.client.session_transaction() as session:
        half = dict(session)
    form = {"code": app.code()}
    assert browser.post(STEP, STEP, form).status_code == 303
    office.accounts.sign_out_everywhere(ann.person)
    with browser.client.session_transaction() as session:
        session.clear()
        session.update(half)
    assert (browser.post("/login", STEP, form).status_code, browser.is_signed_in()) == (400, False)


def test_five_wrong_codes_end_it_and_so_do_ten_minutes(office: Office, ann: Account) -> None:
    app, _ = set_up_app(office, office.browser(ann))
    browser = half_signed_in(office, ann)
    answers = [browser.post(STEP, STEP, {"code": "000000"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [400] * 5
    assert "Begin again." in " ".join(text_of(answers[-1], "//*[@role='alert']"))
    assert browser.get(STEP).location == "/login"
    assert office.events()[-1] == (AuditEvent.SIGN_IN_FAILED, ann.email)
    waits = half_signed_in(office, ann)
    refused = waits.post(STEP, STEP, {"code": app.code()})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5"), "beginning again gives no more tries"
    office.clock.later(minutes=11)
    late = waits.post("/login", STEP, {"code": app.code()})
    assert (late.status_code, waits.is_signed_in()) == (400, False)


def test_it_belongs_to_its_browser_and_ends_with_a_new_password(office: Office, ann: Account) -> None:
    app, _ = set_up_app(office, office.browser(ann))
    browser = half_signed_in(office, ann)
    assert office.browser().post("/login", STEP, {"code": app.code()}).status_code == 400
    link = office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
    assert browser.post("/login", STEP, {"code": app.code()}).status_code == 400
    chosen = office.browser()
    page, form = f"/password?token={link}", {"token": link, "password": "paper lantern 9 giraffe"}
    assert chosen.post(page, "/password", form).location == STEP, "a link is no second factor"
    assert not chosen.is_signed_in()


def test_a_recovery_code_works_once_in_the_place_of_the_app(office: Office, ann: Account) -> None:
    _, codes = set_up_app(office, office.browser(ann))
    assert half_signed_in(office, ann).post(STEP, STEP, {"code": codes[3].upper()}).status_code == 303
    assert office.accounts.log(1)[0].details == {"second_factor": "recovery code"}
    assert half_signed_in(office, ann).post(STEP, STEP, {"code": codes[3]}).status_code == 400


def test_the_database_without_the_key_gives_no_code_and_recovery_codes_go_on(
    office: Office, ann: Account, caplog: pytest.LogCaptureFixture
) -> None:
    app, codes = set_up_app(office, office.browser(ann))
    with office.parts.database.begin() as connection:
        kept = connection.exec_driver_sql("SELECT secret FROM authenticators").scalar()
        sealed_elsewhere = kept[:-8] + ("AAAAAAA=" if not kept.endswith("AAAAAAA=") else "BBBBBBB=")
        connection.exec_driver_sql("UPDATE authenticators SET secret = ?", (sealed_elsewhere,))
    browser = half_signed_in(office, ann)
    assert browser.post(STEP, STEP, {"code": app.code()}).status_code == 400
    assert "secret_key" in caplog.text
    assert browser.post(STEP, STEP, {"code": codes[0]}).status_code == 303
    assert BYTES == 32


def test_without_a_factor_nothing_changes(office: Office) -> None:
    office.hire(Role.STAFF)
    assert office.browser().sign_in("staff@example.com", next="/account").location == "/account"
    assert office.browser().get(STEP).location == "/login"
