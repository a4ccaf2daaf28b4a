"""When it is open: hours of a week, holidays, midnights, and the days on which the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kb.brand.brand import LocalisedText
from kb.brand.hours import Holiday, WeekHours, moments, opening_at

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WeekHours((*[((480, 720), (780, 1080))] * 5, ((540, 720),), ()))
"""Monday to Friday 8 to 12 and 13 to 18, Saturday 9 to 12."""
CHRISTMAS = Holiday(date(2026, 12, 25), date(2026, 12, 28), LocalisedText())
EVE = Holiday(date(2026, 12, 24), date(2026, 12, 24), LocalisedText(), ((480, 600),))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "is_open", "changes_at"),
    [
        (at(30, 7, 59), False, at(30, 8)),
        (at(30, 8), True, at(30, 12)),
        (at(30, 12), False, at(30, 13)),
        (at(30, 17, 59), True, at(30, 18)),
        (at(28, 12), False, at(30, 8)),  # Saturday noon: Monday
        (at(24, 9, month=12), True, at(24, 10, month=12)),
        (at(24, 10, month=12), False, at(29, 8, month=12)),  # over the holidays
    ],
)
def test_it_is_open_from_the_first_minute_to_the_last_and_says_what_comes_next(
    moment: datetime, is_open: bool, changes_at: datetime
) -> None:
    found = opening_at(OFFICE, (EVE, CHRISTMAS), moment)
    assert (found.is_open, found.changes_at) == (is_open, changes_at)


def test_what_goes_on_over_midnight_is_open_until_it_ends() -> None:
    night = WeekHours((((1320, 1440),), ((0, 120),), (), (), (), (), ()))
    assert opening_at(night, (), at(30, 23)).changes_at == at(1, 2, month=12)
    assert opening_at(night, (), at(1, 1, month=12)).is_open


def test_what_never_closes_or_never_opens_has_no_next_change() -> None:
    always, never = WeekHours((((0, 1440),),) * 7), WeekHours(((),) * 7)
    assert (opening_at(always, (), at(30, 3)).is_open, opening_at(always, (), at(30, 3)).changes_at) == (True, None)
    assert (opening_at(never, (), at(30, 3)).is_open, opening_at(never, (), at(30, 3)).changes_at) == (False, None)


def test_hours_are_those_of_the_clock_on_the_wall_on_both_sides_of_a_change_of_clocks() -> None:
    saturday = datetime(2026, 10, 24, 12, tzinfo=BERLIN)  # the clock goes back in the night to Sunday
    opens = opening_at(OFFICE, (), saturday).changes_at
    assert opens is not None
    assert opens.astimezone(UTC) == datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert opening_at(OFFICE, (), datetime(2026, 10, 23, 8, tzinfo=BERLIN)).is_open


def test_the_moments_ahead_are_openings_ends_and_midnights() -> None:
    assert moments(OFFICE, (), at(30, 9), 2) == [
        at(30, 9), at(30, 12), at(30, 13), at(30, 18),
        at(1, 0, month=12), at(1, 8, month=12), at(1, 12, month=12), at(1, 13, month=12), at(1, 18, month=12),
        at(2, 0, month=12), at(2, 8, month=12),
    ]  # fmt: skip
