"""Accounts over a real database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.account_services.tokens import Tokens
from kb.accounts import accounts
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.clock import Clock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def known(database: Engine, clock: Clock) -> Accounts:
    return Accounts(database, clock)


@pytest.fixture
def api_tokens(database: Engine, clock: Clock) -> Tokens:
    return Tokens(database, clock)


def add(known: Accounts, email: str = "ann@example.com", role: Role = Role.STAFF) -> accounts.Account:
    """An account that needs no password, which would take its time."""
    return known.add(AT_THE_COMMAND_LINE, email, "Ann", role)
