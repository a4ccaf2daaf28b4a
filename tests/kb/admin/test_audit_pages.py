"""The audit log is read by who, what and when, page by page, and taken away harmless and bounded."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts import audit_log
from kb.accounts.audit_log import AuditEvent
from kb.admin.audit_pages import PAGE_SIZE
from kb.admin.wording import EVENTS
from kb.core.roles import Person, Role
from tests.clock import Clock
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages


def rows(response: TestResponse) -> list[list[str]]:
    found = html.document_fromstring(response.text).xpath("//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in found]


def whats(response: TestResponse) -> list[str]:
    return [row[1] for row in rows(response)]


def test_entries_are_narrowed_down_by_who_what_and_days(office: Office, browser: Browser, clock: Clock) -> None:
    ann = Person(Role.EDITOR, "Анна 100%", "ann@example.com", 7)
    with office.parts.database.begin() as connection:
        for day, event in enumerate((AuditEvent.SIGNED_IN, AuditEvent.TOKEN_MADE, AuditEvent.SIGNED_OUT)):
            at = clock.now.replace(tzinfo=None) + timedelta(days=day, hours=11, minutes=59)
            audit_log.record(connection, at, event, ann, "ann@example.com", name="=1+1")
    assert whats(browser.get("/admin/audit")) == ["Signed out", "Token created", "Signed in", "Account created"]
    assert whats(browser.get("/admin/audit?who=Анна")) == ["Signed out", "Token created", "Signed in"]
    assert whats(browser.get("/admin/audit?who=00%25")) == ["Signed out", "Token created", "Signed in"]
    assert whats(browser.get("/admin/audit?who=%25%25")) == []
    assert whats(browser.get("/admin/audit?who=BOSS@")) == ["Account created"]
    assert whats(browser.get("/admin/audit?what=token_made")) == ["Token created"]
    assert whats(browser.get("/admin/audit?what=nonsense")) == whats(browser.get("/admin/audit"))
    assert whats(browser.get("/admin/audit?from=2026-11-23&until=2026-11-23")) == ["Token created"]
    assert rows(browser.get("/admin/audit?from=2026-11-24"))[0][0] == "November 24, 2026 23:59 UTC"
    for wrong in ("2026-13-01", "yesterday", "9999-12-31", "0001-01-01"):
        page = browser.get(f"/admin/audit?until={wrong}")
        assert (page.status_code, "Please give days like 2026-12-20." in page.text) == (400, True)


def test_a_long_log_has_pages(office: Office, browser: Browser, clock: Clock) -> None:
    with office.parts.database.begin() as connection:
        for number in range(PAGE_SIZE + 3):
            audit_log.record(connection, clock.now.replace(tzinfo=None), AuditEvent.EXPORTED, Person(), f"n{number}")
    assert len(rows(browser.get("/admin/audit?what=exported"))) == PAGE_SIZE
    last = rows(browser.get("/admin/audit?what=exported&page=2"))
    assert [row[3] for row in last] == ["About: n2", "About: n1", "About: n0"]
    assert rows(browser.get("/admin/audit?what=exported&page=99")) == last


def test_an_export_holds_what_was_asked_for_no_formula_and_is_logged_itself(office: Office, browser: Browser) -> None:
    person = Person(Role.EDITOR, "=cmd()", "x@example.com", 7)
    with office.parts.database.begin() as connection:
        audit_log.record(
            connection,
            datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None),
            AuditEvent.TOKEN_MADE,
            person,
            "+x",
            scopes=["a"],
        )
    response = browser.get("/admin/audit.csv?what=token_made")
    [header, row] = csv.reader(io.StringIO(response.text.removeprefix("\ufeff")))
    assert header == ["at", "event", "account", "name", "about", "details"]
    assert row == ["2026-11-01T00:00:00Z", "token_made", "7", "'=cmd()", "'+x", '{"scopes": ["a"]}']
    assert "attachment" in response.headers["Content-Disposition"]
    [entry] = browser.get("/admin/audit.json?what=token_made").get_json()
    assert (entry["name"], entry["details"]) == ("=cmd()", {"scopes": ["a"]})
    assert office.events()[-2:] == [(AuditEvent.EXPORTED, "audit log")] * 2
    editor = office.browser(office.hire(Role.EDITOR))
    assert [editor.get(f"/admin/audit{end}").status_code for end in ("", ".csv", ".json")] == [403] * 3


def test_every_event_has_words() -> None:
    assert set(EVENTS) == set(AuditEvent)
