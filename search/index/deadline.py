"""How long a query may be thought about, so that none stops the site."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since some moment in the past, or of work done; never goes back."""


class DeadlineError(Exception):
    """A piece of work was given up because its time was over."""


class Deadline:
    """The moment from which on only what is cheap is still done for one query."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        """``seconds`` from now by ``clock``."""
        self._clock = clock
        self._until = clock() + seconds

    @property
    def has_passed(self) -> bool:
        """Whether the time is over."""
        return self._clock() >= self._until

    def check(self) -> None:
        """Go on, or give up.

        Raises:
            DeadlineError: the time is over.

        """
        if self.has_passed:
            raise DeadlineError


FOREVER = Deadline(float("inf"), lambda: 0.0)
"""For work that nobody waits for."""
Begin = Callable[[], Deadline]
"""Makes the deadline of a piece of work that begins now."""


def forever() -> Deadline:
    """For work that nobody waits for."""
    return FOREVER
