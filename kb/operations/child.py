"""One of several processes that answer at one address: what it has from its parent, and what it tells it."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.operations.board import Board, ProcessState
from kb.storage.background import Repeating

LOOK_SECONDS = 0.25
LATE_SECONDS = 60.0
"""So long one that is started again leaves readers to those that are ready."""


@dataclass(frozen=True)
class Child:
    """The process ``number`` (from 0) of those on ``board``, which answers on ``sockets``."""

    number: int
    board: Board
    lifeline: int
    sockets: Sequence[socket.socket]

    @property
    def greets(self) -> bool:
        """Whether it is the one that says, at the start, what all would say."""
        return self.number == 0 and not self.board.was_whole

    def end_with_parent(self) -> None:
        """End as by SIGTERM when the parent ends, however it does: nobody would look after us."""
        threading.Thread(target=self._wait_for_end, name="lifeline", daemon=True).start()

    def _wait_for_end(self) -> None:
        os.read(self.lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def telling(self, is_ready: Callable[[], bool]) -> Repeating:
        """Keeps the board told."""

        def tell() -> None:
            self.board.tell(self.number, ProcessState.READY if is_ready() else ProcessState.SERVING)

        return Repeating("telling the other processes", tell, LOOK_SECONDS)

    def wait_for_turn(self, is_ready: Callable[[], bool]) -> None:
        """Leave readers to the others until this one is ready, where it is started again and others are."""
        until = time.monotonic() + LATE_SECONDS
        while self.board.was_whole and self.board.ready and not is_ready() and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
