"""A challenge that was answered counts once, and is forgotten when it would be too old in any case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine, func, select

from kb.factors.used_challenges import CLOCKS_APART, KEPT, VALID, UsedChallenge, use
from tests.kb.factors.conftest import NOW


def used(database: Engine, challenge: str, now: datetime = NOW) -> bool:
    with database.begin() as connection:
        return use(connection, now, challenge)


def test_of_two_answers_at_the_same_time_one_counts(database: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: used(database, "one"), range(2))) == [False, True]
    assert [used(database, "one"), used(database, "another")] == [False, True]


def test_what_is_too_old_to_be_answered_is_forgotten(database: Engine) -> None:
    used(database, "old")
    used(database, "new", NOW + KEPT)
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(UsedChallenge)) == 1


def test_it_is_known_by_every_clock_for_as_long_as_it_could_be_answered_by_any(database: Engine) -> None:
    assert used(database, "one", NOW - CLOCKS_APART)
    used(database, "another", NOW + CLOCKS_APART)  # whoever is ahead clears away what is over
    assert not used(database, "one", NOW + VALID)
