"""Spreads what falls due in the next weeks evenly over them: nothing comes earlier, what is crowded waits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from review.queue.overview import next_day
from review.queue.plan import WORKDAYS, Planned
from review.queue.policy import ReviewState
from review.queue.rows import Row

MOST_WEEKS = 52


def even_out(rows: Iterable[Row], today: date, weeks: int) -> list[Planned]:
    """A later day for as few articles as make every week of ``weeks`` alike for each owner; by day.

    What waits comes before what will be due, and the most important first (``rows`` come in that order). Each takes the
    first week from its own on that is not full, and where all are full the emptiest. What is flagged does not wait, and
    what has a planned day keeps it, and its place. Planning twice changes nothing.
    """
    monday = today - timedelta(days=today.weekday())
    last = monday + timedelta(weeks=weeks)
    by_owner: dict[str | None, list[tuple[Row, date]]] = {}
    for row in rows:
        day = next_day(row, today)
        if day is not None and day < last and row.state is not ReviewState.FLAGGED:
            by_owner.setdefault(row.responsible, []).append((row, day))
    plan = [planned for those in by_owner.values() for planned in _spread(those, monday, today, weeks)]
    return sorted(plan, key=lambda planned: planned.day)


def _spread(those: Sequence[tuple[Row, date]], monday: date, today: date, weeks: int) -> list[Planned]:
    enough = -(-len(those) // weeks)
    load = [0] * weeks
    free = []
    for row, day in those:
        if row.standing.planned_on and row.standing.planned_on >= today:
            load[(day - monday).days // 7] += 1
        else:
            free.append((row, day))
    plan = []
    for row, day in sorted(free, key=lambda entry: entry[1]):  # stable: by importance on the same day
        own = (day - monday).days // 7
        places = range(own, weeks)
        week = next((place for place in places if load[place] < enough), min(places, key=lambda place: load[place]))
        if week > own:
            plan.append(Planned(monday + timedelta(weeks=week, days=load[week] % WORKDAYS), row))
        load[week] += 1
    return plan
