"""``/admin/webhooks`` as administrators use it, and events told by what really happens on the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.webhooks.delivery import WebhookSender
from kb.webhooks.webhook_rows import KEPT_DAYS
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.webhooks.conftest import HERE
from tests.receivers import Receiver
from tests.signing_in import Browser, Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("hooks")
    (folder / "articles").mkdir()
    collection = Collection(folder / "articles")
    collection.write("en/a.md", "The first text.", title="A")
    collection.write("en/staff.md", "For staff.", title="Staff", audience="internal")
    clock = Clock()
    settings = Settings(articles_dir=collection.root, data_dir=folder / "data", webhook_networks=HERE)
    app = open_site(settings, models=[], clock=clock)
    made = Office(app, clock)
    for role in (Role.EDITOR, Role.ADMIN):
        made.hire(role)
    yield made
    app.extensions["kb"].close()


@pytest.fixture
def admin(office: Office) -> Browser:
    return office.browser(office.accounts.get("admin@example.com"))


def deliver(office: Office) -> None:
    workers = (worker for one in office.parts.features for worker in one.workers)
    (sender,) = (worker for worker in workers if isinstance(worker, WebhookSender))
    sender.deliver()


def add(admin: Browser, url: str, *events: str) -> tuple[str, str]:
    """Make a webhook: its page, and its secret as the page shows it."""
    made = admin.post("/admin/webhooks", "/admin/webhooks", {"url": url, "event": list(events)})
    assert made.status_code == 200, made.text
    page = html.document_fromstring(made.text)
    action = page.xpath("string(//form[contains(@action, '/test')]/@action)").removesuffix("/test")
    return action, page.xpath("string(//code[@class='secret'])")


def test_a_secret_is_shown_once_and_kept_sealed(office: Office, admin: Browser, receiver: Receiver) -> None:
    page, secret = add(admin, receiver.url, "review.done")
    assert secret.startswith("whsec_")
    assert secret not in admin.get(page).text
    rotated = admin.post(page, f"{page}/secret", {})
    assert "whsec_" in rotated.text
    assert secret not in rotated.text
    with office.parts.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT secret, old_secrets FROM webhook_subscriptions").all()
    assert "whsec_" not in str(rows)
    assert secret.removeprefix("whsec_") not in str(rows)
    assert [event for event, _ in office.events()][-2:] == [AuditEvent.WEBHOOK_ADDED, AuditEvent.WEBHOOK_CHANGED]


def test_a_test_is_delivered_shown_and_repeated_under_the_same_id(
    office: Office, admin: Browser, receiver: Receiver
) -> None:
    page, _ = add(admin, receiver.url, "review.done")
    assert admin.post(page, f"{page}/test", {}).status_code == 303
    deliver(office)
    shown = admin.get(page).text
    assert "webhook.test" in shown
    message = html.document_fromstring(shown).xpath("string(//input[@name='message']/@value)")
    assert admin.post(page, f"{page}/repeat", {"message": message}).status_code == 303
    deliver(office)
    assert [headers["webhook-id"] for headers, _ in receiver.requests] == [message, message]
    assert admin.post(page, f"{page}/repeat", {"message": "msg_none"}).status_code == 404


def test_one_that_is_off_hears_nothing_and_one_that_is_removed_is_gone(
    office: Office, admin: Browser, receiver: Receiver
) -> None:
    page, _ = add(admin, receiver.url, "review.done")
    admin.post(page, f"{page}/switch", {"to": "off"})
    admin.post(page, f"{page}/test", {})
    deliver(office)
    assert receiver.requests == []
    admin.post(page, f"{page}/switch", {"to": "on"})
    deliver(office)
    assert len(receiver.requests) == 1
    assert admin.post(page, f"{page}/remove", {}).status_code == 303
    assert admin.get(page).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/",
        "https://user:pass@example.com/",
        "https://exa mple.com/",
        "https://[::1",
        "https://example.com:99999/",
        "javascript:alert(1)",
        "https://example.com/\u202e",
        "https://example.com/" + "x" * 2_000,
    ],
)
def test_what_is_no_address_is_refused(admin: Browser, url: str) -> None:
    refused = admin.post("/admin/webhooks", "/admin/webhooks", {"url": url, "event": ["review.done"]})
    assert (refused.status_code, "whole address" in refused.text) == (400, True)


def test_one_that_is_told_nothing_is_refused(admin: Browser) -> None:
    given = {"url": "https://example.com/hook", "event": ["nothing.known"]}
    assert admin.post("/admin/webhooks", "/admin/webhooks", given).status_code == 400


def test_nobody_else_sees_webhooks(office: Office) -> None:
    editor = office.browser(office.accounts.get("editor@example.com"))
    assert [editor.get(path).status_code for path in ("/admin/webhooks", "/admin/webhooks/1")] == [403, 403]
    assert office.browser().get("/admin/webhooks").status_code == 302


def test_a_vote_and_a_flag_are_told_where_they_happen_without_what_people_wrote(
    office: Office, admin: Browser, receiver: Receiver
) -> None:
    add(admin, receiver.url, "feedback.received", "review.flagged")
    vote = {"language": "en", "key": "a", "helpful": False, "comment": "My name is Jane"}
    assert office.browser().client.post("/api/v1/feedback", json=vote).status_code in (200, 201)
    parts = office.parts
    person = office.accounts.get("editor@example.com").person
    parts.flag(next(iter(id_ for id_ in parts.library.catalog.articles if id_.key == "a")), "wrong words", person)
    parts.flag(next(iter(id_ for id_ in parts.library.catalog.articles if id_.key == "staff")), "inside", person)
    deliver(office)
    told = {body["type"]: body["data"] for body in receiver.bodies}
    assert sorted(told) == ["feedback.received", "review.flagged"]
    assert told["feedback.received"] == {
        "language": "en",
        "key": "a",
        "helpful": False,
        "reasons": [],
        "has_comment": True,
    }
    assert told["review.flagged"] == {"language": "en", "key": "a", "decision": "flagged"}
    assert "Jane" not in json.dumps(receiver.bodies)


def test_deliveries_are_kept_for_a_month(office: Office, admin: Browser, receiver: Receiver) -> None:
    page, _ = add(admin, receiver.url, "review.done")
    admin.post(page, f"{page}/test", {})
    deliver(office)
    assert "webhook.test" in admin.get(page).text
    office.clock.later(days=KEPT_DAYS + 1)
    office.parts.retention.tidy()
    admin = office.browser(office.accounts.get("admin@example.com"))
    assert "webhook.test" not in admin.get(page).text
