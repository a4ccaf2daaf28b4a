"""``/api/v1/review/articles/…``: an editor's program decides as the form does, or is told why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.exchange.writing.ledger import Ledger
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

DUE = "/api/v1/review/articles/en/orders/due"


class Reviewing:
    """An editor's program, and the files."""

    def __init__(self, collection: Collection, office: Office) -> None:
        self.collection, self.office = collection, office
        token = office.token(office.hire(Role.EDITOR), Scope.REVIEW)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client = office.site.test_client()

    def get(self, address: str = DUE) -> TestResponse:
        self.office.parts.library.refresh()
        return self._client.get(address, headers=self._headers)

    def send(self, address: str = DUE, **body: Any) -> TestResponse:
        sent = json.dumps(body)  # which writes half a pair of surrogates as programs do
        return self._client.post(address, data=sent, content_type="application/json", headers=self._headers)

    def text(self) -> str:
        return (self.collection.root / "en/orders/due.md").read_text("utf-8")


@pytest.fixture
def program(collection: Collection, tmp_path: Path) -> Iterator[Reviewing]:
    collection.write("en/orders/due.md", title="Due", last_reviewed_on="2026-01-01")
    collection.write("en/orders/new.md", title="New")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Reviewing(collection, Office(app, clock))
    app.extensions["kb"].close()


def test_what_is_still_right_is_written_into_the_file(program: Reviewing) -> None:
    seen = program.get().get_json()["seen"]
    answer = program.send(decision="reviewed", checklist=["links_work"], note="All fine", seen=seen)
    assert (answer.status_code, answer.get_json()["warnings"]) == (200, [])
    assert "last_reviewed_on: 2026-11-22" in program.text()
    assert "reviewed_by: Editor" in program.text()
    assert program.get().get_json()["last_reviewed_on"] == "2026-11-22"


def test_a_decision_is_taken_back(program: Reviewing) -> None:
    before = program.text()
    act = program.send(decision="reviewed", checklist=["wording"]).get_json()["act"]
    assert program.send(f"/api/v1/review/acts/{act}/undo").status_code == 200
    assert program.text() == before
    assert program.send("/api/v1/review/acts/0123/undo").status_code == 404


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ({"decision": "flagged", "note": "The price is wrong"}, "flagged"),
        ({"decision": "snoozed", "note": "Until the new version", "until": "2026-12-24"}, "snoozed"),
    ],
)
def test_what_is_decided_beside_the_file_is_in_the_row(program: Reviewing, body: dict[str, str], state: str) -> None:
    assert program.send(**body).status_code == 200
    assert program.get().get_json()["state"] == state


def test_a_task_is_given_to_somebody(program: Reviewing) -> None:
    assert program.send(decision="needs_update", note="New prices", assignee="Bob").status_code == 200
    assert program.get().get_json()["assignee"] == "Bob"


def test_what_is_archived_is_gone_for_readers(program: Reviewing) -> None:
    assert program.send(decision="archived", moved_to="orders/new").status_code == 200
    assert program.get().status_code == 404
    assert "status: archived" in program.text()


def test_an_article_that_changed_meanwhile_is_left_alone(program: Reviewing) -> None:
    seen = program.get().get_json()["seen"]
    program.collection.write("en/orders/due.md", "Other words.", title="Due", last_reviewed_on="2026-01-01")
    program.office.parts.library.refresh()
    answer = program.send(decision="reviewed", checklist=["wording"], seen=seen)
    assert (answer.status_code, answer.get_json(force=True)["reason"]) == (409, "changed")
    assert "2026-11-22" not in program.text()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "decision is none of"),
        ({"decision": "edited"}, "decision is none of"),
        ({"decision": "reviewed"}, "checklist: "),
        ({"decision": "needs_update"}, "note: "),
        ({"decision": "snoozed", "note": "x", "until": "2020-01-01"}, "until: "),
        ({"decision": "archived", "moved_to": "no/such"}, "moved_to: "),
        ({"decision": "flagged", "note": 1}, "note is not a text"),
        ({"decision": "reviewed", "checklist": "wording"}, "checklist is not a list"),
        ({"decision": "reviewed", "matters": "yes"}, "matters is neither"),
        ({"decision": "flagged", "text": "x"}, "'text' is none of"),
    ],
)
def test_what_cannot_be_meant_is_told(program: Reviewing, body: dict[str, Any], told: str) -> None:
    before = program.text()
    answer = program.send(**body)
    assert answer.status_code == 400
    assert told in answer.get_json(force=True)["detail"]
    assert program.text() == before


def test_what_is_not_there_is_not_decided_on(program: Reviewing) -> None:
    nowhere = "/api/v1/review/articles/en/no/such"
    assert program.get(nowhere).status_code == program.send(nowhere, decision="flagged", note="x").status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"decision": "archived", "moved_to": "\ud800"}, "/moved_to"),
        ({"decision": "archived", "moved_to": "orders/new\x00"}, "/moved_to"),
        ({"decision": "archived", "moved_to": "/"}, "/moved_to"),
        ({"decision": "archived", "moved_to": " "}, "/moved_to"),
        ({"decision": "flagged", "note": "half \udfff"}, "/note"),
        ({"decision": "needs_update", "note": "x", "assignee": "\ud800"}, "/assignee"),
        ({"decision": "reviewed", "checklist": ["links_work", "nope"]}, "/checklist/1"),
        ({"decision": "reviewed", "checklist": [1]}, "/checklist"),
        ({"decision": "other"}, "/decision"),
    ],
)
def test_nothing_that_was_sent_is_left_out_in_silence(program: Reviewing, body: dict[str, Any], pointer: str) -> None:
    before = program.text()
    answer = program.send(**body)
    assert (answer.status_code, answer.get_json(force=True).get("pointer")) == (400, pointer)
    assert program.text() == before


def test_what_was_counted_before_an_import_stands_apart_from_the_reasons(program: Reviewing) -> None:
    assert program.get().get_json()["counted_before"] is None
    head = {"title": "Due", "last_reviewed_on": "2026-01-01", "imported_from": "zendesk:3600"}
    program.collection.write("en/orders/due.md", **head)
    told = Ledger(system="zendesk")
    told.note("3600", "en", "en/orders/due.md", {})
    told.count("3600", "en", {"helpful": 12, "not_helpful": 3}, date(2026, 11, 3))
    program.collection.write(".kb-import/zendesk.json", told.as_json())
    row = program.get().get_json()
    counted = {"system": "zendesk", "on": "2026-11-03", "helpful": 12, "not_helpful": 3, "views": None}
    assert row["counted_before"] == counted
    assert row["reasons"] == ["Reviewed 325 days ago"]
