"""Passwords: which match, which are too easy, what a hash costs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.accounts import accounts, passwords
from kb.accounts.passwords import Complaint
from tests.kb.accounts.conftest import add
from tests.servers import ROOT
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestPasswords:
    def test_only_the_right_one_matches(self) -> None:
        stored = passwords.hashed(PASSWORD)
        assert stored.startswith("$argon2id$")
        assert passwords.matches(stored, PASSWORD)
        assert not passwords.matches(stored, PASSWORD + " ")
        assert not passwords.matches(None, PASSWORD)
        assert not passwords.matches(None, "nobody has this password")
        assert not passwords.matches("no hash at all", PASSWORD)

    def test_a_hash_costs_what_the_makers_of_argon2_recommend(self) -> None:
        """In a process of its own: here they are cheap."""
        script = f"from kb.accounts.passwords import hashed; print(hashed({PASSWORD!r}))"
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        usual = RFC_9106_LOW_MEMORY
        cost = f"m={usual.memory_cost},t={usual.time_cost},p={usual.parallelism}"
        assert done.stdout.startswith(f"$argon2id$v=19${cost}$")

    def test_the_same_letters_match_however_they_are_typed(self) -> None:
        assert passwords.matches(passwords.hashed("cafe\u0301 zebra mango"), "caf\u00e9 zebra mango")

    @pytest.mark.parametrize(
        ("password", "expected"),
        [
            ("zebra mango", Complaint.SHORT),
            ("x" * 1001, Complaint.LONG),
            ("password1234", Complaint.EASY),
            ("Passw0rd!2024", Complaint.EASY),
            ("qwertyuiop123", Complaint.EASY),
            ("aaaaaaaaaaaaaaaa", Complaint.EASY),
            ("anna.example", Complaint.EASY),
            (PASSWORD, None),
            ("گربه روی دیوار بلند", None),
        ],
    )
    def test_short_and_common_ones_and_those_near_to_the_owner_are_refused(
        self, password: str, expected: Complaint | None
    ) -> None:
        assert passwords.complaint(password, "anna@example.com", "Anna Example") == expected

    def test_a_hash_with_old_parameters_is_made_anew_on_signing_in(self, known: Accounts, database: Engine) -> None:
        made = add(known)
        weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
        with database.begin() as connection:
            accounts.set_password_hash(connection, made.id, weak)
        assert known.sign_in(made.email, PASSWORD, None, False)
        now = known.get(made.email).password_hash or ""
        assert now != weak
        assert not passwords.is_outdated(now)
        assert known.sign_in(made.email, PASSWORD, None, False)
