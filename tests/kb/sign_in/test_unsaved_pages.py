"""A database that somebody else holds: nothing that was typed is lost, and no log tells a word of it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import event

from app import create_app
from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import PASSWORD, Office, form_token

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second

REVIEW = "/review/articles/en/refund"
OWN = {"Sec-Fetch-Site": "same-origin"}
TYPED = "what nobody else may read"


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """A site that waits for a lock a moment only."""
    collection.write("en/refund.md", "Three days.", title="Refunds")
    clock = Clock()
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    site = open_site(settings, models=[], clock=clock)
    database = site.extensions["kb"].database
    database.dispose()

    @event.listens_for(database, "connect")
    def hurry(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 100")

    yield Office(site, clock)
    site.extensions["kb"].close()


class Held:
    """Another program that writes to the database, until it lets go."""

    def __init__(self, office: Office) -> None:
        file = office.parts.database.url.database
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        self._connection.close()


def test_a_review_comes_back_with_all_that_was_written_and_can_be_sent_again(
    office: Office, collection: Collection
) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    page = html.document_fromstring(browser.get(REVIEW).text)
    (form,) = page.xpath("//form[@id='decide']")
    text = "---\ntitle: Refunds\n---\n\n" + "Five days, <not> three.\n" * 50
    sent = {**dict(form.form_values()), "decision": "edited", "text": text.replace("\n", "\r\n"), "note": TYPED}
    with closing(Held(office)):
        answer = browser.client.post(REVIEW, data=sent)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    kept = dict(html.document_fromstring(answer.text).forms[-1].form_values())
    assert kept["text"].removeprefix("\n").replace("\n", "\r\n") == sent["text"]
    assert kept["note"] == TYPED
    assert "Five" not in (collection.root / "en/refund.md").read_text()
    again = {**kept, "text": sent["text"]}
    assert browser.client.post(REVIEW, data=again, headers=OWN).status_code == 303
    assert "Five days, <not> three." in (collection.root / "en/refund.md").read_text()


def test_who_wrote_for_an_hour_is_still_signed_in(office: Office) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    (form,) = html.document_fromstring(browser.get(REVIEW).text).xpath("//form[@id='decide']")
    office.clock.later(hours=1)  # which a request would note, could it write
    sent = {**dict(form.form_values()), "decision": "flagged", "comment": TYPED}
    with closing(Held(office)):
        answer = browser.client.post(REVIEW, data=sent)
        assert browser.client.get("/review").status_code == 200
    assert answer.status_code == 503
    assert TYPED in answer.text


@pytest.mark.parametrize(
    "given",
    [
        {"decision": "needs_update", "task": TYPED, "assignee": "somebody@example.com"},
        {"decision": "flagged", "comment": TYPED},
        {"decision": "snoozed", "until": "2026-12-01", "why": TYPED},
    ],
)
def test_the_log_has_nothing_that_anybody_typed(
    office: Office, caplog: pytest.LogCaptureFixture, given: dict[str, str]
) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    page = html.document_fromstring(browser.get(REVIEW).text)
    (form,) = page.xpath("//form[@id='decide']")
    with closing(Held(office)), caplog.at_level(logging.DEBUG):
        answer = browser.client.post(REVIEW, data={**dict(form.form_values()), **given})
    assert answer.status_code == 503, answer.text
    told = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "locked" in told
    assert TYPED not in told
    assert "somebody@example.com" not in told


def test_an_error_that_is_logged_whole_hides_what_was_sent(office: Office) -> None:
    with pytest.raises(Exception, match="no such table") as caught, office.parts.database.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM missing WHERE x = ?", (TYPED,))
    assert TYPED not in str(caught.value)


def test_signing_in_says_so_and_keeps_the_address(office: Office) -> None:
    account = office.hire(Role.EDITOR)
    browser = office.browser()
    token = form_token(browser.get("/login"))
    sent = {"csrf_token": token, "email": account.email, "password": PASSWORD}
    with closing(Held(office)):
        answer = browser.client.post("/login", data=sent)
    assert answer.status_code == 503
    assert html.document_fromstring(answer.text).xpath("string(//input[@name='email']/@value)") == account.email
    assert PASSWORD not in answer.text
    assert browser.client.post("/login", data=sent).status_code == 303


def test_a_form_of_another_site_is_not_given_back(office: Office) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    with closing(Held(office)):
        answer = browser.client.post(REVIEW, data={"decision": "reviewed", "note": TYPED})
    assert answer.status_code == 400
    assert TYPED not in answer.text


def test_programs_are_told_to_come_again(office: Office) -> None:
    token = office.token(office.hire(Role.ADMIN), *_scopes())
    with closing(Held(office)):
        sent = {"tickets": [{"id": "1", "outcome": "solved"}]}
        answer = office.site.test_client().post(
            "/api/v1/tickets", json=sent, headers={"Authorization": f"Bearer {token}"}
        )
    assert answer.status_code in (400, 401, 503)  # never a bare 500
    assert answer.content_type.startswith("application/problem+json")


def _scopes() -> tuple[Any, ...]:
    from kb.accounts.tokens import Scope

    return tuple(Scope)


@pytest.mark.parametrize("revision", ["9999", "later"])
def test_a_database_of_a_newer_version_is_told_with_what_to_do(
    office: Office, collection: Collection, tmp_path: Path, caplog: pytest.LogCaptureFixture, revision: str
) -> None:
    with office.parts.database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    site = create_app(settings, models=[], start=False)
    told = site.test_client().get("/readyz").json
    site.extensions["kb"].close()
    assert told is not None
    for words in (f"its revision is {revision}", "restore the backup that was made before it"):
        assert words in told["database"]
        assert words in caplog.text
    assert str(tmp_path) not in told["database"]
    assert office.site.test_client().get("/readyz").json["database"] == "ok"  # type: ignore[index]


def test_pages_and_the_queue_go_on(office: Office) -> None:
    browser = office.browser(office.hire(Role.EDITOR))
    with closing(Held(office)):
        for path in ("/en/", "/en/articles/refund", "/review", REVIEW):
            assert browser.client.get(path, follow_redirects=True).status_code == 200
