"""The self-service score: how often articles are read for each ticket that support gets.

It compares two sums, readings of articles and tickets, on days for which a helpdesk reported its tickets. Readings are
not people: nothing is kept by which one reader could be told from another, so somebody who reads three articles counts
three times, and staff who look something up count as well. The number says little by itself; whether it rises does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class SelfServiceScore:
    """Readings and tickets of the same days; how many days these were."""

    days: int = 0
    views: int = 0
    tickets: int = 0

    @property
    def per_ticket(self) -> float | None:
        """The score: readings for each ticket; None where there was no ticket to compare with."""
        return self.views / self.tickets if self.tickets else None


def scores_by_week(views: Mapping[date, int], tickets: Mapping[date, int]) -> list[tuple[date, SelfServiceScore]]:
    """The score of every week with a report, by its Monday, the oldest first.

    Days without a report are left out of both sums; a reported day that nobody read on counts.
    """
    weeks: dict[date, SelfServiceScore] = {}
    for day, count in sorted(tickets.items()):
        monday = day - timedelta(days=day.weekday())
        one = SelfServiceScore(1, views.get(day, 0), count)
        weeks[monday] = together([weeks.get(monday, SelfServiceScore()), one])
    return list(weeks.items())


def together(scores: Iterable[SelfServiceScore]) -> SelfServiceScore:
    """The score over everything: of the sums, not the mean of scores."""
    found = list(scores)
    return SelfServiceScore(*(sum(getattr(one, name) for one in found) for name in ("days", "views", "tickets")))
