"""The plan: a backlog spread over weekdays, evenly for each owner, the most important first."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import ArticleId
from review.queue.plan import _weekdays, make_plan
from review.queue.rows import Known, Row, Standing, make_queue
from review.queue.rules import Rules
from tests.conftest import Collection

MONDAY = date(2026, 11, 23)
SATURDAY, SUNDAY = MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)


def rows(collection: Collection, owners: dict[str, int], today: date = MONDAY, **standings: Standing) -> list[Row]:
    """Overdue articles of each owner, the number given; standings by key."""
    for owner, count in owners.items():
        for number in range(count):
            # Reviewed a day later each, so that their order is known.
            reviewed = date(2025, 1, 1) + timedelta(days=number)
            collection.write(f"en/{owner}{number:03}.md", title="T", owner=owner, last_reviewed_on=reviewed.isoformat())
    known = Known({ArticleId("en", key): standing for key, standing in standings.items()})
    return make_queue(collection.library().catalog, today, Rules(), known)


def test_a_few_articles_are_spread_over_the_whole_period_the_most_important_first(collection: Collection) -> None:
    plan = make_plan(rows(collection, {"a": 3}), MONDAY, 3)
    assert [(planned.day, planned.row.article.key) for planned in plan] == [
        (date(2026, 11, 23), "a000"),
        (date(2026, 11, 30), "a001"),
        (date(2026, 12, 7), "a002"),
    ]


def test_every_owner_has_the_same_number_a_day_give_or_take_one(collection: Collection) -> None:
    plan = make_plan(rows(collection, {"a": 23, "b": 7}), MONDAY, 2)
    assert len(plan) == 30
    for owner, least, most in (("a", 2, 3), ("b", 0, 1)):
        by_day = Counter(planned.day for planned in plan if planned.row.owner == owner)
        assert set(by_day.values()) <= {least, most}
    priorities = [planned.row.priority for planned in plan if planned.row.owner == "a"]
    assert priorities == sorted(priorities, reverse=True)


@pytest.mark.parametrize(("today", "first"), [(MONDAY, MONDAY), (SATURDAY, MONDAY), (SUNDAY, MONDAY)])
def test_nothing_is_planned_for_a_weekend(collection: Collection, today: date, first: date) -> None:
    days = [planned.day for planned in make_plan(rows(collection, {"a": 40}, today), today, 2)]
    assert (min(days), max(days)) == (first, first + timedelta(days=11))
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_a_period_that_begins_on_a_friday_has_as_many_days_as_another(collection: Collection) -> None:
    friday = MONDAY - timedelta(days=3)
    assert len({planned.day for planned in make_plan(rows(collection, {"a": 40}, friday), friday, 2)}) == 10


def test_only_what_waits_is_planned(collection: Collection) -> None:
    collection.write("en/fresh.md", title="F", last_reviewed_on=MONDAY.isoformat())
    collection.write("en/exempt.md", title="E", review_in="never")
    collection.write("en/new.md", title="N")
    plan = make_plan(rows(collection, {"a": 1}), MONDAY, 1)
    assert {planned.row.article.key for planned in plan} == {"a000", "new"}


def test_what_is_flagged_is_not_put_off_by_a_plan(collection: Collection) -> None:
    plan = make_plan(rows(collection, {"a": 2}, a000=Standing(flagged_on=MONDAY)), MONDAY, 1)
    assert [planned.row.article.key for planned in plan] == ["a001"]


def test_what_is_planned_for_later_keeps_its_day_and_what_was_missed_gets_another(collection: Collection) -> None:
    planned = {"a000": Standing(planned_on=MONDAY + timedelta(days=1)), "a001": Standing(planned_on=SUNDAY)}
    plan = make_plan(rows(collection, {"a": 2}, **planned), MONDAY, 1)
    assert [(one.row.article.key, one.day) for one in plan] == [("a001", MONDAY)]


def test_planning_twice_on_a_day_plans_nothing_twice(collection: Collection) -> None:
    planned = {"a000": Standing(planned_on=MONDAY), "a001": Standing(planned_on=MONDAY + timedelta(days=1))}
    assert make_plan(rows(collection, {"a": 2}, **planned), MONDAY, 1) == []


def test_an_article_is_in_the_plan_of_who_it_was_assigned_to(collection: Collection) -> None:
    (first, second) = make_plan(rows(collection, {"a": 2}, a000=Standing(assignee="Bob")), MONDAY, 1)
    assert (first.day, second.day) == (MONDAY, MONDAY)
    assert {first.as_json()["owner"], second.as_json()["owner"]} == {"a", "Bob"}


def test_nothing_waiting_is_an_empty_plan() -> None:
    assert make_plan([], MONDAY, 12) == []


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_whatever_the_day_a_plan_has_five_days_a_week(today: date, weeks: int) -> None:
    days = _weekdays(today, weeks * 5)
    assert len(set(days)) == weeks * 5
    assert today <= days[0] <= today + timedelta(days=2)
    assert days[-1] < today + timedelta(days=weeks * 7 + 2)
