"""Several processes that answer at one address: a parent that holds the socket, and children that answer on it.

Children are forked from the parent, which has no thread, no model and no connection, so that they share the code that
it has read. The socket stays open in the parent: while a child is started again, connections wait for a moment rather
than be refused.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from kb.core.clock import utc_now
from kb.operations.board import Board, ProcessState
from kb.operations.child import Child

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60.0
"""Who was ready for so long and ends is not one that cannot start: it begins with the first pause again."""
PATIENCE_SECONDS = 40.0
"""Longer than a child takes to close all that it has (``kb.operations.ending``)."""
WAITING = 2048


def listen_at(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at every address of ``host``.

    Raises:
        OSError: one of them cannot be used.

    """
    sockets: dict[tuple[object, ...], socket.socket] = {}
    for family, kind, proto, _, address in socket.getaddrinfo(
        None if host == "*" else host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    ):
        if address[:2] in sockets:
            continue
        one = sockets[address[:2]] = socket.socket(family, kind, proto)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
        one.listen(WAITING)
    return list(sockets.values())


@dataclass
class _Place:
    """Where one child stands; ``process`` is None while there is none."""

    number: int
    process: int | None = None
    ready_at: float | None = None
    due_at: float = 0.0
    pause: float = FIRST_PAUSE


class Parent:
    """Keeps ``count`` children running, which answer on ``sockets``."""

    def __init__(self, count: int, sockets: Sequence[socket.socket], fork: Callable[[], int] = os.fork) -> None:
        self._sockets, self._board, self._fork = sockets, Board(count), fork
        self._places = [_Place(number) for number in range(count)]
        self._lifeline, self._held = os.pipe()  # ends for the children when we do, however that is
        self._is_over = False

    def run(self) -> Child | int:
        """Keep all of them running until a signal ends it.

        It returns in each child as well: with what that has to do. In the parent it gives the status to end with: that
        of the first child where it could not even start, which has said why.
        """
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)
        gc.collect()
        gc.freeze()  # a collection in a child would write to, and so copy, all that they share
        first = self._places[0]  # alone: it makes tables and keys, and says what is wrong once
        if self._forked(first):
            return self._as_child(first)
        while not self._is_over and self._board.standing(0) is ProcessState.AWAY:
            if (status := _ended(first)) is not None:
                return status if status > 0 else 1
            time.sleep(LOOK_SECONDS)
        was_whole = False
        while not self._is_over:
            for place in self._places:
                if child := self._look_after(place):
                    return child
            self._board.daily.of(utc_now().date())  # so that those of days that are over are nowhere any more
            if self._board.was_whole and not was_whole:
                was_whole = True
                logger.info("All %s processes are ready", len(self._places))
            time.sleep(LOOK_SECONDS)
        self._end()
        return 0

    def _stop(self, *_: object) -> None:
        self._is_over = True

    def _look_after(self, place: _Place) -> Child | None:
        """Start who is due, and note who has ended."""
        now = time.monotonic()
        if place.process is None:
            return self._started_if_possible(place) if now >= place.due_at else None
        number = place.process
        if (status := _ended(place)) is None:
            if place.ready_at is None and self._board.standing(place.number) is ProcessState.READY:
                place.ready_at = now
            return None
        if place.ready_at is not None and now - place.ready_at > STEADY_SECONDS:
            place.pause = FIRST_PAUSE
        told = (place.number + 1, number, _how(status), place.pause)
        logger.error("Process %s (%s) ended %s; started again in %g s", *told)
        _put_off(place, now)
        self._board.tell(place.number, ProcessState.AWAY)
        return None

    def _started_if_possible(self, place: _Place) -> Child | None:
        """Start one, later where the machine has no room for it now: the others go on answering. What it has to do,
        where we are that child.
        """
        try:
            is_child = self._forked(place)
        except OSError as error:  # of the fork alone: what fails in a child must not go on as another parent
            told = (place.number + 1, error.strerror, place.pause)
            logger.error("Process %s could not be started (%s); tried again in %g s", *told)
            _put_off(place, time.monotonic())
            return None
        return self._as_child(place) if is_child else None

    def _forked(self, place: _Place) -> bool:
        """Fork; whether we are the child."""
        if threading.active_count() > 1:  # a lock that another thread holds would be held for ever in the child
            raise RuntimeError("the parent of several processes has threads")
        process = self._fork()
        if process:
            place.process = process
        return not process

    def _as_child(self, place: _Place) -> Child:
        os.setpgid(0, 0)  # Ctrl+C reaches the parent alone, which tells each child once
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.close(self._held)
        return Child(place.number, self._board, self._lifeline, self._sockets)

    def _end(self) -> None:
        for one in self._sockets:
            one.close()
        for place in self._places:
            _tell(place, signal.SIGTERM)
        until = time.monotonic() + PATIENCE_SECONDS
        while any(place.process and _ended(place) is None for place in self._places):
            if time.monotonic() > until:
                logger.error("Not all processes have ended within %g s; they are killed", PATIENCE_SECONDS)
                for place in self._places:
                    _tell(place, signal.SIGKILL)
                return
            time.sleep(LOOK_SECONDS / 4)


def _put_off(place: _Place, now: float) -> None:
    """Have it started after its pause, which is longer the next time."""
    place.ready_at, place.due_at = None, now + place.pause
    place.pause = min(2 * place.pause, LONGEST_PAUSE)


def _ended(place: _Place) -> int | None:
    """The status with which the child has ended, -9 by SIGKILL; None while it runs. Nobody is there afterwards."""
    assert place.process is not None, "nobody was started"
    ended, status = os.waitpid(place.process, os.WNOHANG)
    if not ended:
        return None
    place.process = None
    return os.waitstatus_to_exitcode(status)


def _how(status: int) -> str:
    if status >= 0:
        return f"with status {status}"
    with suppress(ValueError):  # some have no name
        return f"by {signal.Signals(-status).name}"
    return f"by signal {-status}"


def _tell(place: _Place, what: signal.Signals) -> None:
    if place.process is not None:
        with suppress(ProcessLookupError):
            os.kill(place.process, what)
