"""What a server costs while it works, as the system counts it: memory, files, threads, processor; and whether it grows.

A server is a process with all that it started: those that convert Markdown, and other ``kb serve`` of its own.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
NOISE = 3.0
"""A slope counts as growth where it is more than so many times as large as its own standard error."""


class Sample(NamedTuple):
    """What was seen at one moment: seconds since the beginning, megabytes, open files, threads."""

    at: float
    memory_mb: float
    files: int
    threads: int


class Slope(NamedTuple):
    """A line through samples: growth an hour, its standard error, and the mean."""

    an_hour: float
    error: float
    mean: float

    def grows(self, share: float = 0.02) -> bool:
        """Whether it grows by more than noise, and by more than ``share`` of the mean an hour."""
        return self.an_hour > NOISE * self.error and self.an_hour > share * self.mean


class Watch:
    """Looks at a process and its children every so many ``seconds``, until the block ends."""

    def __init__(self, pid: int, seconds: float = 1.0) -> None:
        self.samples: list[Sample] = []
        self._pid, self._seconds, self._begun = pid, seconds, time.monotonic()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.wait(self._seconds):
            self.samples.append(sample(self._pid, time.monotonic() - self._begun))

    def slope(self, name: str, *, warm: float = 0.25) -> Slope:
        """Growth of ``name`` (a field of a sample), without the first ``warm`` part: caches fill then."""
        kept = [one for one in self.samples if one.at >= warm * self.samples[-1].at]
        return slope([one.at for one in kept], [getattr(one, name) for one in kept])


def slope(seconds: Sequence[float], values: Sequence[float]) -> Slope:
    """The least-squares line through ``values``. Its error is that of independent means of ten stretches at most, since
    what a process holds at one moment says almost all of what it holds at the next.
    """
    stretches = min(10, len(values) // 3)
    if stretches < 3:
        return Slope(0.0, math.inf, float(np.mean(values)) if len(values) else 0.0)
    x, y = (
        np.array([part.mean() for part in np.array_split(np.asarray(one, float), stretches)])
        for one in (seconds, values)
    )
    (growth, start), away = np.polyfit(x, y, 1), x - x.mean()
    left = y - (growth * x + start)
    error = math.sqrt(float((left**2).sum()) / (stretches - 2) / float((away**2).sum()))
    return Slope(float(growth) * 3600, error * 3600, float(y.mean()))


def sample(pid: int, at: float = 0.0) -> Sample:
    """What ``pid`` and all that it started hold now."""
    memory = files = threads = 0
    for one in family(pid):
        with suppress(OSError, ValueError):  # it may end meanwhile
            memory += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE_BYTES
            files += sum(1 for _ in Path(f"/proc/{one}/fd").iterdir())
            threads += sum(1 for _ in Path(f"/proc/{one}/task").iterdir())
    return Sample(at, memory / 2**20, files, threads)


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = {}
    for one in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            text = one.read_text()
            children.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(text.split()[0]))
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def processor_ms(pid: int) -> float:
    """Milliseconds of processor that a process has used, which other work on the machine does not add to."""
    return time.clock_gettime((~pid << 3) | 2) * 1000  # the clock of a process, as clock_getcpuclockid(3) names it
