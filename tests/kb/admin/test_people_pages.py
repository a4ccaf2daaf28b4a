"""Administrators see everybody, invite, and see what is with each."""

from __future__ import annotations

import re

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Role
from tests.conftest import Collection
from tests.receivers import mail_server
from tests.signing_in import PASSWORD, Browser, Office

pytestmark = pytest.mark.slow  # whole pages


def texts(response: TestResponse, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in html.document_fromstring(response.text).xpath(path)]


def test_everybody_is_listed_with_how_many_articles_are_theirs_and_the_filter_narrows(
    office: Office, browser: Browser
) -> None:
    office.hire(Role.EDITOR, "ed@example.com")
    office.hire(Role.STAFF, "sue@example.com")
    page = browser.get("/admin/people")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    rows = texts(page, "//tbody/tr")
    assert [row.split()[0] for row in rows] == ["Boss", "Ed", "Sue"]
    assert rows[1].endswith("Their articles: 1")
    assert "Not seen yet" in rows[2]
    assert [row.split()[0] for row in texts(browser.get("/admin/people?q=SUE@"), "//tbody/tr")] == ["Sue"]
    assert "Nobody matches." in browser.get("/admin/people?q=nobody").text
    assert browser.get("/admin").location == "/admin/people"


def test_a_colleague_is_invited_by_a_link_that_is_shown_once_and_lets_them_choose_a_password(
    office: Office, browser: Browser
) -> None:
    page = browser.client.post("/admin/people", data={"email": "New@Example.com", "name": "Nuri", "role": "editor"})
    [link] = texts(page, "//code[@class='secret']")
    assert page.headers["Referrer-Policy"] == "same-origin"
    account = office.accounts.get("new@example.com")
    assert (account.role, account.name, account.password_hash) == (Role.EDITOR, "Nuri", None)
    assert office.events()[-2:] == [
        (AuditEvent.ACCOUNT_ADDED, "new@example.com"),
        (AuditEvent.LINK_MADE, "new@example.com"),
    ]
    assert "token=" not in browser.get("/admin/people").text
    assert "Invited" in browser.get("/admin/people").text
    secret = re.sub(r".*token=", "", link)
    assert link.startswith("http://localhost/password?token=")
    office.browser().post(link, "/password", {"token": secret, "password": PASSWORD})
    assert office.browser().sign_in("new@example.com").status_code == 303


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": "boss@example.com", "role": "staff"}, "There is an account with this address already."),
        ({"email": "no address", "role": "staff"}, "This is not an e-mail address."),
        ({"email": "x@example.com", "role": "reader"}, "Choose a role."),
        ({"email": "x@example.com"}, "Choose a role."),
    ],
)
def test_what_cannot_be_an_account_is_told_and_what_was_typed_stays(
    office: Office, browser: Browser, fields: dict[str, str], told: str
) -> None:
    page = browser.client.post("/admin/people", data=fields)
    assert (page.status_code, texts(page, "//*[@role='alert']")) == (400, [told])
    assert html.document_fromstring(page.text).xpath("string(//input[@id='email']/@value)") == fields["email"]
    assert len(office.accounts.everyone()) == 1


def test_a_link_that_the_mail_server_does_not_take_is_shown_in_its_place(office: Office, browser: Browser) -> None:
    page = browser.client.post("/admin/people", data={"email": "a@example.com", "role": "staff", "mail": "1"})
    assert "It could not be sent by e-mail: the mail server 127.0.0.1:1 cannot be used" in " ".join(
        texts(page, "//*[@id='made']")
    )
    assert len(texts(page, "//code[@class='secret']")) == 1


def test_a_link_that_is_mailed_is_not_shown(office: Office, browser: Browser) -> None:
    with mail_server() as mailbox:
        settings = office.parts.site.settings
        object.__setattr__(settings, "mail_server", f"smtp://127.0.0.1:{mailbox.port}")
        page = browser.client.post("/admin/people", data={"email": "a@example.com", "role": "staff", "mail": "1"})
    assert "/password?token=" not in page.text
    assert "was sent to a@example.com" in " ".join(texts(page, "//*[@id='made']"))
    [message] = mailbox.messages
    assert (message["To"], message["From"]) == ('"a@example.com" <a@example.com>', "help@example.com")
    [link] = re.findall(r"http://localhost/password\?token=\S+", message.get_content())
    assert office.browser().get(link).status_code == 200


def test_one_person_has_a_page_with_their_articles_and_tokens(
    office: Office, browser: Browser, collection: Collection
) -> None:
    from kb.accounts.tokens import Scope

    editor = office.hire(Role.EDITOR, "ed@example.com")
    office.token(editor, Scope.SEARCH)
    collection.write("en/draft.md", title="Not yet", status="draft", owner="ed@example.com")
    page = browser.get(f"/admin/people/{editor.id}")
    assert texts(page, "//ul[@class='theirs']/li/a") == ["Not yet", "Refund"]
    assert len(texts(page, "//ul[@class='tokens']/li")) == 1
    assert browser.get("/admin/people/999").status_code == 404
    assert browser.get(f"/admin/people/{2**40}").status_code == 404
    assert browser.client.post(f"/admin/people/{editor.id}/tokens/{2**40}/revoke").status_code == 404
    everybody = browser.get("/admin/tokens")
    assert "Ed" in texts(everybody, "//ul[@class='tokens']/li")[0]
    browser.client.post(f"/admin/people/{editor.id}/tokens/1/revoke", data={"from": "tokens"})
    after = browser.get("/admin/tokens")
    assert texts(after, "//*[@role='status']") == ["The token is revoked."]
    assert "There are none." in after.text
    assert office.events()[-1] == (AuditEvent.TOKEN_REVOKED, "ed@example.com")
    assert office.accounts.log(1)[0].name == "Boss"


def test_nobody_else_finds_the_way_or_gets_in(office: Office, boss: Account, browser: Browser) -> None:
    editor = office.browser(office.hire(Role.EDITOR))
    assert 'href="/admin"' in browser.get("/en/").text
    assert 'href="/admin"' not in editor.get("/en/").text
    for path in ("/admin/people", f"/admin/people/{boss.id}", "/admin/tokens"):
        assert editor.get(path).status_code == 403
        assert office.browser().get(path).location == f"/login?next={path}"
