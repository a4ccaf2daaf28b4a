"""What let somebody in and is over goes, also where nobody signs in any more: then nothing else would clear it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from sqlalchemy import Connection, delete
from sqlalchemy.orm import InstrumentedAttribute

from kb.accounts.known_browsers import AccountDevice
from kb.accounts.one_time_links import OneTimeLink
from kb.accounts.sessions import AccountSession
from kb.accounts.sign_in_limit import FORGOTTEN, SignInTries
from kb.storage.database import Base
from kb.storage.retention import RetentionRule


def retention() -> tuple[RetentionRule, ...]:
    """What ends by itself goes with the day on which it ended; tries to sign in count for a day."""
    return (
        RetentionRule("sessions", 0, ended_before(AccountSession, AccountSession.expires_at)),
        RetentionRule("known browsers", 0, ended_before(AccountDevice, AccountDevice.expires_at)),
        RetentionRule("links that work once", 0, ended_before(OneTimeLink, OneTimeLink.expires_at)),
        RetentionRule("tries to sign in", FORGOTTEN.days, ended_before(SignInTries, SignInTries.tried_at)),
    )


def ended_before(table: type[Base], at: InstrumentedAttribute[datetime]) -> Callable[[Connection, date], None]:
    """What deletes the rows of ``table`` that ended, by ``at``, before a day."""

    def forget(connection: Connection, day: date) -> None:
        connection.execute(delete(table).where(at < datetime.combine(day, time())))

    return forget
