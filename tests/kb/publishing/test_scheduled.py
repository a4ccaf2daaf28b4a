"""A next version is published at its day and hour, once, and an article stays as it is before."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Role
from kb.editor.room import EditorRoom
from kb.editor.saving import WritingDesk
from kb.publishing.carrying_out import save_proposal
from kb.publishing.proposals import BY_CLOCK, due_proposals
from kb.publishing.scheduled import ScheduledVersions
from tests.conftest import Collection
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages

THREE = "2026-11-22T15:00"
"""By the clock of Berlin; that of the tests shows 13."""


def form_of(browser: Browser, address: str, at: str = "//main//form[last()]") -> dict[str, str]:
    form = html.document_fromstring(browser.get(address).text).xpath(at)[-1]
    return {name: value or "" for name, value in form.form_values() if name}


def proposed(browser: Browser, text: str = "Fill the new kettle.") -> str:
    form = form_of(browser, "/editor/en/here", "//form[@id='editor']")
    address: str = browser.client.post("/work/propose/en/here", data={**form, "text": text}).location
    return address


def scheduled(browser: Browser, address: str, at: str = THREE) -> TestResponse:
    form = form_of(browser, address) | {"act": "schedule", "publish_at": at}
    return browser.client.post(address, data=form, follow_redirects=True)


def worker(office: Office) -> ScheduledVersions:
    """One as another process has it."""
    parts = office.parts
    desk = WritingDesk(parts.library, parts.database, None, office.clock, parts.addresses_of)
    return ScheduledVersions(EditorRoom(parts.site, parts.database, office.clock, desk, parts.advice))


def read(office: Office) -> str:
    return str(office.browser().get("/en/articles/here").text)


def test_it_is_published_at_its_time_by_one_of_several_processes(
    office: Office, editor: Browser, collection: Collection
) -> None:
    address = proposed(editor)
    page = scheduled(editor, address)
    assert "Is published on" in page.text
    assert "15:00" in page.text
    assert "New version on" in editor.get("/work").text
    workers = [worker(office) for _ in range(3)]
    office.clock.later(hours=1, minutes=59)
    for one in workers:
        one.look()
    assert "new kettle" not in read(office)
    office.clock.later(minutes=1)
    together = [threading.Thread(target=one.look) for one in workers]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert "new kettle" in read(office)
    assert b"updated_on: 2026-11-22" in (collection.root / "en/here.md").read_bytes()
    assert [event for event, _ in office.events()].count(AuditEvent.PUBLISHED_BY_PLAN) == 1
    history = editor.get("/editor/history/en/here").text
    assert html.document_fromstring(history).xpath("count(//ol[@class='drafts']/li)") == 2
    assert "Published" in editor.get(address).text


def test_what_cannot_be_published_then_is_returned_with_the_reason(
    office: Office, editor: Browser, collection: Collection
) -> None:
    address = proposed(editor)
    scheduled(editor, address)
    collection.write("en/here.md", title="Here", body="Another wrote this.")
    office.parts.library.refresh()
    office.clock.later(hours=2)
    worker(office).look()
    worker(office).look()
    page = editor.get(address).text
    assert "It could not be published at its time. The article has changed since this was proposed." in page
    assert page.count("It could not be published") == 1
    assert "Another wrote this" in read(office)


@pytest.mark.parametrize("at", ["", "soon", "2026-11-22T12:59", "2027-03-28T02:30", "0001-01-01T00:00"])
def test_a_time_that_is_none_or_over_or_skipped_by_daylight_saving_is_refused(
    office: Office, editor: Browser, at: str
) -> None:
    page = scheduled(editor, proposed(editor), at)
    assert page.status_code == 422
    assert html.document_fromstring(page.text).xpath("//*[@role='alert']")
    office.clock.later(days=400)
    worker(office).look()
    assert "new kettle" not in read(office)


def test_of_an_hour_that_comes_twice_it_is_the_first(office: Office, editor: Browser) -> None:
    office.clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert scheduled(editor, proposed(editor), "2026-10-25T02:30").status_code == 200
    office.clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    worker(office).look()
    assert "new kettle" in read(office)


def test_only_who_may_publish_schedules_and_withdrawing_ends_it(office: Office, editor: Browser) -> None:
    author = office.browser(office.hire(Role.AUTHOR, "ida@example.com"))
    address = proposed(author)
    assert scheduled(author, address).status_code == 403
    assert scheduled(editor, address).status_code == 200
    assert author.client.post(address, data=form_of(author, address) | {"act": "withdraw"}).status_code == 303
    office.clock.later(hours=2)
    worker(office).look()
    assert "new kettle" not in read(office)


def test_an_owner_who_is_asked_since_is_waited_for(office: Office, editor: Browser, collection: Collection) -> None:
    collection.write("en/law/terms.md", title="Terms", body="Old terms.")
    office.parts.library.refresh()
    form = form_of(editor, "/editor/en/law/terms", "//form[@id='editor']")
    address = editor.client.post("/work/propose/en/law/terms", data={**form, "text": "New terms."}).location
    assert scheduled(editor, address).status_code == 200
    collection.write("en/law/_index.md", title="Law", owner="Lea", approval="owner")
    office.parts.library.refresh()
    office.clock.now += timedelta(hours=2)
    worker(office).look()
    assert "asks for another approval by now" in editor.get(address).text
    assert b"Old terms." in (collection.root / "en/law/terms.md").read_bytes()


def test_after_a_crash_between_file_and_database_it_is_noted_once_and_saved_no_more(
    office: Office, editor: Browser, collection: Collection
) -> None:
    scheduled(editor, proposed(editor))
    office.clock.later(hours=2)
    one = worker(office)
    with office.parts.database.connect() as connection:
        (found,) = due_proposals(connection, office.clock())
    assert save_proposal(one._room, found, BY_CLOCK) == ""  # and then the process was killed
    saved = (collection.root / "en/here.md").read_bytes()
    office.clock.later(minutes=5)
    one.look()
    assert (collection.root / "en/here.md").read_bytes() == saved
    assert [event for event, _ in office.events()].count(AuditEvent.PUBLISHED_BY_PLAN) == 1
