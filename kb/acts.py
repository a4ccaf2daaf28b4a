"""What all that is done with accounts stands on: a database, a clock, one transaction an act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine


class Acts:
    """Acts on ``database`` at the time of ``clock``."""

    def __init__(self, database: Engine, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def _now(self) -> datetime:
        """UTC without a zone, as the database keeps it."""
        return self._clock().replace(tzinfo=None)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, datetime]]:
        with self._database.begin() as connection:
            yield connection, self._now()
