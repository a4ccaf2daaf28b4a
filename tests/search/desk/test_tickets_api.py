"""The address to which a helpdesk reports its tickets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.core.settings import Settings
from search.desk.tickets import tickets_by_day
from search.desk.tickets_api import MOST_REPORTS
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.search.desk.conftest import TODAY
from tests.signing_in import Office

SENT = {"day": "2026-11-20", "source": "zendesk", "tickets": 41}


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """A site with its form tokens."""
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", retention_days=30)
    app = open_site(settings, models=[], clock=(clock := Clock()))
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def helpdesk(office: Office) -> str:
    """The token of a helpdesk."""
    return office.token(office.hire(Role.STAFF), Scope.TICKETS)


def post(site: Flask, token: str, body: Any, kind: str = "application/json") -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body)
    header = {"Authorization": f"Bearer {token}"}
    return site.test_client().post("/api/v1/tickets", data=data, content_type=kind, headers=header)


def kept(office: Office) -> dict[date, int]:
    with office.parts.database.connect() as connection:
        return tickets_by_day(connection, date(2000, 1, 1), TODAY)


def test_one_report_or_a_list_of_them_is_kept_and_kept_once(office: Office, helpdesk: str) -> None:
    for _ in range(2):
        answer = post(office.site, helpdesk, SENT)
        assert (answer.status_code, answer.get_json()) == (200, {"saved": 1})
    answer = post(office.site, helpdesk, [{**SENT, "day": "2026-11-22", "tickets": 0}, {**SENT, "tickets": 40}])
    assert answer.get_json() == {"saved": 2}
    assert kept(office) == {date(2026, 11, 20): 40, TODAY: 0}


@pytest.mark.parametrize(
    ("changes", "pointer", "detail"),
    [
        ({"day": "2026-11-23"}, "/day", "day='2026-11-23' is not a day from 2026-10-23 to 2026-11-22 (UTC)"),
        ({"day": "2026-10-22"}, "/day", "day='2026-10-22' is not a day from 2026-10-23"),
        ({"day": "20261120"}, "/day", "day='20261120' is not a day"),
        ({"day": "2026-02-30"}, "/day", "day='2026-02-30' is not a day"),
        ({"day": 20261120}, "/day", "day='20261120' is not a day"),
        ({"source": "Zendesk"}, "/source", "source='Zendesk' is not a name"),
        ({"source": ""}, "/source", "source='' is not a name"),
        ({"source": "z" * 41}, "/source", "is not a name of at most 40"),
        ({"source": "z\ud800"}, "/source", "is not a name"),
        ({"source": ["zendesk"]}, "/source", "is not a name"),
        ({"tickets": -1}, "/tickets", "tickets='-1' is not a whole number from 0 to 1000000"),
        ({"tickets": 1_000_001}, "/tickets", "is not a whole number"),
        ({"tickets": 4.5}, "/tickets", "is not a whole number"),
        ({"tickets": "41"}, "/tickets", "is not a whole number"),
        ({"tickets": True}, "/tickets", "is not a whole number"),
        ({"tickets": None}, "/tickets", "is not a whole number"),
        ({"ticket": 1}, "", "'ticket' is none of day, source, tickets"),
    ],
)
def test_what_cannot_be_used_is_a_problem_that_names_the_key(
    office: Office, helpdesk: str, changes: dict[str, Any], pointer: str, detail: str
) -> None:
    for body, place in (({**SENT, **changes}, pointer), ([SENT, {**SENT, **changes}], f"/1{pointer}")):
        answer = post(office.site, helpdesk, body)
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json; charset=utf-8")
        told = json.loads(answer.data)
        assert detail in told["detail"]
        assert told["pointer"] == place
    assert kept(office) == {}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (b"[]", "the list has 0 reports"),
        (b'"zendesk"', "a report is an object like"),
        (b"[null]", "a report is an object like"),
        (b'{"day": "2026-11-20", "source": "zendesk"}', "tickets is missing"),
        (json.dumps([SENT] * (MOST_REPORTS + 1)).encode(), f"from 1 to {MOST_REPORTS} are taken"),
    ],
)
def test_a_body_that_is_no_report_is_a_problem(office: Office, helpdesk: str, body: bytes, detail: str) -> None:
    answer = post(office.site, helpdesk, body)
    assert answer.status_code == 400
    assert detail in json.loads(answer.data)["detail"]
    assert kept(office) == {}


def test_the_longest_list_is_not_too_long_for_the_site(office: Office, helpdesk: str) -> None:
    days = [f"{TODAY - timedelta(days=number % 30)}" for number in range(MOST_REPORTS)]
    body = [{"day": day, "source": f"{'z' * 36}-{n // 30:03}", "tickets": 1_000_000} for n, day in enumerate(days)]
    assert post(office.site, helpdesk, body).get_json() == {"saved": MOST_REPORTS}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_what_forms_of_other_sites_could_send_is_not_read(office: Office, helpdesk: str, kind: str) -> None:
    assert post(office.site, helpdesk, SENT, kind).status_code == 415


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.TICKETS])
def test_a_token_for_something_else_reports_nothing(office: Office, scope: Scope) -> None:
    token = office.token(office.hire(Role.ADMIN), scope)
    assert post(office.site, token, SENT).status_code == 403
    assert kept(office) == {}


def test_a_token_for_tickets_sees_no_internal_article(office: Office, collection: Collection, helpdesk: str) -> None:
    collection.write("en/secret.md", "Hidden.", audience="internal")
    office.parts.library.refresh()
    header = {"Authorization": f"Bearer {helpdesk}"}
    assert office.site.test_client().get("/api/v1/articles", headers=header).get_json()["total"] == 0


def test_a_signed_in_browser_needs_the_form_token(office: Office) -> None:
    browser = office.browser(office.hire(Role.ADMIN))
    assert browser.client.post("/api/v1/tickets", json=SENT).status_code == 400
    assert kept(office) == {}


def test_a_database_that_is_away_is_told(office: Office, helpdesk: str, caplog: pytest.LogCaptureFixture) -> None:
    with office.parts.database.begin() as connection:
        connection.execute(text("DROP TABLE reported_tickets"))
    assert post(office.site, helpdesk, SENT).status_code == 503
    assert "could not be saved" in caplog.text


def test_the_address_is_described(office: Office) -> None:
    paths = office.site.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    assert "post" in paths["/api/v1/tickets"]
