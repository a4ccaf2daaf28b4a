"""What falls due when, and with whom: months across, owners down. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.catalog.article import ArticleId
from review.queue.policy import ReviewState
from review.queue.rows import Row

MONTHS = 12


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """What one owner (None: nobody) has: articles, those that wait now, of each month, and of later or never."""

    owner: str | None
    articles: int
    waiting: int
    months: tuple[int, ...]
    later: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """All of them in their order."""
        return self.articles, self.waiting, *self.months, self.later


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """``months`` are first days; the last of ``lines`` adds up the others."""

    months: tuple[date, ...]
    lines: tuple[OwnerLine, ...]
    total: OwnerLine


def next_day(row: Row, today: date) -> date | None:
    """The day on which somebody should look at it next: ``today`` where it waits, None where nobody need."""
    if row.waits(today):
        return today
    if row.state is ReviewState.EXEMPT:
        return None
    later = [day for day in (row.verdict.due_on, row.standing.snoozed_until, row.standing.planned_on) if day]
    return max([today, *later]) if later else None


def by_month(rows: Iterable[Row], today: date, moved: Mapping[ArticleId, date] | None = None) -> PlanOverview:
    """What falls due in the month of ``today`` and the next eleven; ``moved`` gives some rows another day."""
    places = range(today.month - 1, today.month - 1 + MONTHS)
    months = tuple(date(today.year + place // 12, place % 12 + 1, 1) for place in places)
    by_owner: dict[str | None, list[Row]] = {}
    for row in rows:
        by_owner.setdefault(row.responsible, []).append(row)
    other = moved or {}
    lines = [_line(owner, those, months, today, other) for owner, those in by_owner.items()]
    lines.sort(key=lambda line: (-line.articles, (line.owner or "\U0010ffff").casefold()))
    return PlanOverview(months, tuple(lines), _sum(lines))


def _line(
    owner: str | None, rows: Sequence[Row], months: Sequence[date], today: date, moved: Mapping[ArticleId, date]
) -> OwnerLine:
    counts, waiting, later = [0] * len(months), 0, 0
    for row in rows:
        day = moved.get(row.article.id) or next_day(row, today)
        place = -1 if day is None else (day.year - months[0].year) * 12 + day.month - months[0].month
        if row.article.id not in moved and row.waits(today):
            waiting += 1
        elif 0 <= place < len(months):
            counts[place] += 1
        else:
            later += 1
    return OwnerLine(owner, len(rows), waiting, tuple(counts), later)


def _sum(lines: Sequence[OwnerLine]) -> OwnerLine:
    months = [sum(counts) for counts in zip(*(line.months for line in lines), strict=True)] or [0] * MONTHS
    numbers = (sum(getattr(line, name) for line in lines) for name in ("articles", "waiting", "later"))
    articles, waiting, later = numbers
    return OwnerLine(None, articles, waiting, tuple(months), later)
