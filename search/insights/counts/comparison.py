"""A time beside the one before it: shares and numbers, whether they rose or fell, and whether that can be told at all.

Pure. A difference counts where chance does not explain it at 95 %: of two shares by Newcombe's interval from Wilson's
two (1998, method 10), of two numbers as those of Poisson, of two ratios by the error of their logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot, log, sqrt

from search.insights.counts.figures import wilson

FEW = 30
"""Of fewer than this nothing is concluded."""
_Z = 1.96


class Trend(StrEnum):
    """What became of a figure."""

    UP = "up"
    DOWN = "down"
    EVEN = "even"
    FEW = "few"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``."""

    count: int = 0
    of: int = 0

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Between which the true share lies at 95 %; None of nothing."""
        return wilson(self.count, self.of) if self.of else None

    def trend_from(self, before: Share) -> Trend:
        """What became of it since ``before``."""
        if not self.of or not before.of:
            return Trend.NOTHING
        if min(self.of, before.of) < FEW:
            return Trend.FEW
        now, then = self.count / self.of, before.count / before.of
        (low, high), (low_then, high_then) = wilson(self.count, self.of), wilson(before.count, before.of)
        if now - then - hypot(now - low, high_then - then) > 0:
            return Trend.UP
        return Trend.DOWN if now - then + hypot(high - now, then - low_then) < 0 else Trend.EVEN


@dataclass(frozen=True, slots=True)
class Ratio:
    """``count`` for each of ``per``, of things that are not the same."""

    count: int = 0
    per: int = 0

    @property
    def value(self) -> float | None:
        """None for nothing."""
        return self.count / self.per if self.per else None

    def trend_from(self, before: Ratio) -> Trend:
        """What became of it since ``before``."""
        counts = (self.count, self.per, before.count, before.per)
        if not self.per or not before.per:
            return Trend.NOTHING
        if min(counts) < FEW:
            return Trend.FEW
        change = log(self.count / self.per) - log(before.count / before.per)
        return _trend(change, _Z * sqrt(sum(1 / count for count in counts)))


def trend_of(now: int, before: int) -> Trend:
    """What became of a number of things."""
    if not now and not before:
        return Trend.NOTHING
    if now + before < FEW:
        return Trend.FEW
    return _trend(now - before, _Z * sqrt(now + before))


def _trend(change: float, by_chance: float) -> Trend:
    if abs(change) <= by_chance:
        return Trend.EVEN
    return Trend.UP if change > 0 else Trend.DOWN
