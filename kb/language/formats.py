"""How a site writes numbers and days: with the digits and in the calendar that it chose for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from babel.dates import format_date, format_skeleton, get_timezone_gmt, get_timezone_name
from babel.numbers import format_decimal
from markupsafe import Markup
from persiantools.jdatetime import MONTH_NAMES_FA, JalaliDate

from kb.language.languages import CALENDARS, OWN_DIGITS, base, locale_in

_LATIN = "0123456789"
_USUAL_DIGITS = MappingProxyType({"fa": "own"})


@dataclass(frozen=True)
class Writing:
    """``calendars`` and ``digits`` are the choices of the settings, by language; ``region`` is the site's, in whose way
    days are written (``GB``: 2 January 2026).

    Without one, numbers have Latin digits in every language but Persian (our Arabic readers use them, as the articles
    do), and days are Gregorian.
    """

    calendars: Mapping[str, str] = field(default_factory=dict)
    digits: Mapping[str, str] = field(default_factory=dict)
    region: str = ""

    def calendar(self, interface: str) -> str:
        """The calendar of the days on a page, a name of ``CALENDARS``."""
        return self.calendars.get(base(interface), "gregorian")

    def own_digits(self, interface: str) -> bool:
        """Whether numbers are written in digits of the language's own."""
        language = base(interface)
        return language in OWN_DIGITS and self.digits.get(language, _USUAL_DIGITS.get(language)) == "own"

    def number(self, value: float, interface: str) -> str:
        """A number as people write it in the language of the interface."""
        system = OWN_DIGITS[base(interface)][0] if self.own_digits(interface) else "latn"
        return self._in_digits(format_decimal(value, locale=self.locale(interface), numbering_system=system), interface)

    def day(self, value: date | None, interface: str, calendar: str = "") -> str:
        """A day in words, in the calendar of the site or in ``calendar``; nothing for None."""
        if value is None:
            return ""
        day = _day_of(value)
        text = solar_day(day) if (calendar or self.calendar(interface)) == "solar" else None
        return self._in_digits(text or format_date(day, "long", locale=self.locale(interface)), interface)

    def day_element(self, value: date | None, interface: str) -> str:
        """A day as ``<time>``, with what it is called in the other calendars of the language, for a reader's choice."""
        if value is None:
            return ""
        others = {name: self.day(value, interface, name) for name in CALENDARS.get(base(interface), ())}
        data = Markup("").join(Markup(' data-{}="{}"').format(*other) for other in others.items())
        return Markup('<time datetime="{}"{}>{}</time>').format(
            _day_of(value).isoformat(), data, self.day(value, interface)
        )

    def short_day(self, value: date, interface: str) -> str:
        """A day without its year, for the axis of a chart."""
        text = solar_day(value) if self.calendar(interface) == "solar" else None
        short = text.rpartition(" ")[0] if text else format_skeleton("MMMd", value, locale=self.locale(interface))
        return self._in_digits(short, interface)

    def month(self, value: date, interface: str) -> str:
        """A month of the Gregorian calendar with its year, as short as a column's head."""
        return self._in_digits(format_skeleton("yMMM", value, locale=self.locale(interface)), interface)

    def wall_clock(self, minutes: int, interface: str) -> str:
        """A time of day, given in minutes since midnight, by 24 hours."""
        return self._in_digits(f"{minutes // 60}:{minutes % 60:02}", interface)

    def weekday(self, day: date, interface: str) -> str:
        """The name of its day of the week."""
        return format_date(day, "EEEE", locale=self.locale(interface))

    def zone(self, at: datetime, interface: str) -> str:
        """The name of the time zone of ``at`` and how far it is from UTC then."""
        name = get_timezone_name(at, width="long", locale=self.locale(interface))
        return self._in_digits(
            f"{name} ({get_timezone_gmt(at, width='long', locale='en').replace('GMT', 'UTC')})", interface
        )

    def locale(self, interface: str) -> str:
        """The locale of Babel by which days and numbers are written."""
        return locale_in(interface, self.region)

    def _in_digits(self, text: str, interface: str) -> str:
        """``text`` with the digits of the language: Babel knows the signs around them, but writes Latin ones."""
        if not self.own_digits(interface):
            return text
        return text.translate(str.maketrans(_LATIN, OWN_DIGITS[base(interface)][1]))


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def solar_day(day: date) -> str | None:
    """Day, month and year in Persian words with Latin digits; None where the calendar does not reach."""
    try:
        solar = JalaliDate(day)  # type: ignore[no-untyped-call]
    except ValueError:  # before the year 622 or after 9998
        return None
    return f"{solar.day} {MONTH_NAMES_FA[solar.month]} {solar.year}"
