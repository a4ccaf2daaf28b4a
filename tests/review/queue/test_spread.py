"""Weeks evened out: nothing earlier than it is due, no owner with more in a week than must be, twice is once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from kb.catalog.article import ArticleId
from review.queue.overview import by_month, next_day
from review.queue.rows import Known, Row, Standing, make_queue
from review.queue.rules import Rules
from review.queue.spread import even_out
from tests.conftest import Collection

MONDAY = date(2026, 11, 23)


def rows(collection: Collection, reviewed: dict[str, str], **standings: Standing) -> list[Row]:
    for key, day in reviewed.items():
        collection.write(f"en/{key}.md", title="T", owner=key.rstrip("0123456789"), last_reviewed_on=day)
    known = Known({ArticleId("en", key): standing for key, standing in standings.items()})
    return make_queue(collection.library().catalog, MONDAY, Rules(), known)


def test_what_falls_due_on_one_day_is_spread_and_never_comes_earlier(collection: Collection) -> None:
    same = {f"ann{number}": "2026-06-07" for number in range(7)}  # all due on 7 December, in the third week
    old = {"ann7": "2025-01-01", "bob0": "2026-06-07"}
    found = rows(collection, {**same, **old})
    plan = even_out(found, MONDAY, 6)
    assert all(one.day > (next_day(one.row, MONDAY) or MONDAY) for one in plan)
    assert all(one.day.weekday() < 5 for one in plan)
    moved = {one.row.article.key: one.day for one in plan}
    assert not {"ann7", "bob0"} & moved.keys()
    days = {row.article.key: moved.get(row.article.key) or next_day(row, MONDAY) for row in found}
    weeks = Counter((day - MONDAY).days // 7 for key, day in days.items() if day and key.startswith("ann"))
    assert weeks == {0: 1, 2: 2, 3: 2, 4: 2, 5: 1}


def test_planning_twice_changes_nothing_and_flags_do_not_wait(collection: Collection) -> None:
    reviewed = {f"ann{number}": "2025-01-01" for number in range(6)}
    flag = Standing(flagged_on=MONDAY, flag="wrong")
    found = rows(collection, reviewed, ann0=flag)
    plan = even_out(found, MONDAY, 5)
    assert len(plan) == 4
    assert "ann0" not in {one.row.article.key for one in plan}
    days = {one.row.article.key: Standing(planned_on=one.day) for one in plan}
    again = rows(collection, reviewed, ann0=flag, **days)
    assert even_out(again, MONDAY, 5) == []


def test_the_overview_adds_up(collection: Collection) -> None:
    collection.write("en/never.md", title="N", review_in="never", owner="ann")
    found = rows(collection, {"ann0": "2025-01-01", "ann1": "2026-08-30", "bob0": "2026-11-01"})
    view = by_month(found, MONDAY)
    assert [month.isoformat() for month in view.months[:2]] == ["2026-11-01", "2026-12-01"]
    lines = {line.owner: line for line in view.lines}
    assert (lines["ann"].articles, lines["ann"].waiting, lines["ann"].months[3], lines["ann"].later) == (3, 1, 1, 1)
    assert lines["bob"].months[6] == 1
    assert (view.total.articles, view.total.waiting, sum(view.total.months), view.total.later) == (4, 1, 2, 1)
    moved = by_month(found, MONDAY, {found[0].article.id: MONDAY + timedelta(days=35)})
    assert (moved.total.waiting, moved.total.months[1]) == (0, 1)
    assert by_month([], MONDAY).total == replace(view.total, articles=0, waiting=0, months=(0,) * 12, later=0)
