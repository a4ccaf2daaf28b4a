"""The time by which machines that share a database go: that of the database, whatever their own clocks say.

What one machine writes for another to compare (until when a link counts, who has claimed a message, when an article
goes public) is compared by one clock so. It is asked for its time once a minute, not at each request; in between
seconds are counted, so that neither a database that is away nor somebody who sets the machine's clock changes anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine, NullPool, text
from sqlalchemy.exc import SQLAlchemyError

from kb.core.clock import Clock, utc_now
from kb.storage.background import Repeating
from kb.storage.database import open_engine

ALLOWED = timedelta(seconds=10)
"""Clocks that are kept by NTP are closer."""
SECONDS_BETWEEN = 60.0
_OFF = (
    "the clock of this machine is {seconds} seconds {where} that of the database, which counts. Have both set by NTP: "
    "where the database's is wrong, codes of authenticator apps are refused and planned articles come early or late"
)


class _Heard(NamedTuple):
    """The time that it was when ``timer`` gave ``seconds``."""

    at: datetime
    seconds: float


class SharedClock(Repeating):
    """The time of ``database``, a :data:`Clock`; that of ``own`` as long as it has never answered. ``timer`` gives
    seconds that nobody sets. It is asked when this is made, and again and again once started.
    """

    def __init__(self, database: Engine, own: Clock = utc_now, timer: Callable[[], float] = time.monotonic) -> None:
        super().__init__("shared-clock", self.look, SECONDS_BETWEEN)
        self._database, self._own, self._timer = database, own, timer
        self._heard: _Heard | None = None
        self.trouble = ""
        """How far the machine's clock is off, in a line for the operator; empty where it is right, or nobody knows."""
        self.look()

    def __call__(self) -> datetime:
        """The time now."""
        heard = self._heard
        return self._own() if heard is None else heard.at + timedelta(seconds=self._timer() - heard.seconds)

    def close(self) -> None:
        """Ask no more; what was heard last is counted on."""
        super().close()
        self._database.dispose()

    def look(self) -> None:
        """Ask the database for its time; while it does not answer, what it said before is counted on."""
        try:
            with self._database.connect() as connection:
                before, began = self._own(), self._timer()
                theirs: datetime | None = connection.scalar(text("SELECT clock_timestamp()"))
                after, ended = self._own(), self._timer()
        except SQLAlchemyError:
            return  # others tell that it is away
        assert theirs is not None
        took = timedelta(seconds=ended - began)  # somewhen in it that was the time
        heard = self._heard
        if heard is None or not theirs <= heard.at + timedelta(seconds=ended - heard.seconds) <= theirs + took:
            self._heard = _Heard((theirs + took / 2).astimezone(UTC), ended)
        off = max(before - theirs, theirs - after)
        seconds, where = round(off.total_seconds()), "ahead of" if before > theirs else "behind"
        self.trouble = "" if off <= ALLOWED else _OFF.format(seconds=seconds, where=where)


def clock_of(database: Engine) -> Clock:
    """The clock by which all go that share ``database``: that of this machine where it is a file of this machine."""
    return SharedClock(database) if database.dialect.name == "postgresql" else utc_now


def clock_at(url: str) -> Clock:
    """The same of the database at ``url``, over a connection of its own; that of this machine where it is no address:
    whoever opens it to write says what is wrong.
    """
    try:
        return clock_of(open_engine(url, poolclass=NullPool))
    except (SQLAlchemyError, ValueError, ImportError):
        return utc_now


def clock_trouble(clock: Clock) -> str:
    """How far the clock of this machine is off; empty where it is right, or there is no other to compare."""
    return clock.trouble if isinstance(clock, SharedClock) else ""
