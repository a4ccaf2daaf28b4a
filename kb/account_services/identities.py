"""What happens when somebody comes in whom an identity provider, or a proxy in front, has signed in.

The provider says who they are and the mapping what they may, at each entry anew. An account that is here already
becomes theirs only where the provider vouches for the e-mail address, and only if nobody else whom it knows has that
account (docs/decisions/0010-single-sign-on.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from kb.account_services.endings import end_access
from kb.account_services.transaction import Acts, change_role, note_entry
from kb.accounts import accounts, audit_log, identities, sessions
from kb.accounts.accounts import Account, AccountError
from kb.accounts.audit_log import AuditEvent
from kb.core.errors import KbError
from kb.core.roles import Person, Role

logger = logging.getLogger(__name__)

SINGLE_SIGN_ON = Person(Role.ADMIN, "single sign-on")


class SignInRefusal(StrEnum):
    """Why somebody does not come in."""

    NO_ROLE = "no-role"
    NO_ADDRESS = "no-address"
    TAKEN = "taken"
    DISABLED = "disabled"


class NotAdmittedError(KbError):
    """Somebody is who they say, and does not come in all the same."""

    def __init__(self, refusal: SignInRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is to ``issuer``, and what the mapping makes of them; ``role`` is None where nothing fits."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    role: Role | None


class Identities(Acts):
    """People signed in elsewhere; one for a site, used by all its threads."""

    def __init__(self, database: Engine, clock: Callable[[], datetime]) -> None:
        super().__init__(database, clock)
        self._kept: set[int] = set()

    def enter(self, identity: Identity) -> str:
        """The key of a new session.

        Raises:
            NotAdmittedError: they have no role, no address, a disabled account, or one that is somebody else's.

        """
        with self._writing() as (connection, now):
            found = self._admit(connection, now, identity, "oidc")
            if isinstance(found, Account):
                note_entry(connection, now, found, how="oidc")
                return sessions.begin(connection, now, found.id, keep=False)
        raise NotAdmittedError(found)

    def at_the_door(self, identity: Identity) -> Person | None:
        """Who a request at a trusted proxy comes from; None where they are not admitted.

        Only reads, unless something changed or they were away for as long as a session may rest.
        """
        if identity.role is None:
            return None
        with self._database.connect() as connection:
            known = identities.find(connection, identity.issuer, identity.subject)
        if known and self._is_as_before(known, identity):
            return None if known.disabled else known.person
        with self._writing() as (connection, now):
            found = self._admit(connection, now, identity, "proxy")
            if not isinstance(found, Account):
                return None
            if _was_away(found, now):
                note_entry(connection, now, found, how="proxy")
            return found.person

    def unlink(self, by: Person, email: str) -> int:
        """Let whoever comes next with the verified address of an account have it; how many identities it had.

        Raises:
            AccountError: there is no such account.

        """
        with self._writing() as (connection, now):
            account = accounts.get(connection, email)
            count = identities.unlink(connection, account.id)
            ended = end_access(connection, now, account)
            audit_log.record(connection, now, AuditEvent.UNLINKED, by, account.email, identities=count, **ended)
            return count

    def _is_as_before(self, known: Account, identity: Identity) -> bool:
        same_role = known.role == identity.role or known.id in self._kept
        return known.disabled or (same_role and not _was_away(known, self._now()))

    def _admit(self, connection: Connection, now: datetime, identity: Identity, how: str) -> Account | SignInRefusal:
        known = identities.find(connection, identity.issuer, identity.subject)
        found = self._account(connection, now, identity, known)
        if isinstance(found, Account):
            return found
        if known:
            end_access(connection, now, known)
        if how == "oidc":  # at a proxy it would be a line for every request
            details = {"how": how, "why": str(found)}
            audit_log.record(connection, now, AuditEvent.SIGN_IN_FAILED, SINGLE_SIGN_ON, identity.email, **details)
        return found

    def _account(
        self, connection: Connection, now: datetime, identity: Identity, known: Account | None
    ) -> Account | SignInRefusal:
        if identity.role is None:
            return SignInRefusal.NO_ROLE
        found = known or _first_entry(connection, now, identity, identity.role)
        if isinstance(found, SignInRefusal):
            return found
        if found.disabled:
            return SignInRefusal.DISABLED
        return self._with_role(connection, now, found, identity.role)

    def _with_role(self, connection: Connection, now: datetime, account: Account, role: Role) -> Account:
        if account.role == role:
            self._kept.discard(account.id)
            return account
        try:
            change_role(connection, now, SINGLE_SIGN_ON, account, role)
        except AccountError as error:
            if account.id not in self._kept:
                logger.warning("single sign-on leaves a role as it is: %s", error)
            self._kept.add(account.id)
            return account
        return replace(account, role=role)


def _first_entry(connection: Connection, now: datetime, identity: Identity, role: Role) -> Account | SignInRefusal:
    """The account that is theirs by the address, else a new one."""
    account = accounts.find(connection, identity.email)
    if account is None:
        try:
            return _new_account(connection, now, identity, role)
        except AccountError:  # another request of theirs may have been first
            return identities.find(connection, identity.issuer, identity.subject) or SignInRefusal.NO_ADDRESS
    if not identity.email_verified or identities.is_linked(connection, identity.issuer, account.id):
        return identities.find(connection, identity.issuer, identity.subject) or SignInRefusal.TAKEN
    identities.link(connection, identity.issuer, identity.subject, account.id)
    return account


def _new_account(connection: Connection, now: datetime, identity: Identity, role: Role) -> Account:
    """An account with its identity. The savepoint is around both: on SQLite the end of the outermost one commits, and
    nobody may see the one without the other.
    """
    with connection.begin_nested():
        account = accounts.add(connection, now, identity.email, identity.name, role)
        identities.link(connection, identity.issuer, identity.subject, account.id)
        added = {"role": role.name.lower(), "how": identity.issuer}
        audit_log.record(connection, now, AuditEvent.ACCOUNT_ADDED, SINGLE_SIGN_ON, account.email, **added)
        return account


def _was_away(account: Account, now: datetime) -> bool:
    return account.signed_in_at is None or now - account.signed_in_at > sessions.IDLE
