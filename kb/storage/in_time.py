"""Reads for pages that must not wait for the database: where it is slow, they go on with what was read before."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from kb.storage.database import said_by

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 3.0
"""So long a page waits for what it can do without."""
Found = TypeVar("Found")


@dataclass(frozen=True)
class _UnderWay(Generic[Found]):
    ends: float
    result: Future[Found] = field(default_factory=Future)


class InTime(Generic[Found]):
    """Calls ``read`` in a thread of its own, once at a time for the same arguments.

    Whoever asks waits until it is done, but no longer than ``patience`` seconds after it began; then they get what it
    gave the last time, ``otherwise`` where that was never. So is it where the database is away or no thread can be
    started, which goes to the log as what ``name`` says.
    """

    def __init__(
        self, name: str, read: Callable[..., Found], otherwise: Found, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._name, self._read, self._otherwise, self._patience = name, read, otherwise, patience
        self._lock = threading.Lock()
        self._running: dict[tuple[object, ...], _UnderWay[Found]] = {}
        self._last: dict[tuple[object, ...], Found] = {}

    def __call__(self, *arguments: object) -> Found:
        """What there is now; that of a reading that has begun already where there is one."""
        with self._lock:
            reading = self._running.get(arguments)
            if reading is None:
                reading = _UnderWay(time.monotonic() + self._patience)
                thread = threading.Thread(target=self._run, args=(arguments, reading), name="in-time", daemon=True)
                self._running[arguments] = reading
                try:
                    thread.start()
                except RuntimeError as error:  # the machine allows no more threads: the next who asks tries again
                    del self._running[arguments]
                    logger.warning("%s could not be read: %s", self._name, error)
                    return self._last.get(arguments, self._otherwise)
        return self._wait(arguments, reading)

    def newest(self, *arguments: object) -> Found:
        """What was read last, that of a reading that has begun already where there is one; none is begun."""
        with self._lock:
            reading = self._running.get(arguments)
        return self._last.get(arguments, self._otherwise) if reading is None else self._wait(arguments, reading)

    def _wait(self, arguments: tuple[object, ...], reading: _UnderWay[Found]) -> Found:
        try:
            return reading.result.result(timeout=max(0.0, reading.ends - time.monotonic()))
        except TimeoutError:
            return self._last.get(arguments, self._otherwise)

    def _run(self, arguments: tuple[object, ...], reading: _UnderWay[Found]) -> None:
        found = self._last.get(arguments, self._otherwise)
        try:
            found = self._last[arguments] = self._read(*arguments)
        except SQLAlchemyError as error:
            logger.warning("%s could not be read: %s", self._name, said_by(error))
        except Exception:
            logger.exception("%s could not be read", self._name)
        finally:
            with self._lock:
                del self._running[arguments]
            reading.result.set_result(found)
