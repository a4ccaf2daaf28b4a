"""What all that is done with accounts stands on: a database, a clock, one transaction an act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from kb.accounts import accounts, audit_log, private_addresses, sessions
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Person, Role
from kb.storage.database import naive_utc


class Acts:
    """Acts on ``database`` at the time of ``clock``."""

    def __init__(self, database: Engine, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def _now(self) -> datetime:
        """UTC without a zone, as the database keeps it."""
        return naive_utc(self._clock())

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, datetime]]:
        with self._database.begin() as connection:
            yield connection, self._now()


def note_entry(connection: Connection, now: datetime, account: Account, **how: str) -> None:
    """Note that ``account`` signed in, and ``how`` where it was not by a password here."""
    accounts.note_sign_in(connection, account.id, now)
    audit_log.record(connection, now, AuditEvent.SIGNED_IN, account.person, account.email, **how)


def change_role(connection: Connection, now: datetime, by: Person, account: Account, role: Role) -> None:
    """Give ``account`` another role; its sessions end.

    Raises:
        AccountError: it is the last administrator's.

    """
    accounts.set_role(connection, account, role)
    sessions.end_all(connection, account.id)
    private_addresses.forget(connection, account.id)
    change = {"before": account.role.name.lower(), "after": role.name.lower()}
    audit_log.record(connection, now, AuditEvent.ROLE_CHANGED, by, account.email, **change)
