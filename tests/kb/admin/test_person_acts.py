"""What is done to one person is done whole, told, and in the audit log; somebody always remains who can."""

from __future__ import annotations

import pytest
from lxml import html

from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.conftest import Collection
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages


def act(browser: Browser, account: Account, name: str, **fields: str) -> tuple[int, str]:
    """The status of an act and what the page says of it."""
    response = browser.client.post(f"/admin/people/{account.id}/{name}", data=fields)
    page = browser.get(response.location) if response.status_code == 303 else response
    told = html.document_fromstring(page.text).xpath(
        "//*[@role='status' or @role='alert'][starts-with(@class, 'said')]"
    )
    return response.status_code, " ".join(" ".join(one.text_content().split()) for one in told)


def test_role_sessions_disabling_and_enabling(office: Office, browser: Browser) -> None:
    editor = office.hire(Role.EDITOR, "ed@example.com")
    theirs = office.browser(editor)
    assert act(browser, editor, "role", role="staff") == (303, "The role is changed. They sign in again.")
    assert office.accounts.get("ed@example.com").role is Role.STAFF
    assert not theirs.is_signed_in()
    assert act(browser, editor, "role", role="staff") == (303, "")
    theirs = office.browser(editor)
    assert "Sessions: 1" in browser.get(f"/admin/people/{editor.id}").text
    assert act(browser, editor, "sessions") == (303, "All their sessions are ended.")
    assert office.accounts.log(1)[0].name == "Boss"
    assert not theirs.is_signed_in()
    status, said = act(browser, editor, "disable")
    assert (status, said.startswith("The account is disabled.")) == (303, True)
    assert act(browser, editor, "link") == (400, "The account is disabled. Enable it first.")
    assert act(browser, editor, "enable") == (303, "The account is enabled again.")
    assert [event for event, about in office.events() if about == "ed@example.com"] == [
        AuditEvent.ACCOUNT_ADDED,
        AuditEvent.ROLE_CHANGED,
        AuditEvent.SIGNED_OUT_EVERYWHERE,
        AuditEvent.DISABLED,
        AuditEvent.ENABLED,
    ]


def test_nobody_takes_away_their_own_rights_and_the_last_administrator_stays(
    office: Office, boss: Account, browser: Browser
) -> None:
    assert act(browser, boss, "role", role="staff")[0] == 400
    assert act(browser, boss, "disable")[0] == 400
    other = office.hire(Role.ADMIN, "other@example.com")
    others = office.browser(other)
    office.accounts.disable(AT_THE_COMMAND_LINE, boss.email)
    assert act(others, other, "disable")[0] == 400
    office.accounts.enable(AT_THE_COMMAND_LINE, boss.email)
    assert act(others, boss, "disable")[0] == 303
    assert [account.email for account in office.accounts.everyone() if not account.disabled] == ["other@example.com"]


def test_a_new_link_ends_what_was_before_and_is_shown_once(office: Office, browser: Browser) -> None:
    editor = office.hire(Role.EDITOR, "ed@example.com")
    theirs = office.browser(editor)
    page = browser.client.post(f"/admin/people/{editor.id}/link").text
    assert "/password?token=" in page
    assert not theirs.is_signed_in()
    assert "/password?token=" not in browser.get(f"/admin/people/{editor.id}").text


def test_disabling_hands_over_articles_in_their_files(office: Office, browser: Browser, collection: Collection) -> None:
    editor, heir = (office.hire(Role.EDITOR, email) for email in ("ed@example.com", "heir@example.com"))
    staff = office.hire(Role.STAFF, "sue@example.com")
    file = collection.root / "en/orders/refund.md"
    before = file.read_bytes()
    wrong = "Choose an editor or administrator who can sign in."
    for nobody in (staff.email, editor.email, "gone@example.com"):
        assert act(browser, editor, "disable", heir=nobody) == (400, wrong)
        assert act(browser, editor, "hand-over", heir=nobody) == (400, wrong)
    assert not office.accounts.get(editor.email).disabled
    assert file.read_bytes() == before
    collection.write("en/odd.md", b"---\ntitle: Odd\nowner: |\n  ed@example.com\n---\n\nText.\n")
    browser.get("/en/")
    status, said = act(browser, editor, "disable", heir=heir.email)
    assert status == 303
    assert "handed over." in said
    assert office.accounts.get(editor.email).disabled
    assert file.read_bytes() == before.replace(b"Ed <ed@example.com>", b"heir@example.com")


def test_an_article_that_cannot_be_written_is_named_and_the_others_go(
    office: Office, browser: Browser, collection: Collection
) -> None:
    editor, heir = (office.hire(Role.EDITOR, email) for email in ("ed@example.com", "heir@example.com"))
    collection.write("en/stuck.md", title="Stuck", owner="ed@example.com")
    browser.get("/en/")
    (collection.root / "en/stuck.md").unlink()  # somebody was quicker, and nobody has looked since
    response = browser.client.post(f"/admin/people/{editor.id}/hand-over", data={"heir": heir.email})
    page = browser.client.get(response.location).text
    assert "1 article was handed over." in page
    assert "en/stuck: this article no longer exists" in page
