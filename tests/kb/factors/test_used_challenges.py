"""A challenge that was answered counts once, and is forgotten when it would be too old in any case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine, func, select

from kb.factors.used_challenges import VALID, UsedChallenge, use
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
    used(database, "new", NOW + VALID)
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(UsedChallenge)) == 1
