"""The history: what is kept of a decision, and how it is found again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from kb.catalog.article import ArticleId
from kb.storage.database import connect
from review.decisions.decision import Decision, DecisionKind, DecisionStatus, Reviewer
from review.decisions.history import (
    count,
    history,
    in_status,
    latest_by_article,
    note,
    of_article,
    of_batch,
    people,
    set_status,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).replace(tzinfo=None)
RESET, RESET_FA = ArticleId("en", "account/reset"), ArticleId("fa", "account/reset")
ALICE, BOB = Reviewer("Alice", "alice@example.com"), Reviewer("بابک")
FIRST = Decision(
    "one", NOON, RESET, "en/account/reset.md", DecisionKind.REVIEWED, ALICE, "Tried it", {"reviewed_on": "2026-11-22"}
)
SECOND = replace(
    FIRST, batch="two", at=NOON + timedelta(hours=1), article=RESET_FA, kind=DecisionKind.SNOOZED, person=BOB
)
THIRD = replace(
    FIRST, batch="two", at=NOON + timedelta(hours=1), kind=DecisionKind.EDITED, person=BOB, before="a", after="b"
)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = connect(database_url)
    with engine.begin() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def numbers(connection: Connection) -> list[int]:
    return note(connection, [FIRST, SECOND, THIRD])


def test_a_decision_comes_back_as_it_was_noted(connection: Connection) -> None:
    number = note(connection, [THIRD])[0]
    assert of_batch(connection, "two") == [replace(THIRD, id=number)]
    assert note(connection, []) == []


def test_the_newest_comes_first_and_of_one_moment_the_one_noted_last(
    connection: Connection, numbers: list[int]
) -> None:
    assert [decision.id for decision in history(connection)] == numbers[::-1]


def test_the_history_is_narrowed_down_by_article_person_and_time(connection: Connection, numbers: list[int]) -> None:
    first, second, third = numbers
    assert [d.id for d in history(connection, article=RESET)] == [third, first]
    assert [d.id for d in history(connection, person="بابک")] == [third, second]
    assert [d.id for d in history(connection, article=RESET_FA, person="Alice")] == []
    assert [d.id for d in history(connection, since=NOON + timedelta(hours=1))] == [third, second]
    assert [d.id for d in history(connection, since=NOON)] == [third, second, first]


def test_counting_agrees_with_reading(connection: Connection, numbers: list[int]) -> None:
    assert count(connection) == 3
    assert count(connection, article=RESET) == 2
    assert count(connection, article=RESET, person="Alice") == 1
    assert count(connection, person="nobody") == 0


def test_pages_follow_each_other(connection: Connection, numbers: list[int]) -> None:
    pages = [[d.id for d in history(connection, limit=2, offset=offset)] for offset in (0, 2, 4)]
    assert pages == [numbers[:0:-1], numbers[:1], []]


def test_one_articles_and_one_batchs_decisions_are_found(connection: Connection, numbers: list[int]) -> None:
    assert [d.id for d in of_article(connection, RESET)] == [numbers[2], numbers[0]]
    assert [d.id for d in of_article(connection, RESET, limit=1)] == [numbers[2]]
    assert [d.id for d in of_batch(connection, "two")] == numbers[1:]


def test_a_status_is_changed_for_those_named_only(connection: Connection, numbers: list[int]) -> None:
    set_status(connection, numbers[:1], DecisionStatus.UNDONE)
    set_status(connection, [], DecisionStatus.VOID)
    assert [d.id for d in in_status(connection, DecisionStatus.UNDONE)] == numbers[:1]
    assert [d.id for d in in_status(connection, DecisionStatus.DONE)] == numbers[1:]


def test_the_latest_review_of_an_article_is_the_last_that_counts(connection: Connection, numbers: list[int]) -> None:
    assert [d.id for d in latest_by_article(connection)] == numbers[2:]
    set_status(connection, numbers[2:], DecisionStatus.UNDONE)
    assert [d.id for d in latest_by_article(connection)] == numbers[:1]


def test_everybody_who_decided_is_named_once(connection: Connection, numbers: list[int]) -> None:
    assert people(connection) == ["Alice", "بابک"]


def test_json_leaves_out_what_only_undoing_needs() -> None:
    told = replace(FIRST, details={"until": "2026-12-24", "_before": {}}).as_json()
    assert told["details"] == {"until": "2026-12-24"}
    assert told["at"] == "2026-11-22T12:00:00Z"
    assert (told["language"], told["key"], told["decision"], told["by"]) == ("en", "account/reset", "reviewed", "Alice")
