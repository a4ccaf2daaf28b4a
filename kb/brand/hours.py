"""When people are there: hours of a week, holidays, and whether it is open at a moment. Pure.

Times are those of the clock on the wall where the people are, in minutes since midnight; a moment has its zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kb.brand.brand import LocalisedText

Span = tuple[int, int]
"""From and until, in minutes since midnight; ``DAY`` is the end of the day."""
DAY = 24 * 60
LOOKED_AHEAD = 366
"""Days within which the next opening is looked for."""


@dataclass(frozen=True, slots=True)
class WeekHours:
    """``days`` are seven, Monday first: the spans of each in their order, none where it is closed."""

    days: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days from ``first`` to ``last`` with hours of their own; closed where ``spans`` is empty."""

    first: date
    last: date
    name: LocalisedText
    spans: tuple[Span, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether ``day`` is one of it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether it is open, and the moment at which that changes; None where it does not within a year."""

    is_open: bool
    changes_at: datetime | None


def spans_of(hours: WeekHours, holidays: Sequence[Holiday], day: date) -> tuple[Span, ...]:
    """The hours of ``day``; the first holiday that covers it counts, not its day of the week."""
    holiday = next((one for one in holidays if one.covers(day)), None)
    return hours.days[day.weekday()] if holiday is None else holiday.spans


def opening_at(hours: WeekHours, holidays: Sequence[Holiday], at: datetime) -> Opening:
    """What holds at ``at``, a moment in the zone of the hours."""
    span = next((one for one in _merged(hours, holidays, at) if one[1] > at), None)
    if span is None:
        return Opening(is_open=False, changes_at=None)
    begins, ends = span
    if begins > at:
        return Opening(is_open=False, changes_at=begins)
    is_endless = ends - at > timedelta(days=LOOKED_AHEAD - 2)
    return Opening(is_open=True, changes_at=None if is_endless else ends)


def moments(hours: WeekHours, holidays: Sequence[Holiday], at: datetime, days: int) -> list[datetime]:
    """``at``, and the moments of the next ``days`` days at which something else is to be said.

    These are openings, ends and midnights: after midnight an opening is no longer that of tomorrow.
    """
    end = at + timedelta(days=days)
    edges = {edge for span in _merged(hours, holidays, at, days + 1) for edge in span}
    edges |= {_moment(at, at.date() + timedelta(days=number), 0) for number in range(1, days + 1)}
    return [at, *sorted(edge for edge in edges if at < edge < end)]


def _merged(
    hours: WeekHours, holidays: Sequence[Holiday], at: datetime, days: int = LOOKED_AHEAD
) -> Iterator[tuple[datetime, datetime]]:
    """The open times from the day before ``at`` on, made as they are asked for; what goes on over midnight is one."""
    begun: tuple[datetime, datetime] | None = None
    for number in range(-1, days):
        day = at.date() + timedelta(days=number)
        for begins, ends in spans_of(hours, holidays, day):
            first, last = _moment(at, day, begins), _moment(at, day, ends)
            if begun and begun[1] == first:
                first = begun[0]
            elif begun:
                yield begun
            begun = (first, last)
    if begun:
        yield begun


def _moment(at: datetime, day: date, minutes: int) -> datetime:
    """The moment at which the clock on the wall shows so many minutes; one that spring skips is an hour later."""
    whole, rest = divmod(minutes, DAY)
    shown = datetime.combine(day + timedelta(days=whole), time(rest // 60, rest % 60), tzinfo=at.tzinfo)
    return shown.astimezone(UTC).astimezone(at.tzinfo)
