"""``/review.ics``, ``/review/feed.xml`` and ``/api/v1/review``, as programs of an editor ask for them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree

from kb.catalog.article import ArticleId
from review.decisions.decision import DecisionKind
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.exports.feeds import FEED_ENTRIES, PATHS
from review.queue.policy import ReviewState
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection
from tests.review.conftest import ALICE

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = ("/review.ics", "/review/feed.xml", "/api/v1/review")
AWKWARD = "'<b>Reset & \"renew\"</b> ]]> été'"


@pytest.fixture
def editor(site: Flask, collection: Collection) -> FlaskClient:
    """An editor of five articles; today is 22 November 2026."""
    collection.write("en/orders/overdue.md", title=AWKWARD, owner="Alice", last_reviewed_on="2025-11-01")
    collection.write("en/orders/due.md", title="Due", owner="Bob", tags="[x]", last_reviewed_on="2026-05-01")
    collection.write("en/new.md", title="New", published_on="2026-10-01")
    collection.write("fa/undated.md", title="بدون تاریخ")
    collection.write("en/fresh.md", title="Fresh", owner="Alice", last_reviewed_on="2026-11-01")
    refresh(site)
    return client_at_the_machine(site)


def refresh(site: Flask) -> None:
    site.extensions["kb"].library.refresh()


def decide(site: Flask, kind: DecisionKind, key: str, **order: Any) -> None:
    target = DecisionTarget(ArticleId("en", key))
    assert site.extensions["kb"].review.decisions.decide(DecisionRequest(kind, **order), [target], ALICE).done


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_owner_that_is_asked_for_breaks_the_answer(editor: FlaskClient, address: str) -> None:
    answer = editor.get(f"{address}?owner=%00%01a%0D%0AX-EVIL:1%EF%BF%BF")
    assert answer.status_code == 200
    assert b"\nX-EVIL" not in answer.data
    if address == "/review/feed.xml":
        etree.fromstring(answer.data)


# Who may ask


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_editor_at_this_machine_gets_an_answer(editor: FlaskClient, address: str) -> None:
    assert editor.get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_else_does(editor: FlaskClient, site: Flask, address: str) -> None:
    assert site.test_client().get(address).status_code == (401 if address.startswith("/api/") else 302)


@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_what_speaks_the_language_asked_for_says_so(editor: FlaskClient, address: str) -> None:
    assert "Accept-Language" in editor.get(address).vary


# JSON


def test_the_api_tells_the_day_the_counts_and_the_rows_the_most_important_first(editor: FlaskClient) -> None:
    body = editor.get("/api/v1/review").get_json()
    assert (body["today"], body["total"]) == ("2026-11-22", 5)
    assert body["counts"] == dict.fromkeys(map(str, ReviewState), 0) | {
        "overdue": 1, "never_reviewed": 2, "due": 1, "fresh": 1
    }  # fmt: skip
    priorities = [row["priority"] for row in body["results"]]
    assert priorities == sorted(priorities, reverse=True)
    assert body["results"][0]["title"] == '<b>Reset & "renew"</b> ]]> été'


def keys(editor: FlaskClient, query: str) -> set[str]:
    return {row["key"] for row in editor.get(f"/api/v1/review?{query}").get_json()["results"]}


def test_the_api_can_be_narrowed(editor: FlaskClient) -> None:
    assert keys(editor, "state=due") == {"orders/due"}
    assert (
        keys(editor, "state=due&state=overdue") == keys(editor, "state=due,overdue") == keys(editor, "category=orders")
    )
    assert keys(editor, "owner=Alice") == {"orders/overdue", "fresh"}
    assert keys(editor, "owner=nobody&lang=en") == {"new"}
    assert keys(editor, "tag=x") == {"orders/due"}
    assert keys(editor, "lang=fa") == {"undated"}
    assert keys(editor, "state=&owner=&lang=&tag=&category=") == keys(editor, "")


def test_the_counts_are_of_every_state_whichever_is_asked_for(editor: FlaskClient) -> None:
    body = editor.get("/api/v1/review?state=due&category=orders").get_json()
    assert (body["total"], body["counts"]["due"], body["counts"]["overdue"], body["counts"]["fresh"]) == (1, 1, 1, 0)


def test_the_api_gives_a_page_of_the_rows(editor: FlaskClient) -> None:
    every = editor.get("/api/v1/review").get_json()["results"]
    page = editor.get("/api/v1/review?limit=2&offset=1").get_json()
    assert (page["total"], page["results"]) == (5, every[1:3])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("state=late", "state='late' is none of flagged, overdue,"),
        ("state=due,late", "state='late'"),
        ("limit=0", "limit='0'"),
        ("limit=1001", "a number from 1 to 1000"),
        ("offset=-1", "offset='-1'"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_problem_details(editor: FlaskClient, query: str, told: str) -> None:
    response = editor.get(f"/api/v1/review?{query}")
    assert (response.status_code, response.content_type) == (400, "application/problem+json; charset=utf-8")
    assert told in response.get_json(force=True)["detail"]


def test_every_parameter_is_described(editor: FlaskClient) -> None:
    described = PATHS["/api/v1/review"]["get"]["parameters"]
    names = ["state", "owner", "category", "lang", "tag", "limit", "offset", "cursor"]
    assert [one["name"] for one in described] == names
    assert all(str(state) in described[0]["description"] for state in ReviewState)


def test_the_queue_is_read_on_by_cursor_in_its_own_order(editor: FlaskClient) -> None:
    everything = editor.get("/api/v1/review").get_json()["results"]
    found, address = [], "/api/v1/review?limit=2"
    while address:
        page = editor.get(address).get_json()
        found += page["results"]
        address = page["next"]
    assert found == everything
    assert len(found) > 2


def test_a_decision_is_in_the_next_answer(editor: FlaskClient, site: Flask) -> None:
    decide(site, DecisionKind.SNOOZED, "orders/due", until=date(2026, 12, 24), note="Holiday")
    (row,) = editor.get("/api/v1/review?state=snoozed").get_json()["results"]
    assert (row["key"], row["snoozed_until"]) == ("orders/due", "2026-12-24")
    assert row["reasons"][0] == "Snoozed for 32 more days: Holiday"


# Calendar


def summaries(editor: FlaskClient, address: str) -> set[str]:
    response = editor.get(address)
    assert response.content_type == "text/calendar; charset=utf-8"
    return {str(event["summary"]) for event in Calendar.from_ical(response.data).walk("VEVENT")}


def test_the_calendar_of_an_owner_has_that_owners_articles(editor: FlaskClient, site: Flask) -> None:
    assert summaries(editor, "/review.ics?owner=Bob") == {"Due – Due"}
    assert len(summaries(editor, "/review.ics")) == 5
    decide(site, DecisionKind.ASSIGNED, "new", assignee="Bob")
    assert summaries(editor, "/review.ics?owner=Bob") == {"Due – Due", "New – Never reviewed"}


def test_the_calendar_leads_to_the_review_on_this_machine(editor: FlaskClient) -> None:
    calendar = Calendar.from_ical(editor.get("/review.ics?owner=Bob", headers={"Host": "localhost:8123"}).data)
    (event,) = calendar.walk("VEVENT")
    assert event["url"] == "http://localhost:8123/review/articles/en/orders/due"


# Atom


def feed(editor: FlaskClient, address: str = "/review/feed.xml") -> etree._Element:
    response = editor.get(address)
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.data)


def entries(editor: FlaskClient, address: str = "/review/feed.xml") -> list[etree._Element]:
    return list(feed(editor, address).findall(f"{ATOM}entry"))


def texts(found: list[etree._Element], name: str) -> list[str | None]:
    return [entry.findtext(f"{ATOM}{name}") for entry in found]


def test_the_feed_tells_what_began_to_wait_the_latest_first(editor: FlaskClient) -> None:
    found = entries(editor)
    assert texts(found, "title") == [
        '<b>Reset & "renew"</b> ]]> été – Overdue',
        "Due – Due",
        "New – Never reviewed",
    ]
    assert texts(found, "updated") == [f"2026-{day}T00:00:00+00:00" for day in ("11-01", "11-01", "10-01")]
    assert texts(found, "summary")[1] == "Reviewed 205 days ago"
    links = [link.get("href") for link in found[1].findall(f"{ATOM}link")]
    assert links == ["http://localhost/review/articles/en/orders/due"]


def test_a_feed_has_what_atom_requires(editor: FlaskClient) -> None:
    root = feed(editor)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Help centre"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").tzinfo == UTC
    assert len({*texts(entries(editor), "id"), root.findtext(f"{ATOM}id")}) == 4


def test_an_entry_keeps_its_id_until_the_state_changes(
    editor: FlaskClient, site: Flask, collection: Collection
) -> None:
    before = texts(entries(editor), "id")
    collection.write("en/orders/due.md", title="Renamed", owner="Bob", last_reviewed_on="2026-05-01")
    refresh(site)
    assert texts(entries(editor), "id") == before
    decide(site, DecisionKind.FLAGGED, "orders/due", note="Wrong price")
    (flagged,) = [entry for entry in entries(editor) if "Flagged" in (entry.findtext(f"{ATOM}title") or "")]
    assert flagged.findtext(f"{ATOM}id") not in before
    assert flagged.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00+00:00"
    assert flagged.findtext(f"{ATOM}summary") == "Reported as wrong: Wrong price · Reviewed 205 days ago"


def test_what_is_planned_for_later_is_not_news(editor: FlaskClient, site: Flask) -> None:
    decide(site, DecisionKind.PLANNED, "orders/due", until=date(2026, 11, 23))
    assert len(entries(editor)) == 2


def test_a_feed_may_be_of_one_owner(editor: FlaskClient) -> None:
    root = feed(editor, "/review/feed.xml?owner=Bob")
    assert root.findtext(f"{ATOM}title") == "Review – Bob – Help centre"
    assert texts(entries(editor, "/review/feed.xml?owner=Bob"), "title") == ["Due – Due"]
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost/review/feed.xml?owner=Bob",
        "alternate": "http://localhost/review?owner=Bob",
    }


def test_a_feed_is_bounded_and_may_be_empty(site: Flask, collection: Collection) -> None:
    editor = client_at_the_machine(site)
    assert entries(editor) == []
    for number in range(FEED_ENTRIES + 1):
        collection.write(f"en/{number}.md", title="T", last_reviewed_on="2026-01-01")
    refresh(site)
    assert len(entries(editor)) == FEED_ENTRIES
