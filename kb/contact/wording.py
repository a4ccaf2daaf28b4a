"""What the contact page says in words: names of channels, hours of a week, whether it is open now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from kb.brand.contact import ChannelKind
from kb.brand.hours import Holiday, Opening, Span, WeekHours, moments, opening_at
from kb.language.formats import Writing
from kb.language.interface import translations
from kb.language.marking import N_

NAMES: Mapping[ChannelKind, str] = {
    ChannelKind.PHONE: N_("Telephone"),
    ChannelKind.EMAIL: N_("E-mail"),
    ChannelKind.CHAT: N_("Chat"),
    ChannelKind.SHOP: N_("Shop"),
    ChannelKind.PAGE: N_("Online"),
}
ICONS: Mapping[ChannelKind, str] = {
    ChannelKind.PHONE: "phone",
    ChannelKind.EMAIL: "mail",
    ChannelKind.CHAT: "chat",
    ChannelKind.SHOP: "bag",
    ChannelKind.PAGE: "globe",
}
SAID_AHEAD = 8
"""Days for which a page knows what to say, so that a copy of it stays true."""
_MONDAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Speaker:
    """Puts hours into words of the ``interface`` as the site writes numbers and days."""

    writing: Writing
    interface: str

    def week(self, hours: WeekHours) -> list[tuple[str, str]]:
        """The days with their hours, neighbours with the same hours together."""
        found = []
        for spans, group in groupby(range(7), key=lambda day: hours.days[day]):
            days = list(group)
            names = [self.writing.weekday(_MONDAY + timedelta(days=day), self.interface) for day in (days[0], days[-1])]
            found.append((_range(*names) if len(days) > 1 else names[0], self.spans(spans)))
        return found

    def spans(self, spans: Sequence[Span]) -> str:
        """The hours of a day."""
        words = translations(self.interface)
        if not spans:
            return words.gettext("closed")
        between = "، " if self.interface in ("ar", "fa") else ", "
        return between.join(_range(*(self.writing.wall_clock(one, self.interface) for one in span)) for span in spans)

    def holidays(self, holiday: Holiday) -> str:
        """The days of a holiday."""
        first, last = (self.writing.day(day, self.interface) for day in (holiday.first, holiday.last))
        return first if first == last else _range(first, last)

    def opening(self, opening: Opening, at: datetime) -> str:
        """Whether it is open, and when that changes, said at the moment ``at``."""
        _ = translations(self.interface).gettext
        changes_at = opening.changes_at
        if changes_at is None:
            return _("Open 24 hours a day") if opening.is_open else _("Closed now")
        time = self.writing.wall_clock(changes_at.hour * 60 + changes_at.minute, self.interface)
        days = (changes_at.date() - at.date()).days
        if opening.is_open:
            if days > 1:
                return _("Open now")
            return _("Open now, until %(time)s") % {"time": time}
        if days == 0:
            return _("Closed now, opens at %(time)s") % {"time": time}
        if days == 1:
            return _("Closed now, opens tomorrow at %(time)s") % {"time": time}
        name = self.writing.weekday if days < 7 else self.writing.day
        return _("Closed now, opens %(day)s %(time)s") % {"day": name(changes_at.date(), self.interface), "time": time}

    def ahead(self, hours: WeekHours, holidays: Sequence[Holiday], at: datetime) -> list[tuple[str, str, bool]]:
        """From which moment on (ISO 8601, UTC) what is to be said and whether it is open then, ``at`` first.

        The last has no text: beyond it a copy of the page knows nothing.
        """
        said: list[tuple[str, str, bool]] = []
        for moment in moments(hours, holidays, at, SAID_AHEAD):
            opening = opening_at(hours, holidays, moment)
            text = self.opening(opening, moment)
            if not said or said[-1][1] != text:
                said.append((_utc(moment), text, opening.is_open))
        return [*said, (_utc(at + timedelta(days=SAID_AHEAD)), "", False)]


def _range(first: str, last: str) -> str:
    return f"{first}–{last}" if first[:1].isdigit() and " " not in first else f"{first} – {last}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
