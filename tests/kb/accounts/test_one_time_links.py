"""Links that work once: to choose a password, to make the first administrator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.accounts import one_time_links as one_time
from kb.core.roles import READER
from tests.kb.accounts.conftest import NOW, add
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestLinks:
    def test_a_link_works_once_and_for_a_day(self, database: Engine) -> None:
        with database.begin() as connection:
            secret = one_time.make(connection, NOW, one_time.FIRST)
            assert not one_time.use(connection, NOW + one_time.VALID, secret, first=True)
            assert not one_time.use(connection, NOW, secret, first=False), "it is of the other kind"
            assert not one_time.use(connection, NOW, secret + "x", first=True)
            assert one_time.use(connection, NOW, secret, first=True)
            assert not one_time.use(connection, NOW, secret, first=True)

    def test_a_new_link_to_choose_a_password_replaces_the_one_before(self, known: Accounts) -> None:
        made = add(known)
        first, second = (known.password_link(READER, made) for _ in range(2))
        assert known.of_password_link(first) is None
        assert known.of_password_link(second) == made

    def test_a_disabled_account_cannot_choose_a_password(self, known: Accounts) -> None:
        made = add(known)
        secret = known.password_link(READER, made)
        known.disable(READER, made.email)
        assert known.of_password_link(secret) is None

    def test_a_link_that_is_used_twice_at_the_same_time_makes_one_administrator(self, known: Accounts) -> None:
        secret = known.first_link() or ""
        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(lambda name: known.make_first(secret, f"{name}@b", name, PASSWORD), ("x", "y")))
        assert sorted(map(bool, made)) == [False, True]
        assert len(known.everyone()) == 1

    def test_there_is_no_first_link_once_there_is_an_account(self, known: Accounts) -> None:
        secret = known.first_link() or ""
        add(known)
        assert known.first_link() is None
        assert not known.is_first_link(secret)
        assert not known.make_first(secret, "x@y", "X", PASSWORD)
