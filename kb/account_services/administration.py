"""What administrators do with the accounts of others, and what they see of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kb.account_services.transaction import Acts
from kb.accounts import accounts, audit_log, known_browsers, one_time_links, sessions, tokens
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent, AuditPart, LoggedEvent
from kb.accounts.tokens import IssuedToken
from kb.core.roles import Person, Role
from kb.factors import authenticators, half_sign_ins, passkeys, recovery_codes
from kb.factors.checking import has_factor
from kb.factors.having import FactorState, state_of


@dataclass(frozen=True)
class Colleague:
    """An account with when it was seen last: in a session, else when it signed in; None where it never was."""

    account: Account
    seen_at: datetime | None


class Administration(Acts):
    """The administrators' acts and lists; one for a site, used by all its threads."""

    def people(self) -> list[Colleague]:
        """All accounts, in the order of their names."""
        with self._database.connect() as connection:
            seen, known = sessions.last_seen(connection), accounts.everyone(connection)
        found = [Colleague(one, max(filter(None, (seen.get(one.id), one.signed_in_at)), default=None)) for one in known]
        return sorted(found, key=lambda one: (one.account.name.casefold(), one.account.email))

    def find(self, number: int) -> Account | None:
        """The account with this number."""
        with self._database.connect() as connection:
            return accounts.by_id(connection, number)

    def sessions_of(self, account: Account) -> int:
        """In how many browsers they are signed in."""
        with self._database.connect() as connection:
            return sessions.count_valid(connection, self._now(), account.id)

    def invite(self, by: Person, email: str, name: str, role: Role) -> tuple[Account, str]:
        """Make an account, and the secret of the link by which its owner chooses a password.

        Raises:
            AccountError: there is one with this address, or it is no address.

        """
        with self._writing() as (connection, now):
            account = accounts.add(connection, now, email, name, role)
            audit_log.record(connection, now, AuditEvent.ACCOUNT_ADDED, by, account.email, role=role.name.lower())
            audit_log.record(connection, now, AuditEvent.LINK_MADE, by, account.email)
            return account, one_time_links.make(connection, now, account.id)

    def tokens(self) -> list[tuple[IssuedToken, Account]]:
        """All tokens that are valid, each with whose it is, newest first."""
        with self._database.connect() as connection:
            known = {account.id: account for account in accounts.everyone(connection)}
            return [(token, known[token.account]) for token in tokens.of_everybody(connection, self._now())]

    # Second factors

    def factors(self, account: Account) -> FactorState:
        """What they show beside their password."""
        with self._database.connect() as connection:
            return state_of(connection, account.id)

    def remove_factors(self, by: Person, account: Account) -> bool:
        """Take all second factors of somebody away and end their sessions, so that they sign in anew; False where they
        had none.
        """
        with self._writing() as (connection, now):
            if not has_factor(connection, account.id):
                return False
            authenticators.remove(connection, account.id)
            recovery_codes.remove(connection, account.id)
            count = passkeys.remove_all(connection, account.id)
            half_sign_ins.end_all(connection, account.id)
            sessions.end_all(connection, account.id)
            known_browsers.forget_all(connection, account.id)
            audit_log.record(connection, now, AuditEvent.FACTOR_TAKEN, by, account.email, passkeys=count)
            return True

    # The audit log

    def log(self, part: AuditPart, limit: int, offset: int = 0) -> list[LoggedEvent]:
        """The last entries of ``part``, newest first."""
        with self._database.connect() as connection:
            return audit_log.newest(connection, limit, part, offset)

    def count_log(self, part: AuditPart) -> int:
        """How many entries ``part`` has."""
        with self._database.connect() as connection:
            return audit_log.count(connection, part)

    def names_in_log(self) -> list[str]:
        """Everybody who did something."""
        with self._database.connect() as connection:
            return audit_log.names(connection)
