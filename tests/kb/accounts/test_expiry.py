"""What is over goes with its day, though nobody signs in; what still counts stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, insert, select

from kb.accounts.accounts import AccountRow
from kb.accounts.expiry import retention
from kb.accounts.known_browsers import AccountDevice
from kb.accounts.one_time_links import OneTimeLink
from kb.accounts.sessions import AccountSession
from kb.accounts.sign_in_limit import SignInTries
from kb.storage.retention import Retention
from tests.clock import NOON, Clock

NOW = NOON.replace(tzinfo=None)
ANN = {"id": 1, "email": "ann@example.com", "name": "Ann", "role": "editor", "disabled": False, "created_at": NOW}


@pytest.mark.parametrize(
    ("table", "row", "at", "lasts"),
    [
        (AccountSession, {"digest": "x", "account": 1, "keep": False, "seen_at": NOW}, "expires_at", timedelta()),
        (AccountDevice, {"digest": "x", "account": 1}, "expires_at", timedelta()),
        (OneTimeLink, {"digest": "x", "account": 1}, "expires_at", timedelta()),
        (SignInTries, {"subject": "x", "tries": 9, "blocked_until": NOW}, "tried_at", timedelta(days=1)),
    ],
)
def test_what_is_over_goes_with_its_day_and_what_counts_stays(
    database: Engine, clock: Clock, table: type, row: dict[str, object], at: str, lasts: timedelta
) -> None:
    midnight = NOW.replace(hour=0)
    with database.begin() as connection:
        connection.execute(insert(AccountRow).values(**ANN))
        connection.execute(insert(table).values(**row, **{at: midnight - lasts}))
    Retention(database, clock, retention()).tidy()
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1
    clock.later(days=1)
    Retention(database, clock, retention()).tidy()
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 0
        assert connection.scalar(select(func.count()).select_from(AccountRow)) == 1
