"""A month's report is sent by one of several processes, once, on both kinds of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from kb.accounts import accounts
from kb.core.roles import Role
from search.insights.monthly.claims import PATIENCE
from search.insights.monthly.report_readers import claim, note_sent

NOW = datetime(2026, 12, 1, 6)  # noqa: DTZ001 - as the tables keep it
MONTH = date(2026, 11, 1)


@pytest.fixture
def ann(database: Engine) -> int:
    with database.begin() as connection:
        return accounts.add(connection, NOW, "ann@example.com", "Ann", Role.EDITOR).id


def claimed(database: Engine, account: int, now: datetime = NOW) -> bool:
    with database.begin() as connection:
        return claim(connection, MONTH, account, now)


def test_of_several_processes_one_is_told_to_send_it(database: Engine, ann: int) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: claimed(database, ann), range(2))) == [False, True]


def test_what_was_claimed_and_not_sent_is_claimed_again_after_a_while_and_what_was_sent_is_not(
    database: Engine, ann: int
) -> None:
    assert claimed(database, ann)
    assert not claimed(database, ann, NOW + PATIENCE - timedelta(seconds=1))
    assert claimed(database, ann, NOW + PATIENCE)
    with database.begin() as connection:
        note_sent(connection, MONTH, ann, NOW + PATIENCE)
    assert not claimed(database, ann, NOW + 9 * PATIENCE)
