"""The figures of the reports, on the days where they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import Article, ArticleId
from kb.core.intervals import ReviewInterval
from review.decisions.decision import Decision, DecisionKind, DecisionStatus, Reviewer
from review.queue.policy import SITE, Intervals, ReviewState, judge
from review.queue.rows import Known, Row, Standing, make_queue
from review.queue.rules import Rules
from review.reports.figures import (
    WEEKS,
    Age,
    Week,
    ages,
    backlog,
    first_week,
    fresh_spans,
    headline,
    median_days_overdue,
    reviews_done,
    weekly_share,
)
from tests.kb.conftest import a_catalog, an_article

TODAY = date(2026, 11, 22)  # a Sunday
MONDAY = date(2026, 11, 16)
DAYS = st.dates(date(2024, 1, 1), date(2027, 1, 1))
RESET = ArticleId("en", "account/reset")


def a_decision(
    kind: DecisionKind = DecisionKind.REVIEWED,
    on: date = TODAY,
    status: DecisionStatus = DecisionStatus.DONE,
    **details: object,
) -> Decision:
    at = datetime.combine(on, datetime.min.time())
    return Decision("batch", at, RESET, "en/account/reset.md", kind, Reviewer("Alice"), details=details, status=status)


def is_fresh(
    day: date,
    article: Article,
    decisions: Iterable[Decision] = (),
    intervals: Intervals = SITE,
    flagged_on: date | None = None,
) -> bool:
    spans = fresh_spans([article], decisions, lambda _: intervals, {article.id: flagged_on})
    return any(start <= day < end for start, end in spans[article.id])


def rows(*articles: Article, **standings: Standing) -> list[Row]:
    known = Known({ArticleId("en", key): standing for key, standing in standings.items()})
    return make_queue(a_catalog(*articles), TODAY, Rules(), known)


def reviewed(key: str, day: date | None, **more: object) -> Article:
    return an_article(key, last_reviewed_on=day, **more)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 1, 30), False), (date(2026, 1, 31), True), (date(2026, 7, 30), True), (date(2026, 7, 31), False)],
)
def test_an_article_is_fresh_from_its_review_until_the_day_it_is_due(day: date, expected: bool) -> None:
    assert is_fresh(day, reviewed("a", date(2026, 1, 31))) is expected


@given(day=DAYS, last=DAYS, flagged_on=st.none() | DAYS, never=st.booleans())
def test_fresh_is_what_the_policy_calls_fresh_due_soon_or_exempt(
    day: date, last: date, flagged_on: date | None, never: bool
) -> None:
    intervals = Intervals.of(ReviewInterval(months=3, never=never))
    known = last if last <= day else None
    state = judge(day, known, intervals, flagged=flagged_on is not None and flagged_on <= day).state
    expected = state in (ReviewState.FRESH, ReviewState.DUE_SOON, ReviewState.EXEMPT)
    assert is_fresh(day, reviewed("a", last), intervals=intervals, flagged_on=flagged_on) is expected


def test_reviews_before_the_last_are_known_from_the_decisions() -> None:
    article = an_article(last_reviewed_on=date(2026, 10, 1))
    decisions = [a_decision(reviewed_on="2026-10-01", previously_on="2025-11-03")]
    assert is_fresh(date(2026, 5, 2), article, decisions)
    assert not is_fresh(date(2026, 5, 3), article, decisions)
    assert not is_fresh(date(2026, 9, 30), article, decisions)
    assert is_fresh(date(2026, 10, 1), article, decisions)


@pytest.mark.parametrize("decision", [
    a_decision(status=DecisionStatus.UNDONE, reviewed_on="2026-10-01"),
    a_decision(status=DecisionStatus.VOID, reviewed_on="2026-10-01"),
    a_decision(DecisionKind.SNOOZED, until="2026-10-01"),
])  # fmt: skip
def test_what_was_taken_back_or_put_off_makes_nothing_fresh(decision: Decision) -> None:
    assert not is_fresh(date(2026, 10, 2), an_article(), [decision])


def test_views_count_in_the_week_from_monday_to_sunday() -> None:
    spans = {RESET: ((MONDAY, date.max),)}
    views = [(*RESET, MONDAY - timedelta(days=1), 5), (*RESET, MONDAY, 2), (*RESET, TODAY, 1)]
    assert weekly_share(views, spans, TODAY)[-2:] == [Week(MONDAY - timedelta(days=7), 5, 0), Week(MONDAY, 3, 3)]


def test_the_first_week_begins_25_weeks_before_this_one_and_what_is_older_is_left_out() -> None:
    first = MONDAY - timedelta(weeks=25)
    spans = {RESET: ((date.min, date.max),)}
    weeks = weekly_share([(*RESET, first - timedelta(days=1), 5), (*RESET, first, 2)], spans, TODAY)
    assert (first_week(TODAY), first_week(MONDAY), len(weeks)) == (first, first, WEEKS)
    assert weeks[0] == Week(first, 2, 2)
    assert sum(week.views for week in weeks) == 2


@given(day=st.dates(first_week(TODAY), TODAY), start=DAYS, end=DAYS)
def test_a_view_is_fresh_where_its_day_is_in_a_span(day: date, start: date, end: date) -> None:
    weeks = weekly_share([(*RESET, day, 4)], {RESET: ((start, end),)}, TODAY)
    assert sum(week.fresh for week in weeks) == (4 if start <= day < end else 0)


def test_overlapping_reviews_count_a_view_once_and_unknown_articles_not_at_all() -> None:
    spans = {RESET: ((date.min, date.max), (MONDAY, date.max))}
    views = [(*RESET, TODAY, 3), ("en", "gone", TODAY, 9)]
    assert weekly_share(views, spans, TODAY)[-1] == Week(MONDAY, 3, 3)


def test_the_headline_is_of_four_weeks_and_of_the_four_before() -> None:
    weeks = [Week(MONDAY, 100, 0)] * 18 + [Week(MONDAY, 10, 1)] * 4 + [Week(MONDAY, 10, 5), Week(MONDAY)] * 2
    assert headline(weeks) == (0.5, 0.1)
    assert headline([Week(MONDAY)] * WEEKS) == (None, None)


@pytest.mark.parametrize(
    ("day", "bucket"),
    [
        (date(2026, 11, 23), 0),  # tomorrow's date, from further east
        (date(2026, 8, 23), 0),
        (date(2026, 8, 22), 1),
        (date(2026, 5, 23), 1),
        (date(2025, 11, 23), 3),
        (date(2025, 11, 22), 4),
        (date(2024, 11, 23), 5),
        (date(2024, 11, 22), 6),
        (date(1999, 1, 1), 6),
        (date(2026, 11, 24), 7),  # a slip
        (None, 7),
    ],
)
def test_ages_are_whole_calendar_months(day: date | None, bucket: int) -> None:
    found = ages(rows(reviewed("a", day)), TODAY)
    assert [place for place, age in enumerate(found) if age.articles] == [bucket]
    assert found[bucket].articles == 1


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    article = reviewed("a", date(2025, 11, 30))
    assert ages(rows(article), date(2026, 2, 27))[0].articles == 1
    assert ages(rows(article), date(2026, 2, 28))[1].articles == 1


def test_ages_are_named_by_their_bounds_and_leave_out_what_needs_no_review() -> None:
    found = ages(rows(reviewed("a", None, review_in=ReviewInterval(never=True))), TODAY)
    assert found[0] == Age(0, 3, 0)
    assert found[-2:] == [Age(24, None, 0), Age(None, None, 0)]


def test_the_backlog_counts_what_waits_the_longest_list_first() -> None:
    found = backlog(
        rows(
            reviewed("due", date(2026, 5, 1), owner="Bob"),
            reviewed("overdue", date(2025, 1, 1), owner="Alice"),
            reviewed("never", None, owner="Alice"),
            reviewed("fresh", date(2026, 11, 1), owner="Alice"),
            reviewed("soon", date(2026, 6, 1), owner="Carol"),
            reviewed("nobody", None),
        ),
        lambda row: row.owner or "",
    )
    assert [(entry.name, entry.total) for entry in found] == [("Alice", 2), ("", 1), ("Bob", 1)]
    assert Counter(found[0].counts) == Counter({ReviewState.OVERDUE: 1, ReviewState.NEVER_REVIEWED: 1})


def test_reviews_are_counted_by_week_and_outcome() -> None:
    found = reviews_done(
        [
            a_decision(on=MONDAY),
            a_decision(on=TODAY),
            a_decision(DecisionKind.ARCHIVED, on=MONDAY - timedelta(days=1)),
            a_decision(on=first_week(TODAY) - timedelta(days=1)),
            a_decision(status=DecisionStatus.UNDONE),
            a_decision(DecisionKind.SNOOZED),
        ],
        TODAY,
    )
    assert len(found) == WEEKS
    assert (found[-1].start, found[-1].counts[DecisionKind.REVIEWED]) == (MONDAY, 2)
    assert found[-2].counts[DecisionKind.ARCHIVED] == 1
    assert sum(sum(week.counts.values()) for week in found) == 3


def test_the_median_counts_days_since_articles_became_overdue() -> None:
    overdue = [reviewed(f"a{days}", date(2025, 11, 22) - timedelta(days=days)) for days in (0, 10, 40)]
    assert median_days_overdue(rows(*overdue, reviewed("due", date(2026, 1, 1))), TODAY) == 10
    assert median_days_overdue(rows(reviewed("due", date(2026, 1, 1))), TODAY) is None
