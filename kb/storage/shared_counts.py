"""How often something was asked for in a while, by all processes together: what they hold to is in the database.

A request never waits for the database while that is away or slow: it is asked by a thread beside, and whoever has no
answer in time counts in memory alone for a while. Of who asked only a keyed hash is kept, and that until the while is
over.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from queue import Full, Queue

from sqlalchemy import Connection, DateTime, Engine, Integer, String, case, delete, or_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.core.clock import Clock
from kb.storage.database import Base, insert_into, naive_utc, said_by
from kb.storage.retention import RetentionRule

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.25
"""So long a request waits for the database; usually it takes a few milliseconds."""
REST_SECONDS = 10.0
"""So long nobody asks it after it did not answer in time."""
MOST_WAITING = 200
TIDY_SECONDS = 60.0


class SharedCount(Base):
    """How often one has asked for one thing, until a moment after which it begins anew."""

    __tablename__ = "shared_counts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    who: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    count: Mapped[int] = mapped_column(Integer, nullable=False)


@dataclass(frozen=True)
class _Counting:
    name: str
    who: str
    now: datetime
    until: datetime
    answer: Future[int | None]


class SharedCounts:
    """Counts in ``database``; ``key`` is what who asks is hashed with."""

    def __init__(self, database: Engine, clock: Clock, key: bytes, patience: float = PATIENCE_SECONDS) -> None:
        self._database, self._clock, self._key, self._patience = database, clock, key, patience
        self._waiting: Queue[_Counting] = Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._resting_until = self._tidied_at = 0.0

    def count(self, name: str, who: str, until: datetime) -> int | None:
        """One more for ``who``, who begins anew at ``until``: how many there are now, in all processes; None where that
        cannot be told in time.
        """
        if time.monotonic() < self._resting_until:
            return None
        now = naive_utc(self._clock())
        asked = _Counting(name, self._hashed(name, who), now, naive_utc(until), Future())
        try:
            self._begin()
        except RuntimeError as error:  # the machine allows no more threads
            self._rest(str(error))
            return None
        try:
            self._waiting.put_nowait(asked)
            return asked.answer.result(self._patience)
        except (Full, TimeoutError):
            self._rest("it does not answer in time")
            return None

    def _hashed(self, name: str, who: str) -> str:
        return hmac.new(
            self._key, f"count\0{name}\0{who}".encode("utf-8", "surrogatepass"), hashlib.sha256
        ).hexdigest()[:32]

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="shared-counts", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            asked = self._waiting.get()
            try:
                with self._database.begin() as connection:
                    found = take(connection, asked.name, asked.who, asked.now, asked.until)
                    self._tidy(connection, asked.now)
            except SQLAlchemyError as error:
                self._rest(said_by(error))
                found = None
            except Exception:
                logger.exception("what processes count together cannot be counted")
                found = None
            asked.answer.set_result(found)

    def _rest(self, why: str) -> None:
        with self._lock:
            if time.monotonic() >= self._resting_until:
                logger.warning("what processes count together is counted by each for a while: %s", why)
            self._resting_until = time.monotonic() + REST_SECONDS

    def _tidy(self, connection: Connection, now: datetime) -> None:
        if time.monotonic() - self._tidied_at >= TIDY_SECONDS:
            self._tidied_at = time.monotonic()
            connection.execute(delete(SharedCount).where(SharedCount.until < now))


def forget(connection: Connection, today: date) -> None:
    """Delete what was over before ``today``, where nobody has counted since."""
    connection.execute(delete(SharedCount).where(SharedCount.until < datetime.combine(today, time_of_day.min)))


def retention() -> RetentionRule:
    """Nothing stays after the day on which its time was over."""
    return RetentionRule("counts of all processes", 0, forget)


def take(connection: Connection, name: str, who: str, now: datetime, until: datetime) -> int:
    """Count one more, of which there are many at the same time and each gets another number."""
    row = SharedCount
    # One that lasts longer than it may was written by a clock that was ahead, or before ours was put back.
    is_over = or_(row.until <= now, row.until > until + timedelta(seconds=1))
    first = insert_into(connection, row).values(name=name, who=who, until=until, count=1)
    more = {"count": case((is_over, 1), else_=row.count + 1), "until": case((is_over, until), else_=row.until)}
    counted = first.on_conflict_do_update(index_elements=["name", "who"], set_=more)
    return int(connection.scalar(counted.returning(row.count)) or 1)
