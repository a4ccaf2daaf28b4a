"""What somebody does about the second factor of their own account, each act with its line in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import Connection, Engine

from kb.account_services.proving import Proving
from kb.accounts import accounts, audit_log, sessions, sign_in_limit
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import digest
from kb.core.roles import Person
from kb.factors import authenticators, recovery_codes, totp
from kb.factors.authenticators import Authenticator
from kb.factors.checking import has_factor, use_app_code, use_code
from kb.factors.having import FactorState, state_of
from kb.factors.sealing import BrokenSealError, Sealing

FRESH = timedelta(minutes=10)
"""So long after a sign-in nobody is asked again who they are before they add a factor."""


class SecondFactors(Proving):
    """The second factors of all accounts; one for a site, used by all its threads."""

    def __init__(self, database: Engine, clock: Callable[[], datetime], sealing: Sealing) -> None:
        super().__init__(database, clock)
        self._sealing = sealing

    def state(self, person: Person) -> FactorState:
        """What ``person`` has."""
        with self._database.connect() as connection:
            return state_of(connection, person.account or 0)

    def has_password(self, person: Person) -> bool:
        """Whether ``person`` can sign in by a password here; nobody else needs a second factor."""
        with self._database.connect() as connection:
            account = accounts.by_id(connection, person.account or 0)
            return account is not None and account.password_hash is not None

    def is_fresh(self, key: str) -> bool:
        """Whether the session ``key`` began a little while ago."""
        with self._database.connect() as connection:
            begun = sessions.begun_at(connection, key)
        return begun is not None and abs(self._now() - begun) <= FRESH  # by another machine it may be later than now

    def proves(self, person: Person, typed: str, address: str | None, key: str) -> bool:
        """Whether what ``person``, signed in by ``key``, typed is their password or a code of their app.

        Raises:
            TooManyTriesError: it is too early to try again.

        """
        number, digits = person.account or 0, "".join(typed[: totp.DIGITS * 2].split())
        if len(digits) != totp.DIGITS or not digits.isdecimal():  # no password is as short
            return self._proven(person.email, typed, address, "", key) is not None
        subject = sign_in_limit.device_subject(key, number)
        with self._writing() as (connection, now):
            sign_in_limit.count_try(connection, now, subject)
        with self._writing() as (connection, now):
            right = bool(use_code(connection, now, self._sealing, number, digits))
            if right:
                sign_in_limit.start_anew(connection, subject)
            return right

    # The app

    def begin_app(self, person: Person) -> str:
        """Make the secret of an app that is to be confirmed; nothing changes where one was already.

        Returns the mark by which the browser that began shows and confirms it. No other does: whoever knows the
        password could read the secret there, and have the factor as well once its owner confirmed it.
        """
        number = person.account or 0
        with self._writing() as (connection, _):
            sealed = self._sealing.seal(totp.new_secret(), number)
            return digest(sealed) if authenticators.begin(connection, number, sealed) else ""

    def unconfirmed_secret(self, person: Person, mark: str) -> str | None:
        """The secret of the app that is to be confirmed; None where none was begun with ``mark``."""
        number = person.account or 0
        with self._database.connect() as connection:
            found = _begun(connection, number, mark)
        if found is None:
            return None
        try:
            return self._sealing.open(found.sealed, number)
        except BrokenSealError:
            return None

    def confirm_app(self, person: Person, typed: str, mark: str) -> list[str] | None:
        """Ask for codes of the app that was begun with ``mark`` from now on, if ``typed`` is one: new recovery codes,
        to be shown once; None where it is not.

        Raises:
            TooManyTriesError: it is too early to try again.

        """
        number, code = person.account or 0, "".join(typed.split())
        subject = sign_in_limit.code_subject(number)
        with self._writing() as (connection, now):
            sign_in_limit.count_try(connection, now, subject)
        with self._writing() as (connection, now):
            latin = f"{int(code):0{totp.DIGITS}}" if len(code) == totp.DIGITS and code.isdecimal() else ""
            found = _begun(connection, number, mark)
            if found is None or not latin:
                return None
            if not use_app_code(connection, now, self._sealing, number, latin, confirming=True):
                return None
            if not authenticators.confirm(connection, now, number, found.sealed):
                return None
            sign_in_limit.start_anew(connection, subject)
            audit_log.record(connection, now, AuditEvent.FACTOR_ADDED, person, person.email, factor="app")
            return recovery_codes.make(connection, number)

    def remove_app(self, person: Person) -> bool:
        """Ask for codes no more; whether they were asked for. Without another factor the recovery codes go too."""
        number = person.account or 0
        with self._writing() as (connection, now):
            removed = authenticators.remove(connection, number)
            if removed:
                audit_log.record(connection, now, AuditEvent.FACTOR_REMOVED, person, person.email, factor="app")
            if not has_factor(connection, number):
                recovery_codes.remove(connection, number)
            return removed

    def new_codes(self, person: Person) -> list[str] | None:
        """New recovery codes, to be shown once; None where there is no factor that they could stand for."""
        number = person.account or 0
        with self._writing() as (connection, now):
            if not has_factor(connection, number):
                return None
            audit_log.record(connection, now, AuditEvent.CODES_MADE, person, person.email)
            return recovery_codes.make(connection, number)


def _begun(connection: Connection, account: int, mark: str) -> Authenticator | None:
    found = authenticators.find(connection, account)
    if found is None or found.confirmed_at is not None or not compare_digest(digest(found.sealed), mark):
        return None
    return found
