"""What was sent after a sign-in ended, on a whole site: it comes back with the answer, and can be sent again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office, form_token

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second

REVIEW = "/review/articles/en/orders/refund"
TEXT = "---\ntitle: Refunds\nlast_reviewed_on: 2026-11-22\n---\n\nFive days, <not> three.\n"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/orders/refund.md", "Three days.", title="Refunds")
    clock = Clock()
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    site = open_site(settings, models=[], clock=clock)
    yield Office(site, clock)
    site.extensions["kb"].close()


def fields_of(answer: TestResponse, form: str = "//main//form[@method='post']") -> dict[str, str]:
    """What a form on a page sends: browsers drop the first line end of a text, and write all others as CRLF."""
    (found,) = html.document_fromstring(answer.text).xpath(form)
    return {name: value.removeprefix("\n").replace("\n", "\r\n") for name, value in found.form_values()}


def test_a_review_written_over_night_is_saved_after_signing_in_again(office: Office, collection: Collection) -> None:
    editor = office.hire(Role.EDITOR)
    browser = office.browser(editor)
    given = {"decision": "edited", "check": "wording", "text": TEXT.replace("\n", "\r\n")}
    sent = {**fields_of(browser.get(REVIEW), "//form[@id='decide']"), **given}
    office.clock.later(hours=13)
    ended = browser.client.post(REVIEW, data=sent, headers=OWN)
    assert (ended.status_code, ended.headers["Cache-Control"]) == (403, "private, no-store")
    assert "/login" in html.document_fromstring(ended.text).xpath("//main//a/@href")
    kept = fields_of(ended)
    assert {**kept, "csrf_token": ""} == {**sent, "csrf_token": ""}
    assert browser.sign_in(editor.email).status_code == 303
    asked = browser.client.post(REVIEW, data=kept, headers=OWN)  # whoever signs in gets a new form token
    assert asked.status_code == 400
    saved = browser.client.post(REVIEW, data=fields_of(asked), headers=OWN)
    assert saved.status_code == 303
    assert "Five days, <not> three." in (collection.root / "en/orders/refund.md").read_text("utf-8")


def test_a_form_of_another_site_is_refused_and_not_given_to_confirm(office: Office) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    foreign = ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"})
    for headers in (*foreign, {"Origin": "null"}):
        answer = browser.client.post("/desk", data={"message": "I never wrote this"}, headers=headers)
        assert answer.status_code == 400
        assert "I never wrote this" not in answer.text
    own = browser.client.post("/desk", data={"message": "I wrote this"}, headers={"Origin": "http://localhost"})
    assert fields_of(own)["message"] == "I wrote this"


def test_passwords_and_what_scripts_send_are_not_given_back(office: Office) -> None:
    browser = office.browser(office.hire(Role.STAFF))
    token = form_token(browser.get("/account"))
    office.clock.later(hours=13)
    secret = {"csrf_token": token, "old": "my old password", "new": "my new password"}
    answer = browser.client.post("/account/password", data=secret, headers=OWN)
    assert (answer.status_code, "my new password" in answer.text) == (403, False)
    noted = {"csrf_token": token, "comment": "this is wrong"}
    answer = browser.client.post("/desk/notes", data=noted, headers={**OWN, "Accept": "application/json"})
    assert (answer.status_code, "this is wrong" in answer.text) == (403, False)
