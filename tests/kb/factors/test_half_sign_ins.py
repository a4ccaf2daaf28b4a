"""A sign-in half done ends by time, by wrong codes, by being done, and with its account."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from kb.accounts import accounts
from kb.accounts.accounts import Account
from kb.core.roles import Role
from kb.factors import authenticators, half_sign_ins
from tests.kb.factors.conftest import NOW


def test_it_ends_after_ten_minutes_five_wrong_codes_or_once(database: Engine, ann: Account) -> None:
    with database.begin() as connection:
        authenticators.begin(connection, ann.id, "sealed")
        assert authenticators.confirm(connection, NOW, ann.id, "sealed")
        secret = half_sign_ins.begin(connection, NOW, ann.id, True)
        found = half_sign_ins.find(connection, NOW + timedelta(minutes=9), secret)
        assert found == half_sign_ins.HalfDone(ann, True, sets_up=False)
        assert half_sign_ins.find(connection, NOW + half_sign_ins.VALID, secret) is None
        for _ in range(4):
            half_sign_ins.count_wrong(connection, secret)
        assert half_sign_ins.find(connection, NOW, secret)
        half_sign_ins.count_wrong(connection, secret)
        assert half_sign_ins.find(connection, NOW, secret) is None
        again = half_sign_ins.begin(connection, NOW, ann.id, False)
        assert [half_sign_ins.end(connection, again) for _ in range(2)] == [True, False]


def test_a_disabled_account_finishes_none(database: Engine, ann: Account) -> None:
    with database.begin() as connection:
        accounts.add(connection, NOW, "boss@example.com", "Boss", Role.ADMIN)
        secret = half_sign_ins.begin(connection, NOW, ann.id, False)
        accounts.disable(connection, ann)
        assert half_sign_ins.find(connection, NOW, secret) is None
