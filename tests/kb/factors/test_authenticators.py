"""Of the codes of an app each step is used once, also by two at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from kb.accounts.accounts import Account
from kb.factors import authenticators
from tests.kb.factors.conftest import NOW


def test_a_step_is_used_once_and_none_before_it(database: Engine, ann: Account) -> None:
    def use(step: int) -> bool:
        with database.begin() as connection:
            return authenticators.use_step(connection, ann.id, step)

    with database.begin() as connection:
        authenticators.begin(connection, ann.id, "sealed")
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, (50, 50))) == [False, True]
    assert [use(step) for step in (49, 51, 51)] == [False, True, False]


def test_of_two_that_are_begun_at_the_same_time_one_is_kept_and_a_confirmed_one_stays(
    database: Engine, ann: Account
) -> None:
    def begin(sealed: str) -> bool:
        with database.begin() as connection:
            return authenticators.begin(connection, ann.id, sealed)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(begin, "abcd")) == [True] * 4
    with database.begin() as connection:
        kept = authenticators.find(connection, ann.id)
        assert kept
        assert not authenticators.confirm(connection, NOW, ann.id, "another")
        assert authenticators.confirm(connection, NOW, ann.id, kept.sealed)
    assert not begin("later")
    with database.connect() as connection:
        assert authenticators.find(connection, ann.id) == authenticators.Authenticator(kept.sealed, NOW)
