"""Accounts on a real database: their addresses, names, roles, and the last administrator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.accounts import accounts
from kb.accounts.accounts import AccountError
from kb.core.roles import AT_THE_COMMAND_LINE, READER, Role
from tests.clock import Clock
from tests.kb.accounts.conftest import add

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestAccounts:
    def test_an_address_is_one_account_however_it_is_written(self, known: Accounts) -> None:
        add(known, " Ann@Example.COM ")
        assert known.get("ANN@example.com").email == "ann@example.com"
        with pytest.raises(AccountError, match="there is an account for ann@example.com already"):
            add(known, "ann@EXAMPLE.com")

    @pytest.mark.parametrize(
        "email",
        ["", "ann", "@b", "a@", "a@b@c", "a b@c", "a@b\nBcc: x@y", "<a@b>", "a@b,c@d", "a\x1b@b", "a" * 320 + "@b"],
    )
    def test_what_is_no_address_is_refused(self, known: Accounts, email: str) -> None:
        with pytest.raises(AccountError, match="is not an e-mail address"):
            add(known, email)
        assert not known.exist()

    def test_a_name_stays_on_one_line_and_is_cut(self, known: Accounts) -> None:
        made = known.add(AT_THE_COMMAND_LINE, "a@b", "Ann\r\nBcc: x@y\0\x1b[31m" + "n" * 300, Role.STAFF)
        assert made.name.startswith("Ann Bcc: x@y [31mnnn")
        assert len(made.name) == accounts.MAX_NAME

    def test_the_last_administrator_stays_one(self, known: Accounts) -> None:
        add(known, "one@example.com", Role.ADMIN)
        for change in (
            lambda: known.disable(READER, "one@example.com"),
            lambda: known.set_role(READER, "one@example.com", Role.EDITOR),
        ):
            with pytest.raises(AccountError, match="is the last administrator"):
                change()
        add(known, "two@example.com", Role.ADMIN)
        known.disable(READER, "one@example.com")
        with pytest.raises(AccountError, match="is the last administrator"):
            known.disable(READER, "two@example.com")

    def test_of_two_who_disable_each_other_at_the_same_time_one_stays(self, known: Accounts, database: Engine) -> None:
        add(known, "one@example.com", Role.ADMIN)
        two = add(known, "two@example.com", Role.ADMIN)
        with ThreadPoolExecutor(1) as pool:
            with database.begin() as connection:
                accounts.disable(connection, two)
                other = pool.submit(known.disable, READER, "one@example.com")
                wait([other], 0.5)  # it has looked who there is, if it may before the first is done
            with pytest.raises(AccountError, match="is the last administrator"):
                other.result()

    def test_a_disabled_administrator_may_be_demoted(self, known: Accounts) -> None:
        add(known, "one@example.com", Role.ADMIN)
        add(known, "two@example.com", Role.ADMIN)
        known.disable(READER, "one@example.com")
        known.set_role(READER, "one@example.com", Role.STAFF)
        assert known.get("one@example.com").role == Role.STAFF

    def test_who_is_not_there_cannot_be_changed(self, known: Accounts) -> None:
        with pytest.raises(AccountError, match="there is no account for 'nobody@example.com'"):
            known.disable(READER, "nobody@example.com")

    def test_whether_there_are_accounts_is_noticed_when_another_process_makes_one(
        self, known: Accounts, database: Engine, clock: Clock
    ) -> None:
        assert not known.exist()
        add(Accounts(database, clock))
        assert known.exist()
