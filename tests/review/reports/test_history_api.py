"""``/api/v1/review/history``: who decided what, for programs of editors."""

from __future__ import annotations

import pytest
from flask import Flask

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from review.decisions.decision import DecisionKind
from review.service import Review
from tests.clock import Clock
from tests.review.reports.conftest import ALICE, MALLORY, decide
from tests.signing_in import Office

LIST = "/api/v1/review/history"


@pytest.fixture
def office(site: Flask, review: Review) -> Office:
    """Three decisions: two of Alice, the latest of somebody whose name is a formula."""
    decide(review, "orders/track", checklist=("links_work",))
    decide(review, "orders/old", DecisionKind.FLAGGED, note="Wrong price")
    decide(review, "orders/track", DecisionKind.FLAGGED, MALLORY, note="x")
    return Office(site, Clock())


@pytest.fixture
def token(office: Office) -> str:
    return office.token(office.hire(Role.EDITOR), Scope.REVIEW)


def test_the_newest_comes_first_without_addresses_of_mail(office: Office, token: str) -> None:
    newest, flagged, reviewed = office.listed(token, LIST)
    assert (newest["by"], flagged["note"], reviewed["decision"]) == (MALLORY.name, "Wrong price", "reviewed")
    assert (reviewed["key"], reviewed["status"]) == ("orders/track", "done")
    assert ALICE.email not in str([newest, flagged, reviewed])


@pytest.mark.parametrize(
    ("query", "count"),
    [("?lang=en&key=orders/track", 2), ("?by=Alice", 2), ("?by=Nobody", 0), ("?lang=fa&key=orders/track", 0)],
)
def test_it_is_narrowed_down(office: Office, token: str, query: str, count: int) -> None:
    assert len(office.listed(token, LIST + query)) == count


@pytest.mark.parametrize("size", [1, 2, 3])
def test_it_is_read_on_by_cursor_while_others_decide(office: Office, review: Review, token: str, size: int) -> None:
    whole, found, next_ = office.listed(token, LIST), [], f"?limit={size}"
    while next_:
        page = office.ask(token, LIST + next_).get_json()
        found += page["results"]
        next_ = (page["next"] or "").removeprefix(LIST)
        decide(review, "orders/old", DecisionKind.FLAGGED, note="Once more")
    assert found == whole


def test_half_an_article_and_a_cursor_of_another_list_are_refused(office: Office, token: str) -> None:
    assert office.ask(token, f"{LIST}?key=orders/track").status_code == 400
    cursor = office.ask(token, f"{LIST}?limit=1").get_json()["cursor"]
    assert office.ask(token, f"{LIST}?by=Alice&cursor={cursor}").status_code == 400


def test_who_does_not_review_reads_none(office: Office) -> None:
    assert office.ask(office.token(office.hire(Role.AUTHOR), Scope.REVIEW), LIST).status_code == 403
    assert office.ask(office.token(office.hire(Role.EDITOR), Scope.PROPOSE), LIST).status_code == 403
