"""Passkeys are somebody's, known by their whole ID, and a signature counts once: on both kinds of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from kb.accounts import accounts
from kb.accounts.accounts import Account
from kb.core.roles import Role
from kb.factors import passkeys
from kb.factors.passkeys import MAX_CREDENTIAL, MOST, NewCredential
from tests.kb.factors.conftest import NOW

LATER = NOW + timedelta(minutes=1)
LONG = "x" * MAX_CREDENTIAL


@pytest.fixture
def bob(database: Engine) -> Account:
    with database.begin() as connection:
        return accounts.add(connection, NOW, "bob@example.com", "Bob", Role.STAFF)


def add(database: Engine, account: Account, credential: str, name: str = "Phone") -> bool:
    made = NewCredential(credential, b"\x00\xffkey", 2**32)
    with database.begin() as connection:
        return passkeys.add(connection, NOW, account.id, f"handle-{account.id}", name, made)


def test_a_passkey_is_read_as_it_was_kept_and_is_one_persons(database: Engine, ann: Account, bob: Account) -> None:
    assert add(database, ann, LONG, "هاتف")
    assert not add(database, bob, LONG), "somebody has it already"
    assert add(database, bob, LONG[:-1] + "y")
    with database.connect() as connection:
        [mine] = passkeys.of_account(connection, ann.id)
        assert passkeys.find(connection, LONG) == mine
        assert passkeys.owners(connection) == {ann.id, bob.id}
    assert (mine.name, mine.public_key, mine.sign_count, mine.made_at) == ("هاتف", b"\x00\xffkey", 2**32, NOW)


def test_a_signature_counts_once_also_if_it_is_sent_twice_at_the_same_time(database: Engine, ann: Account) -> None:
    add(database, ann, "id")
    with database.connect() as connection:
        seen = passkeys.find(connection, "id")
    assert seen

    def note(_: int) -> bool:
        with database.begin() as connection:
            return passkeys.note_use(connection, LATER, seen, 2**32 + 1)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(note, range(2))) == [False, True]
    with database.connect() as connection:
        now = passkeys.find(connection, "id")
    assert now
    assert (now.sign_count, now.used_at) == (2**32 + 1, LATER)


def test_an_account_has_so_many_passkeys_and_nobody_removes_anothers(
    database: Engine, ann: Account, bob: Account
) -> None:
    added = [add(database, ann, f"id-{number}") for number in range(MOST + 1)]
    assert added == [True] * MOST + [False]
    with database.begin() as connection:
        first = passkeys.of_account(connection, ann.id)[0]
        assert passkeys.remove(connection, bob.id, first.id) is None
        assert passkeys.remove(connection, ann.id, first.id) == "Phone"
        assert passkeys.remove_all(connection, ann.id) == MOST - 1
        assert passkeys.owners(connection) == frozenset()
