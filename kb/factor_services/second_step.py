"""The second step of signing in: whoever is half signed in shows their second factor.

Tries are counted for the sign-in, which is over after five, and for the account, since whoever knows the password can
begin as many as they like. A browser in which the account signed in before has tries of its own, as for passwords.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from kb.account_services.transaction import Acts, note_entry
from kb.accounts import audit_log, known_browsers, sessions, sign_in_limit
from kb.accounts.audit_log import AuditEvent
from kb.accounts.sign_in_limit import Subject
from kb.core.roles import Person
from kb.factors import half_sign_ins
from kb.factors.checking import use_code
from kb.factors.half_sign_ins import HalfDone
from kb.factors.sealing import Sealing


class Entered(NamedTuple):
    """The key of a new session, and whether it will last."""

    key: str
    keep: bool


class SecondStep(Acts):
    """The second step of all sign-ins; one for a site, used by all its threads."""

    def __init__(self, database: Engine, clock: Callable[[], datetime], sealing: Sealing) -> None:
        super().__init__(database, clock)
        self._sealing = sealing

    def waiting(self, half: str) -> HalfDone | None:
        """Who is half signed in by the secret ``half``; None where that is over."""
        with self._database.connect() as connection:
            return half_sign_ins.find(connection, self._now(), half)

    def enter_by_code(self, half: str, typed: str, device: str) -> Entered | None:
        """A new session; None where the code is wrong or the sign-in over. Whoever sends the code that
        finished it once more, within seconds, gets one as well.

        Raises:
            TooManyTriesError: it is too early to try again.

        """
        with self._writing() as (connection, now):
            waiting = half_sign_ins.find(connection, now, half)
            if waiting is None:
                return _sent_twice(connection, now, half, typed)
            subject = _subject(connection, now, waiting.account.id, device)
            sign_in_limit.count_try(connection, now, subject)
        account = waiting.account
        with self._writing() as (connection, now):
            how = use_code(connection, now, self._sealing, account.id, typed)
            if how and half_sign_ins.enter(connection, now, half, typed):
                sign_in_limit.start_anew(connection, subject)
                note_entry(connection, now, account, second_factor=how)
                return Entered(sessions.begin(connection, now, account.id, waiting.keep), waiting.keep)
            if again := _sent_twice(connection, now, half, typed):
                return again
            half_sign_ins.count_wrong(connection, half)
            details = {"second_factor": "wrong code"}
            audit_log.record(connection, now, AuditEvent.SIGN_IN_FAILED, Person(), account.email, **details)
            return None

    def finish(self, half: str) -> str | None:
        """The key of a new session of who had to set up a factor and just did; None where they did not."""
        with self._writing() as (connection, now):
            waiting = half_sign_ins.find(connection, now, half)
            if waiting is None or waiting.sets_up or not half_sign_ins.end(connection, half):
                return None
            note_entry(connection, now, waiting.account, second_factor="set up")
            return sessions.begin(connection, now, waiting.account.id, waiting.keep)


def _sent_twice(connection: Connection, now: datetime, half: str, typed: str) -> Entered | None:
    """A new session of who is signed in by this very code already."""
    done = half_sign_ins.entered(connection, now, half, typed)
    if done is None:
        return None
    note_entry(connection, now, done.account, second_factor="sent twice")
    return Entered(sessions.begin(connection, now, done.account.id, done.keep), done.keep)


def _subject(connection: Connection, now: datetime, account: int, device: str) -> Subject:
    if known_browsers.is_known(connection, now, device, account):
        return sign_in_limit.device_code_subject(device, account)
    return sign_in_limit.code_subject(account)
