"""Figures as tables to take away."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.accounts.audit_log import AuditEvent, newest
from review.service import Review
from tests.review.reports.conftest import MALLORY, PERSIAN, count_views, decide, table_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def test_numbers_as_csv_are_plain_and_dated(client: FlaskClient, review: Review) -> None:
    count_views(review, track=1, old=2)
    answer = client.get("/review/reports/freshness.csv", headers=PERSIAN)
    assert 'filename="review-freshness-2026-11-22.csv"' in answer.headers["Content-Disposition"]
    weeks = table_of(answer)
    assert len(weeks) == 26
    assert weeks[-1] == {"week": "2026-11-16", "views": "3", "fresh_views": "1", "share": "0.3333"}
    assert weeks[0]["share"] == ""
    never = table_of(client.get("/review/reports/age.csv"))[-1]
    assert never == {"months": "never", "articles": "1"}


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("history.csv", "review history"),
        ("history.json?by=Alice", "review history"),
        ("reports/age.csv", "review report age"),
    ],
)
def test_files_to_take_away_are_in_the_audit_log(client: FlaskClient, review: Review, path: str, about: str) -> None:
    client.get("/review/reports")
    client.get("/review/reports/nothing.csv")
    assert client.get(f"/review/{path}").status_code == 200
    with review.database.connect() as connection:
        assert [(entry.event, entry.about) for entry in newest(connection, 10)] == [(AuditEvent.EXPORTED, about)]


def test_a_cell_that_looks_like_a_formula_is_text(client: FlaskClient, review: Review) -> None:
    owners = {row["owner"] for row in table_of(client.get("/review/reports/owners.csv"))}
    assert owners == {"", "'=cmd|'/C calc'!A1"}
    decide(review, "orders/old", person=MALLORY, note="@SUM(1)")
    row = table_of(client.get("/review/history.csv"))[0]
    assert (row["by"], row["note"]) == ("'" + MALLORY.name, "'@SUM(1)")
