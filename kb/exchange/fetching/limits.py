"""How much one import asks of the web, and why a picture did not come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Of one import. ``pause`` is between two questions to one host, ``seconds`` for all pictures and
    ``visit_seconds`` for each, all in seconds; ``failures`` in a row end the questions to a host.
    """

    pictures: int = 10_000
    total_bytes: int = 2 * 2**30
    seconds: float = 3_600.0
    visit_seconds: float = 30.0
    pause: float = 0.5
    redirects: int = 5
    failures: int = 3


class NotFetchedError(Exception):
    """A picture did not come; ``why`` says it, where it can in other languages than English."""

    @property
    def why(self) -> str:
        """What it was raised with."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class ExpiredError(NotFetchedError):
    """It is not to be had at its address any more: signed for a time that is over, or taken away."""


class LaterError(NotFetchedError):
    """It was not asked for, and another run would ask for it."""
