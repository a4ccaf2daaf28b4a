"""How PostgreSQL is reached, so that nobody waits without end for a server that is gone and did not say so."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from typing import Any, Self, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, event

CONNECT_SECONDS = 5
NOTICING = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""By these settings of the driver a process notices that the server's machine has vanished without a word."""
ANSWER_SECONDS = 30.0
"""So long nothing may come while an answer is waited for. Keepalives do not tell of a server that is halted or whose
disk hangs, nor where something between holds the connection open: its system goes on acknowledging.
"""
DriverError = psycopg.Error
"""What the driver raises where SQLAlchemy does not stand between."""
Answer = TypeVar("Answer")


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up where for ``patience`` seconds nothing comes of an answer."""

    patience = ANSWER_SECONDS

    @classmethod
    def connect(cls, conninfo: str = "", **given: Any) -> Self:
        """Connect as the driver does, with our settings where neither argument nor address has others."""
        said = conninfo_to_dict(conninfo) if conninfo else {}
        ours = {"connect_timeout": CONNECT_SECONDS, **NOTICING}
        return super().connect(conninfo, **{**{key: one for key, one in ours.items() if key not in said}, **given})

    def wait(self, gen: Generator[Any, Any, Answer], *arguments: Any, **named: Any) -> Answer:
        """Have the driver wait for an answer.

        Raises:
            psycopg.OperationalError: nothing came; the connection is closed.

        """
        return super().wait(self._bounded(gen), *arguments, **named)

    def _bounded(self, gen: Generator[Any, Any, Answer]) -> Generator[Any, Any, Answer]:
        """``gen``, which the driver wakes every moment, ended when the time is over."""
        ends = time.monotonic() + self.patience
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    ends = time.monotonic() + self.patience
                elif time.monotonic() > ends:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"the server gave no sign within {self.patience:g} seconds")
                wanted = gen.send(ready)
        except StopIteration as ended:
            answer: Answer = ended.value
            return answer


def bound(engine: Engine) -> None:
    """Have ``engine``, which is one of PostgreSQL, connect like this from now on."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> BoundedConnection:
        return BoundedConnection.connect(*arguments, **named)


def wait_long(connection: Connection) -> None:
    """Let ``connection`` wait as long as it takes, and let nobody have it afterwards."""
    driver: Any = connection.connection.driver_connection
    driver.patience = math.inf
    connection.detach()
