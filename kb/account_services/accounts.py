"""What is done with accounts, whole: the change, the sessions it ends, and its line in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine

from kb.account_services.endings import end_access
from kb.account_services.entering import Admission, Entering
from kb.account_services.transaction import change_role
from kb.accounts import accounts, audit_log, one_time_links, passwords
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Person, Role
from kb.factors.checking import accounts_with_factor


class Accounts(Entering):
    """Accounts in ``database`` by ``clock``; one for a site, used by all its threads."""

    def __init__(self, database: Engine, clock: Callable[[], datetime], factor_from: Role | None = None) -> None:
        super().__init__(database, clock, factor_from)
        self._exist = False

    def exist(self) -> bool:
        """Whether there is any account; looked up until there is one, since none is ever deleted."""
        if not self._exist:
            with self._database.connect() as connection:
                self._exist = accounts.exist(connection)
        return self._exist

    def everyone(self) -> list[Account]:
        """All accounts."""
        with self._database.connect() as connection:
            return accounts.everyone(connection)

    def with_factor(self) -> frozenset[int]:
        """The numbers of the accounts that have a second factor."""
        with self._database.connect() as connection:
            return accounts_with_factor(connection)

    def admins(self) -> list[Person]:
        """The administrators who can sign in, those who did so last first."""
        found = [account for account in self.everyone() if account.role is Role.ADMIN and not account.disabled]
        return [a.person for a in sorted(found, key=lambda a: a.signed_in_at or a.created_at, reverse=True)]

    def log(self, limit: int) -> list[audit_log.LoggedEvent]:
        """The last entries of the audit log, newest first."""
        with self._database.connect() as connection:
            return audit_log.newest(connection, limit)

    # Accounts

    def add(self, by: Person, email: str, name: str, role: Role, password: str | None = None) -> Account:
        """Make an account; without a password they choose one by a link.

        Raises:
            AccountError: there is one with this address, or it is no address.

        """
        password_hash = passwords.hashed(password) if password is not None else None
        with self._writing() as (connection, now):
            account = accounts.add(connection, now, email, name, role, password_hash)
            audit_log.record(connection, now, AuditEvent.ACCOUNT_ADDED, by, account.email, role=role.name.lower())
            return account

    def get(self, email: str) -> Account:
        """The account with this address.

        Raises:
            AccountError: there is none.

        """
        with self._database.connect() as connection:
            return accounts.get(connection, email)

    def set_role(self, by: Person, email: str, role: Role) -> Account:
        """Give an account another role; they sign in again.

        Raises:
            AccountError: there is no such account, or it is the last administrator's.

        """
        with self._writing() as (connection, now):
            account = accounts.get(connection, email)
            change_role(connection, now, by, account, role)
            return account

    def disable(self, by: Person, email: str) -> Account:
        """Let them in no more, at once; what let them in stays worthless when they are enabled again.

        Raises:
            AccountError: there is no such account, or it is the last administrator's.

        """
        with self._writing() as (connection, now):
            account = accounts.get(connection, email)
            accounts.disable(connection, account)
            ended = end_access(connection, now, account)
            audit_log.record(connection, now, AuditEvent.DISABLED, by, account.email, **ended)
            return account

    def enable(self, by: Person, email: str) -> Account:
        """Let them in again.

        Raises:
            AccountError: there is no such account.

        """
        with self._writing() as (connection, now):
            account = accounts.get(connection, email)
            accounts.enable(connection, account)
            audit_log.record(connection, now, AuditEvent.ENABLED, by, account.email)
            return account

    # Passwords and the links to choose one

    def set_password(self, by: Person, account: Account, password: str, but: str = "") -> None:
        """Replace a password and end all access by the old one, but the session with the key ``but``."""
        password_hash = passwords.hashed(password)
        with self._writing() as (connection, now):
            self._keep_password(connection, now, by, account, password_hash, but)

    def change_password(self, person: Person, old: str, new: str, address: str | None, key: str) -> bool:
        """Replace the password of who is signed in by ``key``, which goes on; False where ``old`` is wrong.

        Raises:
            TooManyTriesError: it is too early to try again.

        """
        account = self._proven(person.email, old, address, "", key or f"account {person.account}")
        if account is None:
            return False
        self.set_password(person, account, new, key)
        return True

    def password_link(self, by: Person, account: Account) -> str:
        """The secret of a link by which the owner of ``account`` chooses a password; all other access ends, for it may
        have been somebody else's.
        """
        with self._writing() as (connection, now):
            ended = end_access(connection, now, account)
            audit_log.record(connection, now, AuditEvent.LINK_MADE, by, account.email, **ended)
            return one_time_links.make(connection, now, account.id)

    def first_link(self) -> str | None:
        """The secret of a link that makes the first administrator; None where there are accounts, which is read: a site
        also begins while nothing can be written.
        """
        if self.exist():
            return None
        with self._writing() as (connection, now):
            return None if accounts.exist(connection) else one_time_links.make(connection, now, one_time_links.FIRST)

    def is_first_link(self, secret: str) -> bool:
        """Whether ``secret`` still makes the first administrator."""
        with self._database.connect() as connection:
            valid = one_time_links.is_valid(connection, self._now(), secret, first=True)
            return valid and not accounts.exist(connection)

    def of_password_link(self, secret: str) -> Account | None:
        """Whose password ``secret`` may still set."""
        with self._database.connect() as connection:
            number = one_time_links.account_of(connection, self._now(), secret)
            found = accounts.by_id(connection, number) if number is not None else None
        return found if found and not found.disabled else None

    def make_first(self, secret: str, email: str, name: str, password: str) -> Admission | None:
        """Use a link to make the first administrator, who is let in; None where it works no more.

        Raises:
            AccountError: it is no address.

        """
        password_hash = passwords.hashed(password)
        with self._writing() as (connection, now):
            if not one_time_links.use(connection, now, secret, first=True) or accounts.exist(connection):
                return None
            account = accounts.add(connection, now, email, name, Role.ADMIN, password_hash)
            audit_log.record(connection, now, AuditEvent.ACCOUNT_ADDED, account.person, account.email, role="admin")
            return self._admit(connection, now, account, keep=False, how="link")

    def use_password_link(self, secret: str, account: Account, password: str) -> Admission | None:
        """Use a link to set the password of ``account``, whose it is. Whoever chose it is let in, since they could sign
        in with it, and no further than that; None where the link works no more.
        """
        password_hash = passwords.hashed(password)
        with self._writing() as (connection, now):
            if not one_time_links.use(connection, now, secret, first=False):
                return None
            self._keep_password(connection, now, account.person, account, password_hash, "")
            return self._admit(connection, now, account, keep=False, how="link")

    def _keep_password(
        self, connection: Connection, now: datetime, by: Person, account: Account, password_hash: str, but: str
    ) -> None:
        accounts.set_password_hash(connection, account.id, password_hash)
        ended = end_access(connection, now, account, but)
        audit_log.record(connection, now, AuditEvent.PASSWORD_SET, by, account.email, **ended)
