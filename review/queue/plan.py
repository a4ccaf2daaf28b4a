"""Spreads an old collection's backlog over some weeks, so that a first run buries nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from review.queue.policy import ReviewState
from review.queue.rows import Row

WORKDAYS = 5  # a week's, Monday to Friday


@dataclass(frozen=True, slots=True)
class Planned:
    """An article and the day on which it is to be reviewed."""

    day: date
    row: Row

    def as_json(self) -> dict[str, Any]:
        """The entry as ``kb review --plan --json`` tells it."""
        article = self.row.article
        return {
            "planned_on": self.day.isoformat(),
            "key": article.key,
            "language": article.language,
            "title": article.title,
            "state": str(self.row.state),
            "owner": self.row.responsible,
            "priority": self.row.priority,
        }


def make_plan(rows: Iterable[Row], today: date, weeks: int) -> list[Planned]:
    """Give each row that waits a weekday from ``today`` on, by day; ``rows`` come with the most important first.

    Every owner's articles are spread over the whole period, so that no two of their days differ by more than one
    article, and the most important come first. What is flagged is left out, since it does not wait, and what has a day
    keeps it until that is over, so that planning twice plans nothing twice.
    """
    days = _weekdays(today, weeks * WORKDAYS)
    by_owner: dict[str | None, list[Row]] = {}
    for row in rows:
        is_planned = row.standing.planned_on is not None and row.standing.planned_on >= today
        if row.waits(today) and row.state is not ReviewState.FLAGGED and not is_planned:
            by_owner.setdefault(row.responsible, []).append(row)
    plan = [
        Planned(days[place * len(days) // len(owned)], row)
        for owned in by_owner.values()
        for place, row in enumerate(owned)
    ]
    return sorted(plan, key=lambda planned: planned.day)


def _weekdays(first: date, count: int) -> list[date]:
    """The first ``count`` days from ``first`` on that are neither Saturday nor Sunday."""
    days = (first + timedelta(days=number) for number in range(count * 7 // WORKDAYS + 3))
    return [day for day in days if day.weekday() < WORKDAYS][:count]
