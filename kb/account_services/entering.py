"""Coming in by a password, and going: what a right password gives, the session, the browsers that are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from kb.account_services.proving import Proving
from kb.account_services.transaction import note_entry
from kb.accounts import accounts, audit_log, known_browsers, sessions
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Person, Role
from kb.factors import half_sign_ins
from kb.factors.checking import has_factor
from kb.storage.database import AWAY


@dataclass(frozen=True)
class Admission:
    """What a right password gives: the key of a session or, where a second factor is asked for or has to be set up,
    the secret of a sign-in half done. One of the two is empty.
    """

    key: str = field(default="", repr=False)
    half: str = field(default="", repr=False)


class Entering(Proving):
    """Acts of those who sign in and out; from the role ``factor_from`` on everybody needs a second factor."""

    def __init__(self, database: Engine, clock: Callable[[], datetime], factor_from: Role | None = None) -> None:
        super().__init__(database, clock)
        self._factor_from = factor_from

    def sign_in(self, email: str, password: str, address: str | None, keep: bool, device: str = "") -> Admission | None:
        """Let somebody in; None where the address or the password is wrong, in the same time for all.

        ``device`` is what ``know_browser`` gave this browser, where it was here before.

        Raises:
            TooManyTriesError: it is too early to try again.

        """
        account = self._proven(email, password, address, device)
        with self._writing() as (connection, now):
            if account is None:
                known = accounts.find(connection, email)  # what is no account might be a password in the wrong field
                about = known.email if known else "unknown account"
                audit_log.record(connection, now, AuditEvent.SIGN_IN_FAILED, Person(), about)
                return None
            return self._admit(connection, now, account, keep)

    def _admit(
        self, connection: Connection, now: datetime, proven: Account, keep: bool, **how: str
    ) -> Admission | None:
        """What whoever proved to be the owner of an account gets; ``how``, where it was not by the password.

        The account is read again: hashing a password takes so long that it may have been disabled meanwhile, or have
        a role that needs more. None where it lets nobody in any more.
        """
        account = accounts.by_id(connection, proven.id)
        if account is None or account.disabled:
            return None
        needs_one = self._factor_from is not None and account.role >= self._factor_from
        if needs_one or has_factor(connection, account.id):
            return Admission(half=half_sign_ins.begin(connection, now, account.id, keep))
        note_entry(connection, now, account, **how)
        return Admission(key=sessions.begin(connection, now, account.id, keep))

    def know_browser(self, person: Person, before: str) -> str:
        """The new secret of a browser in which ``person`` just proved who they are; ``before`` is the one it had."""
        with self._writing() as (connection, now):
            return known_browsers.renew(connection, now, before, person.account or 0)

    def of_session(self, key: str) -> Person | None:
        """Who is signed in by the session ``key``."""
        try:
            with self._writing() as (connection, now):
                account = sessions.find(connection, now, key)
        except AWAY:  # who is signed in stays so while it is locked or full
            with self._database.connect() as connection:
                account = sessions.find(connection, self._now(), key, note=False)
        return account.person if account else None

    def sign_out(self, person: Person, key: str) -> None:
        """End one session."""
        with self._writing() as (connection, now):
            sessions.end(connection, key)
            audit_log.record(connection, now, AuditEvent.SIGNED_OUT, person, person.email)

    def sign_out_everywhere(self, person: Person, by: Person | None = None) -> None:
        """End all their sessions, ``by`` somebody else where that is given; the browsers they used are not known any
        more.
        """
        with self._writing() as (connection, now):
            half_sign_ins.end_all(connection, person.account or 0)  # first: its code would begin another session
            sessions.end_all(connection, person.account or 0)
            known_browsers.forget_all(connection, person.account or 0)
            audit_log.record(connection, now, AuditEvent.SIGNED_OUT_EVERYWHERE, by or person, person.email)
