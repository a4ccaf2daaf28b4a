"""Sessions: when they end, and what the database knows of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, inspect, text

from kb.account_services.accounts import Accounts
from kb.account_services.tokens import Tokens
from kb.accounts import accounts, sessions
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, READER, Role
from tests.kb.accounts.conftest import NOW
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestSessions:
    def test_a_session_ends_after_twelve_idle_hours_unless_it_is_kept(self, database: Engine) -> None:
        with database.begin() as connection:
            number = accounts.add(connection, NOW, "a@b", "A", Role.STAFF).id
            short, kept = (sessions.begin(connection, NOW, number, keep) for keep in (False, True))
            later = NOW + timedelta(hours=11)
            assert sessions.find(connection, later, short)
            assert sessions.find(connection, later + timedelta(hours=11), short), "it was used in between"
            much_later = NOW + timedelta(days=3)
            assert not sessions.find(connection, much_later, short)
            assert sessions.find(connection, much_later, kept)
            assert not sessions.find(connection, NOW + sessions.LONGEST, kept)

    def test_a_clock_that_goes_back_ends_no_session(self, database: Engine) -> None:
        with database.begin() as connection:
            number = accounts.add(connection, NOW, "a@b", "A", Role.STAFF).id
            key = sessions.begin(connection, NOW, number, False)
            assert sessions.find(connection, NOW - timedelta(days=1), key)
            assert sessions.find(connection, NOW - timedelta(hours=13), key), "it was seen a day before"

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the file itself is looked through
    def test_the_database_holds_no_key_of_a_session_no_token_and_no_link(
        self, known: Accounts, api_tokens: Tokens, database: Engine
    ) -> None:
        made = known.add(AT_THE_COMMAND_LINE, "a@b", "A", Role.STAFF, PASSWORD)
        admitted = known.sign_in("a@b", PASSWORD, None, False)
        assert admitted
        assert admitted.key
        secrets = [
            admitted.key,
            api_tokens.make(made.person, "t", [Scope.SEARCH], 1),
            known.password_link(READER, made),
            PASSWORD,
        ]
        with database.connect() as connection:
            tables = inspect(connection).get_table_names()
            stored = "".join(str(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables)
        assert "a@b" in stored
        assert [secret for secret in secrets if str(secret) in stored] == []
