"""Whoever forgot their password gets a link by mail; nobody else learns anything by asking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kb.account_services.identities import Identities, Identity
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page
from tests.kb.password_reset.conftest import reset_mail
from tests.receivers import Mailbox
from tests.signing_in import PASSWORD, Browser, Office

pytestmark = pytest.mark.slow  # whole pages

NEW = "paper lantern 9 giraffe"
ASK = "/login/forgotten"


def ask(browser: Browser, email: str, language: str = "en") -> TestResponse:
    at_home = {"REMOTE_ADDR": "203.0.113.5"}
    return browser.post(ASK, ASK, {"email": email}, headers={"Accept-Language": language}, environ_base=at_home)


def test_a_forgotten_password_is_replaced_by_a_mailed_link_that_leads_on(office: Office, mailbox: Mailbox) -> None:
    ann, elsewhere = office.hire(Role.EDITOR), office.browser()
    elsewhere.sign_in(ann.email)
    browser = office.browser()
    login = browser.get("/login?next=/review?state=all")
    assert ASK in Page(login).texts("//main//a/@href")
    asked = ask(browser, "Editor@example.com ")
    assert (asked.status_code, asked.location) == (303, f"{ASK}?sent=1")
    assert "is on its way" in browser.get(asked.location).text
    assert mailbox.messages == [], "the page does not wait for it"
    assert reset_mail(office).send_next()
    assert elsewhere.is_signed_in(), "anybody may ask"
    [mail] = mailbox.messages
    [secret] = re.findall(r"http://help\.example\.com/password\?token=(\S+)", mail.get_content())
    page = f"/password?token={secret}"
    done = browser.post(page, "/password", {"token": secret, "password": NEW})
    assert (done.status_code, done.location) == (303, "/review?state=all")
    assert not elsewhere.is_signed_in()
    assert browser.get(page).status_code == 410
    assert office.browser().sign_in(ann.email, PASSWORD).status_code == 400
    assert office.browser().sign_in(ann.email, NEW).status_code == 303
    assert (AuditEvent.RESET_ASKED, ann.email) in office.events()


def test_the_mail_is_in_the_language_of_the_page(office: Office, mailbox: Mailbox) -> None:
    ann = office.hire(Role.STAFF)
    for language in ("ar", "ru"):
        ask(office.browser(), ann.email, language)
        assert reset_mail(office).send_next()
    arabic, russian = (mail.get_content() for mail in mailbox.messages)
    assert re.search("[\u0600-\u06ff]{4}", arabic)
    assert re.search("[а-я]{4}", russian)


def test_nobody_learns_who_has_an_account_and_who_may_not_sign_in_gets_no_link(
    office: Office, mailbox: Mailbox
) -> None:
    office.hire(Role.ADMIN)
    gone = office.hire(Role.STAFF)
    office.accounts.disable(AT_THE_COMMAND_LINE, gone.email)
    people = Identities(office.parts.database, office.clock)
    people.enter(Identity("https://login", "1", "sso@example.com", True, "Sso", Role.STAFF))
    told = set()
    for email in ("nobody@example.com", gone.email, "sso@example.com"):
        answer = ask(office.browser(), email)
        told.add((answer.status_code, answer.location, answer.data))
        reset_mail(office).send_next()
    assert len(told) == 1
    assert mailbox.messages == []
    logged = [entry for entry in office.accounts.log(10) if entry.event is AuditEvent.RESET_ASKED]
    assert [(one.about, one.details["no_link"]) for one in reversed(logged)] == [
        ("unknown account", "no account"),
        (gone.email, "disabled"),
        ("sso@example.com", "single sign-on"),
    ]


def test_one_mailbox_gets_three_links_an_hour_and_each_of_them_works(office: Office, mailbox: Mailbox) -> None:
    ann = office.hire(Role.STAFF)
    for _ in range(4):
        ask(office.browser(), ann.email)
        reset_mail(office).send_next()
    secrets = [re.findall(r"token=(\S+)", mail.get_content())[0] for mail in mailbox.messages]
    assert len(secrets) == 3
    assert [office.browser().get(f"/password?token={secret}").status_code for secret in secrets] == [200] * 3
    office.clock.later(hours=1)
    assert office.browser().get(f"/password?token={secrets[0]}").status_code == 410
    ask(office.browser(), ann.email)
    assert reset_mail(office).send_next()
    assert len(mailbox.messages) == 4


def test_one_client_waits_after_a_few_and_what_it_typed_stays(office: Office) -> None:
    browser = office.browser()
    office.hire(Role.STAFF)
    answers = [ask(browser, f"n{number}@example.com").status_code for number in range(5)]
    refused = ask(browser, "me@example.com")
    assert (answers, refused.status_code, refused.headers["Retry-After"]) == ([303] * 5, 429, "5")
    assert Page(refused).texts("//input[@id='email']/@value") == ["me@example.com"]
    wrong = ask(office.browser(), "no address")
    assert (wrong.status_code, Page(wrong).texts("//input[@id='email']/@value")) == (400, ["no address"])
    office.clock.later(seconds=5)
    assert ask(browser, "me@example.com").status_code == 303


def test_a_mail_server_that_is_away_is_in_the_log_of_the_process_without_the_link(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.refused.add("staff@example.com")
    ann = office.hire(Role.STAFF)
    for _ in range(3):
        ask(office.browser(), ann.email)
        assert not reset_mail(office).send_next()
    mailbox.refused.clear()
    ask(office.browser(), ann.email)
    assert reset_mail(office).send_next()
    assert len(mailbox.messages) == 1, "what was not sent does not count among the three"
    assert "was not mailed" in caplog.text
    assert "token=" not in caplog.text


def test_without_mail_or_a_public_address_the_page_names_administrators_without_their_addresses(
    collection: Collection, tmp_path: Path, clock: Clock
) -> None:
    collection.write("en/a.md", title="A")
    mail = {"mail_server": "smtp://127.0.0.1:1", "mail_from": "help@example.com"}  # a link could lead to whoever asks
    app = open_site(Settings(collection.root, tmp_path / "data", **mail), models=[], clock=clock)
    office = Office(app, clock)
    office.hire(Role.ADMIN, "boss@example.com")
    office.accounts.add(AT_THE_COMMAND_LINE, "unnamed@example.com", "", Role.ADMIN)
    page = Page(office.browser().get(ASK))
    assert page.texts("//main//li") == ["Boss"]
    assert "@example.com" not in page.text
    assert page.texts("//main//form") == []
    app.extensions["kb"].close()
