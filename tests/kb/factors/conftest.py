"""An account over a real database, of both kinds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from kb.accounts import accounts
from kb.accounts.accounts import Account
from kb.core.roles import Role

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def ann(database: Engine) -> Account:
    with database.begin() as connection:
        return accounts.add(connection, NOW, "ann@example.com", "Ann", Role.STAFF)
