"""Days of the Solar Hijri calendar of Iran and Afghanistan; the only module that imports persiantools."""

from __future__ import annotations

from datetime import date

from persiantools.jdatetime import MONTH_NAMES_FA, JalaliDate


def solar_day(day: date) -> str | None:
    """Day, month and year in Persian words with Latin digits; None where the calendar does not reach."""
    try:
        solar = JalaliDate(day)  # type: ignore[no-untyped-call]
    except ValueError:  # before the year 622 or after 9998
        return None
    return f"{solar.day} {MONTH_NAMES_FA[solar.month]} {solar.year}"
