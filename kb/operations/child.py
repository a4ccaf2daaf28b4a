"""One of several processes that answer at one address: what it has from its parent, and what it tells it."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, request

from kb.core.errors import KbError
from kb.library.library import Library
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

    def telling(self, is_ready: Callable[[], bool], catch_up: Callable[[], None]) -> Repeating:
        """Keeps the board told, and has ``catch_up`` look what others have told."""

        def tell() -> None:
            self.board.tell(self.number, ProcessState.READY if is_ready() else ProcessState.SERVING)
            with suppress(KbError):  # the library says itself what it cannot read
                catch_up()

        return Repeating("telling the other processes", tell, LOOK_SECONDS)

    def keep_current(self, app: Flask, library: Library) -> Callable[[], None]:
        """Have staff see at once what they have saved by another process: before they are answered the articles are
        read where others have read something new. Readers see it a moment later, when what is returned is called.
        """
        seen = [self.board.changes(self.number)]
        library.on_change(lambda _: self.board.note_change(self.number))
        cookie = app.config["SESSION_COOKIE_NAME"]

        def catch_up() -> None:
            if (now := self.board.changes(self.number)) != seen[0]:
                library.refresh()
                seen[0] = now  # not before: who comes meanwhile waits for it as well

        @app.before_request
        def catch_up_for_staff() -> None:
            if cookie in request.cookies:
                catch_up()

        return catch_up

    def wait_for_turn(self, is_ready: Callable[[], bool]) -> None:
        """Leave readers to the others until this one is ready, where it is started again and others are."""
        until = time.monotonic() + LATE_SECONDS
        while self.board.was_whole and self.board.ready and not is_ready() and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
