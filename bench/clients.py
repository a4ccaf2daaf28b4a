"""Asks a server over kept-alive connections, in a process of its own, so that clients cost the server no turn.

Reads one job as a JSON line on standard input: ``port``, ``clients``, ``paths``, and ``endless`` for one that goes on
from the beginning until standard input ends. Writes one JSON list: for each request when it began (seconds since the
epoch), its milliseconds, its status (0: it got no answer), the answer's ``mode`` and the number of its path.

``think`` seconds pass on the average before each request of a client, by chance as between arrivals that know nothing
of each other; without it all ask without a pause.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import IO, NamedTuple, Self, cast


class Asked(NamedTuple):
    """One request: when it began, how many milliseconds it took, and what came back."""

    began: float
    ms: float
    status: int
    mode: str
    path: int = 0


class Connections:
    """Connections to one server, one a thread, kept alive until the end."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._port, self._host = port, host
        self._mine = threading.local()
        self._all: list[http.client.HTTPConnection] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._all:
            connection.close()

    def ask(self, path: str) -> Asked:
        """Ask for ``path`` on this thread's connection and read the answer to its end."""
        if not hasattr(self._mine, "connection"):
            self._mine.connection = http.client.HTTPConnection(self._host, self._port, timeout=300)
            self._all.append(self._mine.connection)
        began, started = time.time(), time.perf_counter()
        self._mine.connection.request("GET", path)
        response = self._mine.connection.getresponse()
        body = response.read()
        ms = (time.perf_counter() - started) * 1000
        is_json = response.status == 200 and response.headers.get_content_type() == "application/json"
        return Asked(began, ms, response.status, json.loads(body).get("mode", "") if is_json else "")

    def try_to_ask(self, path: str) -> Asked:
        """``ask``; without an answer the status is 0, and the next request has a connection of its own."""
        began, started = time.time(), time.perf_counter()
        try:
            return self.ask(path)
        except (OSError, http.client.HTTPException):
            self._mine.connection.close()  # it is opened again by the next request
            return Asked(began, (time.perf_counter() - started) * 1000, 0, "")


class Clients:
    """Clients at work, seen from the process that started them."""

    def __init__(
        self,
        port: int,
        clients: int,
        paths: Sequence[str],
        *,
        endless: bool = False,
        think: float = 0.0,
        host: str = "127.0.0.1",
    ) -> None:
        """Readers who ``think`` go on where they get no answer; others have every answer or end with an error."""
        self._process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        job = {"port": port, "host": host, "clients": clients, "paths": list(paths), "endless": endless, "think": think}
        self._input = cast(IO[bytes], self._process.stdin)
        self._input.write(json.dumps(job).encode() + b"\n")
        self._input.flush()

    def finish(self, timeout: float) -> list[Asked]:
        """Let them end, the endless ones after their request; what they saw, in the order of their paths."""
        try:
            written, _ = self._process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        return [Asked(*each) for each in json.loads(written)]


def ask_all(port: int, clients: int, paths: Sequence[str], timeout: float = 600) -> list[Asked]:
    """Ask every path once, ``clients`` at a time; in the order of ``paths``."""
    return Clients(port, clients, paths).finish(timeout)


def main() -> None:
    job = json.loads(sys.stdin.readline())
    stop = threading.Event()
    if job["endless"]:
        threading.Thread(target=_when_input_ends, args=[stop.set], daemon=True).start()
    paths: list[str] = job["paths"]
    think = job["think"]
    numbers: Iterator[int] = itertools.cycle(range(len(paths))) if job["endless"] else iter(range(len(paths)))
    lock = threading.Lock()
    seen: list[tuple[int, Asked]] = []

    def client() -> None:
        with Connections(job["port"], job["host"]) as connections:
            while not stop.wait(random.expovariate(1 / think) if think else 0):
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                asked = (connections.try_to_ask if think else connections.ask)(paths[number])
                with lock:
                    seen.append((number, asked._replace(path=number)))

    threads = [threading.Thread(target=client) for _ in range(job["clients"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not job["endless"]:
        seen.sort()
    json.dump([asked for _, asked in seen], sys.stdout)


def _when_input_ends(then: Callable[[], None]) -> None:
    sys.stdin.read()
    then()


if __name__ == "__main__":
    main()
