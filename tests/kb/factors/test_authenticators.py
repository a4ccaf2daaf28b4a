"""Of the codes of an app each step is used once, also by two at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from kb.accounts.accounts import Account
from kb.factors import authenticators


def test_a_step_is_used_once_and_none_before_it(database: Engine, ann: Account) -> None:
    def use(step: int) -> bool:
        with database.begin() as connection:
            return authenticators.use_step(connection, ann.id, step)

    with database.begin() as connection:
        authenticators.begin(connection, ann.id, "sealed")
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, (50, 50))) == [False, True]
    assert [use(step) for step in (49, 51, 51)] == [False, True, False]
