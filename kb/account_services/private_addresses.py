"""What is done with private addresses, each with its line in the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kb.account_services.transaction import Acts
from kb.accounts import audit_log, private_addresses
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Action, Person

OPENS = frozenset({Action.READ, Action.READ_INTERNAL, Action.READ_TEAMS, Action.REVIEW})


class PrivateAddresses(Acts):
    """The private addresses of all accounts; one for a site, used by all its threads."""

    def make(self, person: Person) -> str:
        """The secret of a new address of ``person``, to be shown once; the one before is over."""
        with self._writing() as (connection, now):
            audit_log.record(connection, now, AuditEvent.ADDRESS_MADE, person, person.email)
            return private_addresses.make(connection, now, person.account or 0)

    def revoke(self, person: Person) -> None:
        """End the address of ``person``, where they have one."""
        with self._writing() as (connection, now):
            if private_addresses.forget(connection, person.account or 0):
                audit_log.record(connection, now, AuditEvent.ADDRESS_REVOKED, person, person.email)

    def made_at(self, person: Person) -> datetime | None:
        """When the address of ``person`` was made; None where they have none."""
        with self._database.connect() as connection:
            return private_addresses.made_at(connection, person.account or 0)

    def find(self, secret: str) -> Person | None:
        """Who asks by an address with ``secret``, with no more than it opens."""
        with self._database.connect() as connection:
            account = private_addresses.find(connection, secret)
        return replace(account.person, limited_to=OPENS) if account else None
