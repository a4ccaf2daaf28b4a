"""Tries: how many there are, for whom, and how long one waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from kb.account_services.accounts import Accounts
from kb.accounts import sign_in_limit
from kb.accounts.sign_in_limit import TooManyTriesError
from tests.kb.accounts.conftest import NOW

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestTries:
    def test_after_five_tries_each_next_one_waits_longer_but_never_longer_than_five_minutes(
        self, database: Engine
    ) -> None:
        subject = sign_in_limit.account_subject("a@b")
        now, waits = NOW, []
        for _ in range(13):
            with database.begin() as connection:
                sign_in_limit.count_try(connection, now, subject)
            with database.begin() as connection:
                try:
                    sign_in_limit.count_try(connection, now, subject)
                except TooManyTriesError as error:
                    waits.append(error.seconds)
                    now += timedelta(seconds=error.seconds)
        assert waits[:3] == [5, 10, 20]
        assert waits[-1] == 300

    def test_many_at_the_same_time_get_no_more_tries(self, database: Engine) -> None:
        subject = sign_in_limit.account_subject("a@b")

        def attempt(_: int) -> bool:
            try:
                with database.begin() as connection:
                    sign_in_limit.count_try(connection, NOW, subject)
            except TooManyTriesError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(attempt, range(24))) == 5

    def test_a_clock_that_goes_back_blocks_nobody_for_long(self, database: Engine) -> None:
        subject = sign_in_limit.account_subject("a@b")
        with database.begin() as connection:
            for _ in range(5):
                sign_in_limit.count_try(connection, NOW, subject)
            sign_in_limit.count_try(connection, NOW - timedelta(days=1), subject)

    def test_tries_are_forgotten_after_a_day(self, database: Engine) -> None:
        subject = sign_in_limit.account_subject("a@b")
        with database.begin() as connection:
            for _ in range(5):
                sign_in_limit.count_try(connection, NOW, subject)
            for _ in range(5):
                sign_in_limit.count_try(connection, NOW + timedelta(hours=25), subject)

    def test_an_ipv6_household_counts_as_one_and_an_ipv4_address_as_itself(self) -> None:
        subject = sign_in_limit.address_subject
        assert subject("2001:db8::1") == subject("2001:db8::ffff:2")
        assert subject("2001:db8::1") != subject("2001:db8:0:1::1")
        assert subject("192.0.2.1") != subject("192.0.2.2")

    def test_of_who_tried_only_a_hash_is_kept(self, known: Accounts, database: Engine) -> None:
        known.sign_in("secret-in-the-wrong-field", "x", "192.0.2.77", False)
        with database.connect() as connection:
            kept = str(connection.execute(text("SELECT * FROM sign_in_tries")).all())
            kept += str(connection.execute(text("SELECT * FROM audit_log")).all())
        assert "unknown account" in kept
        assert "secret" not in kept
        assert "192.0.2.77" not in kept
