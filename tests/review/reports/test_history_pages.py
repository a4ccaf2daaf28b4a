"""The pages of the history: who decided what, narrowed down and exported."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html

from review.decisions.decision import DecisionKind, Reviewer
from review.service import Review
from tests.review.reports.conftest import ALICE, PERSIAN, TODAY, decide, table_of, text_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def test_the_history_says_who_decided_what_and_links_to_the_review(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/old", note="<script>alert(1)</script>", checklist=("steps_tried",))
    page = client.get("/review/history")
    cells = text_of(page, "//table//tbody/tr[1]/td")
    assert cells[0] == "November 22, 2026 12:00 UTC"
    assert cells[1].startswith("Old <b>one</b>")
    assert cells[2:4] == ["Still right", "Alice"]
    assert "<script>alert(1)</script>" in cells[4]
    assert "I tried the steps" in cells[4]
    assert "Reviewed before on January 1, 2025" in cells[4]
    assert "/review/articles/en/orders/old" in page.text
    assert "<script>alert(1)" not in page.text


def test_the_history_in_persian_has_persian_digits_throughout(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/old")
    when = text_of(client.get("/review/history", headers=PERSIAN), "//tbody/tr[1]/td[1]")[0]
    assert "۱۲:۰۰" in when
    assert not set(when) & set("0123456789")


def test_what_was_taken_back_or_archived_stays_in_the_history(client: FlaskClient, review: Review) -> None:
    review.decisions.undo(decide(review, "orders/track"), ALICE)
    decide(review, "orders/old", DecisionKind.ARCHIVED, moved_to="orders/track")
    page = client.get("/review/history")
    assert text_of(page, "//tbody//strong") == ["Archived", "Undone", "Still right"]
    assert "undone later" in page.text
    assert "Replaced by orders/track" in page.text
    assert "/review/articles/en/orders/old" not in page.text


def test_the_history_is_narrowed_down_by_article_and_editor(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/track")
    decide(review, "orders/old", person=Reviewer("Bob & Co"))
    for query, expected in {
        "article=en/orders/track": ["Alice"],
        "by=Bob+%26+Co": ["Bob & Co"],
        "by=Alice&article=en/orders/old": [],
        "article=nonsense&page=x": ["Bob & Co", "Alice"],
    }.items():
        assert text_of(client.get(f"/review/history?{query}"), "//tbody/tr/td[4]") == expected
        told = client.get(f"/review/history.json?{query}").get_json()
        assert [decision["by"] for decision in told] == expected
        assert [row["by"] for row in table_of(client.get(f"/review/history.csv?{query}"))] == expected


def test_the_history_has_pages_and_the_exports_have_all(client: FlaskClient, review: Review) -> None:
    for _ in range(51):
        decide(review, "orders/old", DecisionKind.SNOOZED, until=TODAY + timedelta(days=9), note="Later")
    first, second, beyond = (client.get(f"/review/history?page={page}&by=Alice") for page in (1, 2, 999))
    assert [len(text_of(page, "//tbody/tr")) for page in (first, second, beyond)] == [50, 1, 1]
    assert html.fromstring(first.text).xpath("//a[@rel='next']/@href") == ["?by=Alice&page=2"]
    assert len(client.get("/review/history.json?page=2").get_json()) == 51
    assert len(table_of(client.get("/review/history.csv?page=2"))) == 51


def test_exports_tell_details_but_not_what_undoing_needs(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/old", checklist=("steps_tried",))
    told = client.get("/review/history.json").get_json()[0]
    row = table_of(client.get("/review/history.csv"))[0]
    assert json.loads(row["details"]) == told["details"]
    assert told["details"]["previously_on"] == "2025-01-01"
    assert not [name for name in told["details"] if name.startswith("_")]
