"""What is done with API tokens, each with its line in the audit log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from kb.account_services.transaction import Acts
from kb.accounts import accounts, audit_log, tokens
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import IssuedToken, Scope
from kb.core.roles import Person
from kb.storage.database import AWAY


class Tokens(Acts):
    """The API tokens of all accounts; one for a site, used by all its threads."""

    def make(self, person: Person, name: str, scopes: Collection[Scope], days: int) -> str:
        """A new token that is good for ``days``; it cannot be shown again."""
        with self._writing() as (connection, now):
            until = now + timedelta(days=days)
            made: dict[str, str | list[str]] = {"name": name, "scopes": sorted(map(str, scopes))}
            made["until"] = until.date().isoformat()
            audit_log.record(connection, now, AuditEvent.TOKEN_MADE, person, person.email, **made)
            return tokens.make(connection, now, person.account or 0, name, scopes, until)

    def of_person(self, person: Person) -> list[IssuedToken]:
        """Their tokens that are valid."""
        with self._database.connect() as connection:
            return tokens.of_account(connection, self._now(), person.account or 0)

    def revoke(self, person: Person, number: int, by: Person | None = None) -> bool:
        """Make one of their tokens worthless, ``by`` somebody else where that is given; False where they have no such
        valid one.
        """
        with self._writing() as (connection, now):
            name = tokens.revoke(connection, now, person.account or 0, number)
            if name is not None:
                audit_log.record(connection, now, AuditEvent.TOKEN_REVOKED, by or person, person.email, name=name)
            return name is not None

    def find(self, secret: str) -> tuple[Person, IssuedToken] | None:
        """Who asks by a token, with what they may do by it."""
        try:
            with self._writing() as (connection, now):
                return _known(connection, now, secret, note=True)
        except AWAY:  # programs that only read go on while it is locked or full, or only a standby is there
            with self._database.connect() as connection:
                return _known(connection, self._now(), secret, note=False)


def _known(connection: Connection, now: datetime, secret: str, *, note: bool) -> tuple[Person, IssuedToken] | None:
    """Whose token ``secret`` is, and what it is; ``note`` that it was used now."""
    token = tokens.find(connection, now, secret)
    account = accounts.by_id(connection, token.account) if token else None
    if token is None or account is None:
        return None
    if note:
        tokens.note_use(connection, now, token)
    return replace(account.person, limited_to=token.actions, token=token.id, program=token.name), token
