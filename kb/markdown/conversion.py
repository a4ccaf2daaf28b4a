"""Converts Markdown in processes of its own: each text once, within limits, whoever asks for it.

No parser of Markdown is safe from texts that take it minutes, and none can be interrupted from within. So the parser
works elsewhere, and a process that takes too long is ended by the operating system (docs/decisions/0020).
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue

from cachetools import LRUCache

from kb.markdown.conversion_process import ConversionProcess, Converted, Limits, NoProcessError, Trouble, question

logger = logging.getLogger(__name__)

PROCESSES = 2
_KEPT_CHARACTERS = 16 * 2**20
_IDLE_SECONDS = 60.0
_PAUSE_SECONDS = 10.0
"""After a process could not be started none is tried for so long."""
_LONG = 200_000
"""After a text of so many bytes a process has grown; a new one takes its place."""

_ACCIDENTS = (Trouble.FAILED, Trouble.LARGE)

Start = Callable[[], ConversionProcess]


@dataclass(frozen=True, slots=True)
class _Job:
    key: bytes
    asked: bytes
    result: Future[Converted] = field(default_factory=Future)
    begun: float = field(default_factory=time.monotonic)


class Converter:
    """Processes on demand, at most ``most``, and the newest results; safe to use from many threads."""

    def __init__(self, limits: Limits | None = None, most: int = PROCESSES, start: Start | None = None) -> None:
        """``start`` starts a process; it raises ``NoProcessError`` where there can be none."""
        within = limits or Limits()
        self.limits = within
        self._start = start or (lambda: ConversionProcess(within))
        self._most = most
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._running: dict[bytes, _Job] = {}
        self._kept: LRUCache[bytes, Converted] = LRUCache(_KEPT_CHARACTERS, lambda result: len(result.html) + 100)
        self._processes: set[ConversionProcess] = set()
        self._threads = 0
        self._no_start_before = 0.0
        self._is_closed = False
        self.conversions = 0

    def begin(self, text: str, *ways: str) -> Future[Converted]:
        """Have ``text`` converted; whoever asks while that goes on gets the same result.

        ``ways`` are the names of the ``kb.dialects.rewrite.Habits`` that it was written in.
        """
        return self._job(text, ways).result

    def convert(self, text: str, *ways: str, patience: float | None = None) -> Converted:
        """The HTML of ``text``, or why there is none, such as ``patience`` seconds that are over since it began.

        Who comes later waits no longer than who came first, so that a text that takes long does not keep one thread of
        the server after the other.
        """
        job = self._job(text, ways)
        try:
            return job.result.result(patience and max(job.begun + patience - time.monotonic(), 0))
        except TimeoutError:
            return Converted(trouble=Trouble.BUSY)

    def _job(self, text: str, ways: tuple[str, ...]) -> _Job:
        """The work on ``text`` that goes on, or is done, or now begins."""
        asked = question(text, *ways)
        key = hashlib.blake2b(asked, digest_size=16).digest()
        with self._lock:
            if (running := self._running.get(key)) is not None:
                return running
            job = _Job(key, asked)
            known = Converted(trouble=Trouble.NO_PROCESS) if self._is_closed else self._kept.get(key)
            if known is not None:
                job.result.set_result(known)
                return job
            self._running[key] = job
            self._jobs.put(job)
            if len(self._running) > self._threads < self._most:
                self._threads += 1
                threading.Thread(target=self._work, name="conversion", daemon=True).start()
        return job

    def warm_up(self) -> None:
        """Have a process ready before the first text comes; waits for nothing."""
        self.begin("")

    def close(self) -> None:
        """Take the processes away; whoever waits hears that there is none."""
        with self._lock:
            self._is_closed = True
            for process in self._processes:
                process.kill()
            for _ in range(self._threads):
                self._jobs.put(None)

    def _work(self) -> None:
        """Convert one text after the other in a process that starts with the first; the last thread stays."""
        process = None
        while True:
            try:
                job = self._jobs.get(timeout=_IDLE_SECONDS)
            except Empty:
                if self._may_leave():
                    break
                continue
            if job is None:
                break
            result, process = self._attempt(job, process)
            self._finish(job, result)
        if process:
            self._take_away(process)

    def _attempt(
        self, job: _Job, process: ConversionProcess | None, is_last: bool = False
    ) -> tuple[Converted, ConversionProcess | None]:
        """The result, and the process where it is still of use; one that died by accident gets a successor."""
        process = process or self._new_process()
        if process is None:
            return Converted(trouble=Trouble.NO_PROCESS), None
        result = process.convert(job.asked)
        if not process.is_over and len(job.asked) <= _LONG:
            return result, process
        self._take_away(process)
        if process.is_over and result.trouble in _ACCIDENTS and not is_last:
            return self._attempt(job, None, is_last=True)
        return result, None

    def _may_leave(self) -> bool:
        with self._lock:
            if self._threads == 1 or len(self._running) >= self._threads:
                return False
            self._threads -= 1
            return True

    def _new_process(self) -> ConversionProcess | None:
        """A process, or None where there can be none for the time being."""
        if time.monotonic() < self._no_start_before:
            return None
        try:
            process = self._start()
        except NoProcessError as error:
            self._no_start_before = time.monotonic() + _PAUSE_SECONDS
            logger.error("no process for rendering articles, so they are shown as plain text: %s", error)
            return None
        with self._lock:
            self._processes.add(process)
            if self._is_closed:
                process.kill()
        return process

    def _take_away(self, process: ConversionProcess) -> None:
        with self._lock:
            self._processes.discard(process)
        process.end()

    def _finish(self, job: _Job, result: Converted) -> None:
        with self._lock:
            self.conversions += 1
            if self._is_closed:
                result = Converted(trouble=Trouble.NO_PROCESS)
            if result.is_final:
                with contextlib.suppress(ValueError):  # larger than all that is kept
                    self._kept[job.key] = result
            del self._running[job.key]
        job.result.set_result(result)


@cache
def shared() -> Converter:
    """The converter of this process; one that was copied with its memory makes one of its own."""
    converter = Converter()
    atexit.register(converter.close)
    return converter


os.register_at_fork(after_in_child=shared.cache_clear)
