"""Whether the clock of this machine is that of the others: it is held against the clock of the database they share.

Readers notice nothing of a clock that is off. Codes of authenticator apps are refused, and what is planned goes public
early or late, on that machine alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from kb.core.clock import Clock

ALLOWED = timedelta(seconds=10)
"""Codes of apps, which are the most particular, bear half a minute."""


def clock_trouble(database: Engine, clock: Clock) -> str:
    """How far the clock is off, in a line for the operator; empty where it is right, or nobody can tell."""
    if database.dialect.name != "postgresql":
        return ""  # a file of this machine has no clock of its own
    try:
        with database.connect() as connection:
            before = clock()
            theirs: datetime | None = connection.scalar(text("SELECT clock_timestamp()"))
            after = clock()
    except SQLAlchemyError:
        return ""  # others tell that it is away
    assert theirs is not None
    off = max(before - theirs, theirs - after)  # what the answer took is in one of them
    if off <= ALLOWED:
        return ""
    seconds, where = round(off.total_seconds()), "ahead of" if before > theirs else "behind"
    effect = "early" if before > theirs else "late"
    return (
        f"the clock of this machine is {seconds} seconds {where} that of the database: codes of authenticator apps are "
        f"refused here, and articles planned for a time go public {effect}. Have both set by NTP, and restart"
    )
