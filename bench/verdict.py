"""What came of made-up requests, queries and articles: times by kind, and what failed and how."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

TOO_SLOW = 20
"""Times the median of its kind."""
LEAST_MS = 100.0
"""What takes less is never too slow: medians of a few milliseconds vary as much."""
ENOUGH = 20
"""Of a kind with fewer, the median says little."""


@dataclass(frozen=True)
class Failure:
    """What failed, why, and all that repeats it."""

    number: int
    kind: str
    why: str
    given: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """For a line of a file."""
        return {"number": self.number, "kind": self.kind, "why": self.why, "given": self.given}


@dataclass
class Verdict:
    """Collects both; ``notes`` are lines below the table."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    slow: list[tuple[int, str, float, Callable[[], float], Mapping[str, Any]]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def took(self, number: int, kind: str, ms: float, again: Callable[[], float], given: Mapping[str, Any]) -> None:
        """Note the time of one; ``again`` does it once more and tells the milliseconds."""
        self.times[kind].append(ms)
        if ms > LEAST_MS:
            self.slow.append((number, kind, ms, again, given))

    def failed(self, number: int, kind: str, why: str, given: Mapping[str, Any]) -> None:
        """Note a failure, and say it at once."""
        self.failures.append(Failure(number, kind, why, given))
        print(f"FAILED {number} {kind}: {why}: {str(given)[:600]}", flush=True)

    def judge_slow(self) -> None:
        """Do again what was slow for its kind; what is so again has failed."""
        for number, kind, ms, again, given in self.slow:
            if len(self.times[kind]) < ENOUGH:
                continue
            most = max(TOO_SLOW * statistics.median(self.times[kind]), LEAST_MS)
            if ms > most and (second := again()) > most:
                median = statistics.median(self.times[kind])
                self.failed(number, kind, f"{ms:.0f} and again {second:.0f} ms; the median is {median:.1f}", given)
        self.slow.clear()

    def table(self) -> str:
        """Times by kind, slowest kinds first, and how many failed."""
        lines = ["| kind | number | median, ms | longest, ms |", "| --- | ---: | ---: | ---: |"]
        ranked = sorted(self.times.items(), key=lambda one: -max(one[1]))
        lines += [f"| {kind} | {len(ms):,} | {statistics.median(ms):.1f} | {max(ms):.0f} |" for kind, ms in ranked]
        total = sum(map(len, self.times.values()))
        return "\n".join([*lines, f"all: {total:,}; failed: {len(self.failures)}", *self.notes])
