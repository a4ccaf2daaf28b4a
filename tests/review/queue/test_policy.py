"""When an article must be looked at again: every boundary, the day before and the day itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.core.intervals import ReviewInterval, parse_interval
from review.queue.policy import SITE, WAITING, Intervals, ReviewState, Verdict, is_outdated, judge, later, proven

REVIEWED = date(2026, 1, 15)
DUE = date(2026, 7, 15)
OVERDUE = date(2027, 1, 15)
DAY = timedelta(days=1)
NEVER = Intervals.of(ReviewInterval(never=True))


def state_on(today: date, last_reviewed_on: date | None = REVIEWED, **more: object) -> ReviewState:
    return judge(today, last_reviewed_on, **more).state  # type: ignore[arg-type]


def every(text: str) -> Intervals:
    """What ``review_in`` of an article means."""
    return Intervals.of(parse_interval(text))


# The boundary days


def test_an_article_is_fresh_on_the_day_of_its_review() -> None:
    assert state_on(REVIEWED) is ReviewState.FRESH


def test_an_article_is_fresh_until_31_days_before_it_is_due() -> None:
    assert state_on(DUE - 31 * DAY) is ReviewState.FRESH


def test_an_article_is_due_soon_from_30_days_before_it_is_due() -> None:
    assert state_on(DUE - 30 * DAY) is ReviewState.DUE_SOON


def test_an_article_is_due_soon_on_the_day_before_it_is_due() -> None:
    assert state_on(DUE - DAY) is ReviewState.DUE_SOON


def test_an_article_is_due_six_months_after_its_review() -> None:
    assert state_on(DUE) is ReviewState.DUE


def test_an_article_is_due_on_the_day_before_it_is_overdue() -> None:
    assert state_on(OVERDUE - DAY) is ReviewState.DUE


def test_an_article_is_overdue_twelve_months_after_its_review() -> None:
    assert state_on(OVERDUE) is ReviewState.OVERDUE


def test_the_verdict_tells_both_days() -> None:
    assert judge(REVIEWED, REVIEWED) == Verdict(ReviewState.FRESH, DUE, OVERDUE)


def test_a_short_interval_is_due_soon_from_the_review_on_and_never_due_before_its_day() -> None:
    assert state_on(REVIEWED, intervals=every("2 weeks")) is ReviewState.DUE_SOON
    assert state_on(REVIEWED + 13 * DAY, intervals=every("2 weeks")) is ReviewState.DUE_SOON
    assert state_on(REVIEWED + 14 * DAY, intervals=every("2 weeks")) is ReviewState.DUE


# Calendar months


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [
        ("2025-08-31", "2026-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2025-08-30", "2026-02-28"),
        ("2025-08-29", "2026-02-28"),
        ("2025-08-28", "2026-02-28"),
        ("2027-08-29", "2028-02-29"),
        ("2026-03-31", "2026-09-30"),
        ("2026-02-28", "2026-08-28"),
        ("2028-02-29", "2028-08-29"),
        ("2026-12-31", "2027-06-30"),
        ("2026-07-01", "2027-01-01"),
    ],
)
def test_six_months_later_is_the_same_day_or_the_last_of_a_month_that_is_too_short(reviewed: str, due: str) -> None:
    verdict = judge(date.fromisoformat(reviewed), date.fromisoformat(reviewed))
    assert verdict.due_on == date.fromisoformat(due)


def test_31_august_is_due_on_the_last_of_february_and_not_the_day_before() -> None:
    assert state_on(date(2026, 2, 27), date(2025, 8, 31)) is ReviewState.DUE_SOON
    assert state_on(date(2026, 2, 28), date(2025, 8, 31)) is ReviewState.DUE
    assert state_on(date(2028, 2, 28), date(2027, 8, 31)) is ReviewState.DUE_SOON
    assert state_on(date(2028, 2, 29), date(2027, 8, 31)) is ReviewState.DUE


def test_a_review_on_29_february_is_overdue_on_28_february_of_the_next_year() -> None:
    assert state_on(date(2029, 2, 27), date(2028, 2, 29)) is ReviewState.DUE
    assert state_on(date(2029, 2, 28), date(2028, 2, 29)) is ReviewState.OVERDUE


def test_twelve_months_are_counted_from_the_review_and_not_from_the_day_it_is_due() -> None:
    verdict = judge(REVIEWED, date(2025, 8, 31))
    assert (verdict.due_on, verdict.overdue_on) == (date(2026, 2, 28), date(2026, 8, 31))


def test_weeks_are_counted_in_days() -> None:
    assert later(date(2026, 1, 1), parse_interval("52 weeks")) == date(2026, 12, 31)


def test_a_day_beyond_the_calendar_is_its_last_day() -> None:
    assert later(date(2026, 1, 1), parse_interval("9999 years")) == date.max
    assert later(date(9999, 12, 1), parse_interval("9999 weeks")) == date.max


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.builds(ReviewInterval, months=st.integers(0, 100)),
)
def test_later_keeps_the_order_of_days(one: date, other: date, interval: ReviewInterval) -> None:
    first, second = sorted((one, other))
    assert first <= later(first, interval) <= later(second, interval)


# Intervals


def test_an_article_with_an_interval_of_its_own_is_overdue_at_twice_that() -> None:
    intervals = every("3 months")
    assert state_on(date(2026, 4, 14), intervals=intervals) is ReviewState.DUE_SOON
    assert state_on(date(2026, 4, 15), intervals=intervals) is ReviewState.DUE
    assert state_on(date(2026, 7, 14), intervals=intervals) is ReviewState.DUE
    assert state_on(date(2026, 7, 15), intervals=intervals) is ReviewState.OVERDUE


def test_what_never_needs_a_review_is_exempt_and_has_no_days() -> None:
    assert judge(date(2050, 1, 1), REVIEWED, NEVER) == Verdict(ReviewState.EXEMPT, None, None)
    assert judge(date(2050, 1, 1), None, NEVER).state is ReviewState.EXEMPT


def test_what_is_never_overdue_stays_due() -> None:
    patient = Intervals(SITE.due, ReviewInterval(never=True))
    assert judge(date(2050, 1, 1), REVIEWED, patient) == Verdict(ReviewState.DUE, DUE, None)


# Never reviewed


def test_an_article_without_a_review_is_never_reviewed_however_young_it_is() -> None:
    assert judge(REVIEWED, None) == Verdict(ReviewState.NEVER_REVIEWED, None, None)
    assert judge(REVIEWED, None, published_on=REVIEWED) == Verdict(ReviewState.NEVER_REVIEWED, DUE, OVERDUE)


def test_an_article_that_was_never_reviewed_does_not_become_due_or_overdue() -> None:
    assert state_on(date(2050, 1, 1), None, published_on=REVIEWED) is ReviewState.NEVER_REVIEWED


def test_the_review_counts_and_not_the_publication() -> None:
    assert judge(DUE, REVIEWED, published_on=date(2020, 1, 1)).due_on == DUE
    assert state_on(DUE, REVIEWED, published_on=DUE) is ReviewState.DUE


def test_a_review_dated_tomorrow_counts() -> None:
    assert state_on(REVIEWED - DAY) is ReviewState.FRESH
    assert proven(REVIEWED, REVIEWED - DAY) == REVIEWED


def test_a_review_dated_the_day_after_tomorrow_proves_nothing() -> None:
    assert state_on(REVIEWED - 2 * DAY) is ReviewState.NEVER_REVIEWED
    assert judge(date(2026, 1, 13), REVIEWED, published_on=date(2025, 1, 1)).due_on == date(2025, 7, 1)


def test_the_last_day_of_the_calendar_is_a_day_like_others() -> None:
    assert state_on(date.max) is ReviewState.OVERDUE


# Flagged, snoozed

SITUATIONS: dict[ReviewState, tuple[date, dict[str, object]]] = {
    ReviewState.NEVER_REVIEWED: (REVIEWED, {"last_reviewed_on": None}),
    ReviewState.FRESH: (REVIEWED, {}),
    ReviewState.DUE_SOON: (DUE - DAY, {}),
    ReviewState.DUE: (DUE, {}),
    ReviewState.OVERDUE: (OVERDUE, {}),
    ReviewState.SNOOZED: (DUE, {"snoozed_until": DUE + DAY}),
    ReviewState.EXEMPT: (DUE, {"intervals": NEVER}),
}


@pytest.mark.parametrize("state", SITUATIONS)
def test_flagged_outranks_every_other_state_and_keeps_the_days(state: ReviewState) -> None:
    today, more = SITUATIONS[state]
    calm = judge(today, **{"last_reviewed_on": REVIEWED, **more})  # type: ignore[arg-type]
    flagged = judge(today, **{"last_reviewed_on": REVIEWED, **more}, flagged=True)  # type: ignore[arg-type]
    assert calm.state is state
    assert flagged == Verdict(ReviewState.FLAGGED, calm.due_on, calm.overdue_on)


def test_every_state_has_a_situation() -> None:
    assert {*SITUATIONS, ReviewState.FLAGGED} == set(ReviewState)


@pytest.mark.parametrize("today", [REVIEWED, DUE - DAY, DUE, OVERDUE])
def test_a_snooze_lasts_until_the_day_before_its_end(today: date) -> None:
    assert state_on(today, snoozed_until=today + DAY) is ReviewState.SNOOZED
    assert state_on(today, snoozed_until=today) is state_on(today)
    assert state_on(today, snoozed_until=today - DAY) is state_on(today)


def test_an_article_that_was_never_reviewed_can_be_snoozed() -> None:
    assert state_on(REVIEWED, None, snoozed_until=REVIEWED + DAY) is ReviewState.SNOOZED
    assert state_on(REVIEWED, None, snoozed_until=REVIEWED) is ReviewState.NEVER_REVIEWED


def test_an_exempt_article_cannot_be_put_off() -> None:
    assert state_on(DUE, intervals=NEVER, snoozed_until=DUE + DAY) is ReviewState.EXEMPT


def test_somebody_should_act_on_what_is_flagged_overdue_never_reviewed_or_due() -> None:
    assert set(WAITING) == {ReviewState.FLAGGED, ReviewState.OVERDUE, ReviewState.NEVER_REVIEWED, ReviewState.DUE}


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(st.none() | days, days, days)
def test_without_a_new_review_an_article_never_becomes_fresher(reviewed: date | None, one: date, other: date) -> None:
    order = [ReviewState.NEVER_REVIEWED, ReviewState.FRESH, ReviewState.DUE_SOON, ReviewState.DUE, ReviewState.OVERDUE]
    first, second = sorted((one, other))
    if reviewed is None or reviewed <= first:
        assert order.index(state_on(first, reviewed)) <= order.index(state_on(second, reviewed))


# Translations


def test_a_translation_is_outdated_from_the_day_after_its_review_on_which_the_original_changed() -> None:
    assert not is_outdated(REVIEWED, None, REVIEWED - DAY, None)
    assert not is_outdated(REVIEWED, None, REVIEWED, None)
    assert is_outdated(REVIEWED, None, REVIEWED + DAY, None)


def test_an_edit_of_a_translation_does_not_make_it_reviewed() -> None:
    assert is_outdated(REVIEWED, DUE + DAY, DUE, None)


def test_a_translation_that_was_never_reviewed_is_measured_by_its_last_change() -> None:
    assert not is_outdated(None, DUE, DUE, None)
    assert is_outdated(None, DUE, DUE + DAY, None)


def test_an_undated_translation_of_an_original_that_changed_is_outdated() -> None:
    assert is_outdated(None, None, REVIEWED, None)


def test_a_translation_of_an_original_that_never_changed_is_not_outdated() -> None:
    assert not is_outdated(None, None, None, None)
    assert not is_outdated(REVIEWED, REVIEWED, None, REVIEWED)


def test_a_change_that_was_said_not_to_matter_makes_nothing_outdated_but_the_next_one_does() -> None:
    assert not is_outdated(REVIEWED, None, DUE, DUE)
    assert not is_outdated(REVIEWED, None, DUE, DUE + DAY)
    assert is_outdated(REVIEWED, None, DUE + DAY, DUE)
