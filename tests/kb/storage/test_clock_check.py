"""A machine whose clock is off is told, as far as the database has another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from kb.storage.clock_check import ALLOWED, clock_trouble


def turned(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, ""), (10, "seconds ahead of that of the database"), (-10, "seconds behind that of the")]
)
def test_a_clock_that_is_off_is_told_with_what_follows(database: Engine, minutes: float, said: str) -> None:
    told = clock_trouble(database, lambda: turned(minutes))
    if database.dialect.name != "postgresql":
        assert told == ""  # a file has no clock
        return
    assert said in told
    assert bool(told) == bool(said)
    assert not said or "codes of authenticator apps are refused here" in told


def test_what_the_database_takes_to_answer_is_not_counted(database: Engine) -> None:
    begun = datetime.now(UTC)
    times = iter([begun, begun + 100 * ALLOWED])  # the answer came long after it was asked for
    assert clock_trouble(database, lambda: next(times)) == ""
