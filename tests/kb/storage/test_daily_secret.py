"""Secrets of days that several processes have alike, and none has of a day that is over."""

from __future__ import annotations

from datetime import date, timedelta

from kb.storage.daily_secret import SECRET_BYTES, SecretChain

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def test_each_day_has_its_own_and_a_day_the_same_again() -> None:
    chain = SecretChain(TODAY)
    found = [chain.of(TODAY), chain.of(TODAY), chain.of(TODAY + DAY), chain.of(TODAY + 3 * DAY)]
    assert found[0] == found[1]
    assert len(set(found)) == 3
    assert {len(one) for one in found} == {SECRET_BYTES}


def test_whoever_goes_on_from_a_later_day_has_the_same() -> None:
    one, other = SecretChain(TODAY), SecretChain(TODAY)
    other._day, other._link = one._day, one._link
    one.of(TODAY + DAY)
    assert one.of(TODAY + 5 * DAY) == other.of(TODAY + 5 * DAY)


def test_a_day_that_is_over_cannot_be_told_any_more() -> None:
    chain = SecretChain(TODAY)
    before = chain.of(TODAY)
    chain.of(TODAY + DAY)
    assert chain.of(TODAY) not in (before, chain.of(TODAY))
    assert SecretChain(TODAY).of(TODAY) != before


def test_a_clock_that_is_years_ahead_costs_no_time() -> None:
    chain = SecretChain(TODAY)
    assert len(chain.of(date(9999, 12, 31))) == SECRET_BYTES
    assert chain.of(TODAY) == chain.of(TODAY)
