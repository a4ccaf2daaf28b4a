"""Stands between a site and its database, and lets through, holds back or drops what they say."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Self


class Cut:
    """Listens on a port of this machine for the server at the socket ``there``. ``delay`` seconds pass before a piece
    of an answer goes on. Once ``cut``, nothing is let through and nobody is let in, until ``mend``. ``silence`` holds
    all back instead, and ``forget`` drops what the connections of now have to say, without ending them.
    """

    def __init__(self, there: Path) -> None:
        self._there = there
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.delay = 0.0
        self._is_cut = False
        self._is_heard = threading.Event()
        self._is_heard.set()
        self._age = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)  # whoever waits for somebody to come waits no more
        self._server.close()
        self.cut()
        self._is_heard.set()

    def cut(self) -> None:
        """Drop all connections, and let nobody in."""
        self._is_cut = True
        with self._lock:
            dropped, self._open = self._open, set()
        for one in dropped:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def silence(self) -> None:
        """Carry nothing, and let nobody know: what is sent arrives after ``mend``, as TCP sends again what was lost."""
        self._is_heard.clear()

    def forget(self) -> None:
        """Carry nothing of the connections there are, for good, and let nobody know; new ones are carried."""
        self._age += 1

    def mend(self) -> None:
        """Let everybody through again, at once."""
        self._is_cut, self.delay = False, 0.0
        self._is_heard.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._server.accept()
                self._is_heard.wait()
                if self._is_cut:
                    ours.close()
                else:
                    self._join(ours)

    def _join(self, ours: socket.socket) -> None:
        theirs = socket.socket(socket.AF_UNIX)
        try:
            theirs.connect(str(self._there))
        except OSError:
            ours.close()
            return
        with self._lock:
            self._open |= {ours, theirs}
        for source, target, is_answer in ((ours, theirs, False), (theirs, ours, True)):
            threading.Thread(target=self._carry, args=(source, target, is_answer), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        age = self._age
        with suppress(OSError):
            while data := source.recv(65_536):
                if is_answer and self.delay:
                    time.sleep(self.delay)
                self._is_heard.wait()
                if age == self._age:
                    target.sendall(data)
        with self._lock:
            self._open -= {source, target}
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
