"""What the insights are asked for: a time, a language, a category."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from kb.core.text import shorten
from kb.storage.columns import kept_key, kept_language

RANGES = (7, 30, 90)
USUAL_RANGE = 30
LONGEST = 400
LONGEST_MONTH = 32
LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class InsightScope:
    """Which searches are looked at: from the day ``first`` to the day ``last``, of a language and category or all."""

    first: date
    last: date
    language: str = ""
    category: str = ""

    @classmethod
    def of(cls, arguments: Any, today: date) -> InsightScope:
        """What an address asks for; what makes no sense is as if it were not there."""
        language, category = kept_language(arguments.get("language", "")), kept_key(arguments.get("category", ""))
        first, last = _day(arguments.get("from")), _day(arguments.get("to"))
        asked = arguments.get("days", "")
        is_new = bool(asked) and asked != arguments.get(
            "was", asked
        )  # chosen just now, over the dates that stood there
        if is_new or (first is None and last is None):
            length = int(asked) if asked in map(str, RANGES) else USUAL_RANGE
            return cls(today - timedelta(days=length - 1), today, language, category)
        last = min(last or today, today)
        first = min(max(first or LONG_AGO, last - timedelta(days=LONGEST - 1)), last)
        return cls(first, last, language, category)

    @classmethod
    def exactly(cls, arguments: Any, today: date) -> InsightScope:
        """What a program's address asks for.

        Raises:
            ValueError: a day or the number of days cannot be meant; names it, its value and what was expected.

        """
        days = arguments.get("days", "")
        if days and days not in map(str, RANGES):
            raise ValueError(f"days={shorten(days)} is none of {', '.join(map(str, RANGES))}")
        for name in ("from", "to"):
            text = arguments.get(name, "")
            day = _day(text)
            if text and (day is None or day > today):
                raise ValueError(f"{name}={shorten(text)} is not a day from {LONG_AGO} to {today}")
        first, last = _day(arguments.get("from")), _day(arguments.get("to"))
        if first and last and first > last:
            raise ValueError(f"from={first} is after to={last}")
        if first and ((last or today) - first).days >= LONGEST:
            raise ValueError(f"from={first} is more than {LONGEST} days before the last day")
        return cls.of(arguments, today)

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """Its first moment, in UTC without a zone."""
        return datetime.combine(self.first, time())

    @property
    def until(self) -> datetime:
        """The first moment after it, in UTC without a zone."""
        return datetime.combine(self.last + timedelta(days=1), time())

    @property
    def before(self) -> InsightScope:
        """The time just before it: the month before, of a whole month, else as many days."""
        last = self.first - timedelta(days=1)
        is_month = self.first.day == 1 and (self.last + timedelta(days=1)).day == 1 and self.days < LONGEST_MONTH
        return replace(self, first=last.replace(day=1) if is_month else last - timedelta(days=self.days - 1), last=last)

    @property
    def middle(self) -> datetime:
        """The moment in the middle, for trends."""
        return self.since + timedelta(days=self.days) / 2

    @property
    def dates(self) -> dict[str, str]:
        """The arguments of an address for these very days."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def query(self, today: date) -> dict[str, str]:
        """The arguments of an address for the same."""
        is_usual = self.last == today and self.days in RANGES
        span = {"days": str(self.days)} if is_usual else self.dates
        filters = {"language": self.language, "category": self.category}
        return {**span, **{name: value for name, value in filters.items() if value}}


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day >= LONG_AGO else None
