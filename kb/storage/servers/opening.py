"""How one of several servers is reached: the one that takes writes, wherever that is now, or any that answers."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from kb.storage.servers.address import Host

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2
"""So long one server is waited for, before the next is tried; what the address says of it itself counts."""
LOOK_SECONDS = 0.2
"""So often it is looked whether one takes writes again, while none does."""
ANSWER_SECONDS = 2.0
"""So long a server that was reached is waited for while one that takes writes is looked for: where it is halted,
another that was promoted has to be found all the same.
"""
NOTICING = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 3_000}
"""By these settings of the driver a process notices that a server's machine has vanished without a word."""
NOBODY_WRITES = "none of the servers takes writes"


Attempt = Callable[[dict[str, Any]], Any]
"""Connects with what it is given beside what is the same for all servers."""


class ServersTried:
    """``hosts`` of one database, and which of them took writes last; safe to use from many threads.

    Where none takes writes, whoever wants to is told so at once, and a thread looks again and again until one does: so
    nobody waits for servers that are away, and a standby is written to as soon as it was promoted.
    """

    def __init__(self, hosts: Sequence[Host], attempt: Attempt, away: type[Exception]) -> None:
        """``away`` is what the driver raises where a server is not there, or not what was asked for."""
        self._hosts, self._attempt, self._away = tuple(hosts), attempt, away
        self._lock = threading.Lock()
        self._primary: Host | None = None
        self._why = ""
        self._looking: threading.Event | None = None

    @property
    def trouble(self) -> str:
        """Why nothing can be written now, as far as anybody has tried; empty where that is not so."""
        return self._why if self._looking else ""

    def writing(self, attempt: Attempt) -> Any:
        """A connection to the server that takes writes.

        Raises:
            OperationalError: of the driver: there is none.

        """
        if self._looking:
            raise self._away(self._why)
        try:
            return self._first_that_writes(attempt)
        except self._away as error:
            self._begin_to_look(str(error))
            raise

    def reading(self, attempt: Attempt) -> Any:
        """A connection to any of them, which may only read; to a standby where there is one.

        Raises:
            OperationalError: of the driver: none answers.

        """
        others = [one for one in self._hosts if one != self._primary]
        random.shuffle(others)
        said = []
        for host in [*others, *([self._primary] if self._primary else [])]:
            try:
                connection = attempt({**host.told(), "target_session_attrs": "any"})
            except self._away as error:
                said.append(f"{host}: {_reason(error)}")
            else:
                connection.read_only = True
                return connection
        raise self._away(f"none of the servers answers: {'; '.join(said)}")

    def close(self) -> None:
        """Look no more, for now."""
        with self._lock:
            if self._looking:
                self._looking.set()
            self._looking = None

    def _first_that_writes(self, attempt: Attempt) -> Any:
        said = []
        for host in sorted(self._hosts, key=lambda one: one != self._primary):
            try:
                connection = attempt({**host.told(), "target_session_attrs": "read-write"})
            except self._away as error:
                said.append(f"{host}: {_reason(error)}")
            else:
                self._primary = host
                return connection
        raise self._away(f"{NOBODY_WRITES}: {'; '.join(said)}")

    def _begin_to_look(self, why: str) -> None:
        with self._lock:
            if self._looking:
                return
            over = threading.Event()
            thread = threading.Thread(target=self._look, args=[over], name="looking for the primary", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the machine allows no more threads: whoever wants to write tries for themselves
                return
            self._why, self._looking = why, over
        logger.warning("Nothing can be written to the database until one of its servers takes writes: %s", why)

    def _look(self, over: threading.Event) -> None:
        """Look until one takes writes. Those that answer are asked on a connection that stays: to make one five times a
        second, for each process, would be much work for a standby that everybody reads from now.
        """
        with ExitStack() as stack:
            known: dict[Host, Any] = {}
            stack.callback(lambda: [one.close() for one in known.values()])
            while not over.wait(LOOK_SECONDS):
                try:
                    self._primary = self._that_writes(known)
                except Exception:
                    logger.exception("which server of the database takes writes cannot be told")
                    break
                if self._primary is not None:
                    logger.warning("The server %s of the database takes writes now", self._primary)
                    break
        with self._lock:
            if self._looking is over:
                self._looking = None

    def _that_writes(self, known: dict[Host, Any]) -> Host | None:
        """Which server takes writes; those that are ``known`` are asked first, the others then join them."""
        for host in [*known]:
            try:
                if _takes_writes(known[host]):
                    return host
            except self._away:
                known.pop(host).close()
        for host in self._hosts:
            if host not in known:
                try:
                    known[host] = self._attempt({**host.told(), "target_session_attrs": "any"})
                    known[host].autocommit, known[host].patience = True, ANSWER_SECONDS
                except self._away:
                    continue
        return None


def _takes_writes(connection: Any) -> bool:
    asked = "SELECT NOT (pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean)"
    return bool(connection.execute(asked).fetchone()[0])


def _reason(error: Exception) -> str:
    """What the server or the driver says, in a few words."""
    line = " ".join(str(error).split())
    if "is read-only" in line or "hot standby" in line:
        return "only reads (a standby)"
    return line.rpartition("failed: ")[2][:200]
