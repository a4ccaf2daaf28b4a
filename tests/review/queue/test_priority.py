"""Which article first: the published formula on numbers worked out by hand, and what holds for all numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.queue.policy import ReviewState, Verdict, judge
from review.queue.priority import FLAGGED, NO_SIGNALS, Signals, priority, staleness

REVIEWED = date(2026, 1, 1)
DUE = date(2026, 7, 1)
counts = st.integers(0, 10**7)
signals = st.builds(Signals, counts, counts, counts, counts, counts)
ages = st.floats(0, 4)
SIGNALS_THAT_RAISE = ("views", "unhelpful", "failed_searches", "links")


def stale_on(today: date, reviewed: date | None = REVIEWED) -> float:
    return staleness(judge(today, reviewed), reviewed, today)


def test_staleness_is_the_age_of_the_review_in_intervals() -> None:
    assert stale_on(REVIEWED) == 0
    assert stale_on(date(2026, 4, 1)) == pytest.approx(90 / 181)
    assert stale_on(DUE) == 1


def test_staleness_ends_at_four_intervals() -> None:
    assert 3.9 < stale_on(date(2027, 12, 20)) < 4
    assert stale_on(date(2027, 12, 26)) == stale_on(date(2050, 1, 1)) == 4


def test_what_nobody_knows_the_age_of_is_two_intervals_old() -> None:
    assert stale_on(DUE, None) == 2


def test_what_was_never_reviewed_is_as_old_as_its_publication() -> None:
    assert staleness(judge(DUE, None, published_on=REVIEWED), REVIEWED, DUE) == 1


def test_what_needs_no_review_is_never_stale() -> None:
    assert staleness(Verdict(ReviewState.EXEMPT, None, None), REVIEWED, DUE) == 0


def test_a_review_dated_tomorrow_is_not_younger_than_one_of_today() -> None:
    assert stale_on(date(2025, 12, 31)) == 0


@given(ages)
def test_without_readers_votes_searches_and_links_it_is_the_staleness(stale: float) -> None:
    assert priority(stale, NO_SIGNALS, ReviewState.FRESH) == round(stale, 2)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Signals(views=9), 1.5 * 2),
        (Signals(views=99), 1.5 * 3),
        (Signals(links=1, views=4), 1.5 * 2),
        (Signals(failed_searches=3), 1.5 * 2),
        (Signals(unhelpful=1), 1.5 * 1.4),
        (Signals(unhelpful=4), 1.5 * 2),
        (Signals(helpful=4), 1.5),
        (Signals(helpful=2, unhelpful=2), 1.5 * 1.5),
        (Signals(views=9, unhelpful=4), 1.5 * 4),
    ],
)
def test_the_formula_on_known_numbers(seen: Signals, expected: float) -> None:
    assert priority(1.5, seen, ReviewState.DUE) == pytest.approx(expected)


@pytest.mark.parametrize("name", SIGNALS_THAT_RAISE)
@given(ages, signals, counts)
def test_more_of_a_signal_never_lowers_the_priority(name: str, stale: float, seen: Signals, more: int) -> None:
    raised = replace(seen, **{name: getattr(seen, name) + more})
    assert priority(stale, raised, ReviewState.DUE) >= priority(stale, seen, ReviewState.DUE)


@pytest.mark.parametrize("name", SIGNALS_THAT_RAISE)
def test_each_signal_counts(name: str) -> None:
    assert priority(1, Signals(**{name: 5}), ReviewState.DUE) > priority(1, NO_SIGNALS, ReviewState.DUE)


@given(ages, signals, counts)
def test_more_happy_readers_never_raise_the_priority(stale: float, seen: Signals, more: int) -> None:
    happier = replace(seen, helpful=seen.helpful + more)
    assert priority(stale, happier, ReviewState.DUE) <= priority(stale, seen, ReviewState.DUE)


@given(ages, ages, signals)
def test_of_two_articles_with_the_same_readers_the_staler_comes_first(one: float, other: float, seen: Signals) -> None:
    first, second = sorted((one, other))
    assert priority(first, seen, ReviewState.DUE) <= priority(second, seen, ReviewState.DUE)


@given(ages, signals)
def test_a_flag_outranks_whatever_readers_do(stale: float, seen: Signals) -> None:
    flagged = priority(0, NO_SIGNALS, ReviewState.FLAGGED)
    assert flagged == FLAGGED
    assert priority(stale, replace(seen, unhelpful=0), ReviewState.OVERDUE) < flagged
