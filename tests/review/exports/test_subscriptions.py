"""The calendar and the feed by a private address: for programs that send no cookie, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from kb.account_services.identities import Identities
from kb.accounts.accounts import Account
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second

PAGE = "/review/addresses"


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/orders/due.md", title="Due", owner="Bob", last_reviewed_on="2026-05-01")
    collection.write("en/orders/old.md", title="Old", owner="Ann", last_reviewed_on="2024-05-01", audience="internal")
    clock = Clock()
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", base_url="https://help.example.com", cors_origins=()
    )
    app: Flask = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def addresses(office: Office, account: Account) -> list[str]:
    """The two addresses that the page shows once, without the site."""
    made = office.browser(account).post(PAGE, PAGE, {})
    assert (made.headers["Cache-Control"], made.headers["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    found = re.findall(r"https://help\.example\.com(/[^<]*)</code>", made.text)
    assert len(found) == 2
    return found


def answers(office: Office, found: list[str]) -> list[int]:
    program = office.site.test_client()
    return [program.get(address, base_url="https://help.example.com").status_code for address in found]


def test_a_program_without_a_cookie_reads_the_calendar_and_the_feed(office: Office) -> None:
    found = addresses(office, office.hire(Role.EDITOR))
    program = office.site.test_client()
    calendar, feed = (program.get(address, base_url="https://help.example.com") for address in found)
    assert (calendar.mimetype, feed.mimetype) == ("text/calendar", "application/atom+xml")
    assert "Due" in calendar.text
    assert "Old" in feed.text
    for answer in (calendar, feed):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        assert found[0].partition("key=")[2] not in answer.text
    narrowed = program.get(f"{found[0]}&owner=Bob", base_url="https://help.example.com").text
    assert "Due" in narrowed
    assert "Old" not in narrowed
    assert program.head(found[0], base_url="https://help.example.com").status_code == 200


def test_they_open_nothing_else(office: Office) -> None:
    secret = addresses(office, office.hire(Role.ADMIN))[0].partition("key=")[2]
    program = office.site.test_client()
    for path in ("/review", "/review/history", "/api/v1/review", "/insights", "/account", "/en/articles/orders/old"):
        answer = program.get(f"{path}?key={secret}", base_url="https://help.example.com")
        assert answer.status_code in (302, 401, 404), path
    assert program.post(f"/review.ics?key={secret}", base_url="https://help.example.com").status_code in (400, 405)


@pytest.mark.parametrize("key", ["", "x", "x" * 9000, "%00", "%ED%A0%80", "' OR 1=1 --"])
def test_a_forged_secret_is_an_address_that_does_not_exist_even_for_who_is_signed_in(office: Office, key: str) -> None:
    editor = office.hire(Role.EDITOR)
    for client in (office.site.test_client(), office.browser(editor).client):
        assert client.get(f"/review.ics?key={key}", base_url="https://help.example.com").status_code == 404


def test_the_queue_leads_there_and_they_are_shown_once(office: Office) -> None:
    editor = office.hire(Role.EDITOR)
    assert f'href="{PAGE}"' in office.browser(editor).get("/review").text
    secret = addresses(office, editor)[0].partition("key=")[2]
    page = office.browser(editor).get(PAGE).text
    assert secret not in page
    assert "You have addresses since" in page
    with office.parts.database.connect() as connection:
        assert secret not in str(connection.execute(text("SELECT * FROM private_addresses")).all())


def test_each_has_their_own_and_a_new_one_ends_the_old(office: Office) -> None:
    ann, bob = office.hire(Role.EDITOR), office.hire(Role.ADMIN)
    first, of_bob = addresses(office, ann), addresses(office, bob)
    second = addresses(office, ann)
    assert [answers(office, found)[0] for found in (first, second, of_bob)] == [404, 200, 200]
    office.browser(ann).post(PAGE, f"{PAGE}/revoke", {})
    assert [answers(office, found)[0] for found in (second, of_bob)] == [404, 200]


@pytest.mark.parametrize("act", ["disable", "role", "higher role", "reset", "password", "unlink"])
def test_they_end_with_the_right_to_come_in(office: Office, act: str) -> None:
    ann = office.hire(Role.EDITOR)
    found = addresses(office, ann)
    assert answers(office, found) == [200, 200]
    if act == "disable":
        office.accounts.disable(AT_THE_COMMAND_LINE, ann.email)
        assert answers(office, found) == [404, 404]
        office.accounts.enable(AT_THE_COMMAND_LINE, ann.email)
    elif act == "role":
        office.accounts.set_role(AT_THE_COMMAND_LINE, ann.email, Role.STAFF)
    elif act == "higher role":
        office.accounts.set_role(AT_THE_COMMAND_LINE, ann.email, Role.ADMIN)
    elif act == "reset":
        office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
    elif act == "password":
        office.accounts.set_password(AT_THE_COMMAND_LINE, ann, "paper lantern 9 giraffe")
    else:
        Identities(office.parts.database, office.clock).unlink(AT_THE_COMMAND_LINE, ann.email)
    assert answers(office, found) == [404, 404]


def test_who_lacks_the_role_is_told_so_and_whom_to_ask(office: Office) -> None:
    office.hire(Role.ADMIN)
    browser = office.browser(office.hire(Role.STAFF))
    for path in ("/review", "/insights", "/review.ics", "/review/addresses"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "This page needs the role “Editor”" in answer.text
        assert "admin@example.com" in answer.text
        assert "something this site understands" not in answer.text
    told = browser.get("/api/v1/review").json
    assert (told["status"], "editor" in told["detail"]) == (403, True)
