"""Reads ``contact`` of ``site.yml`` where it describes a page: ways to a person, their hours, holidays, a form.

::

    time_zone: Europe/Berlin
    contact:
      lead: {en: We are glad to help.}
      channels:
        - phone: "+49 30 5550100"
          hours: {mon-fri: 8:00-18:00, sat: [9:00-12:00, 13:00-16:00]}
          reply: {en: Usually picked up within three minutes}
      holidays:
        - {date: 2026-12-25, name: {en: Christmas Day}}
      form: yes

Every function takes a value and the key it stands under; what cannot be used is refused one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from email.utils import parseaddr
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from kb.brand.brand import LocalisedText
from kb.brand.contact import ChannelKind, ContactChannel, ContactDetails
from kb.brand.hours import DAY, Holiday, Span, WeekHours
from kb.core.text import shorten
from kb.folder.site_file_values import (
    BadValueError,
    items_of,
    line_of_text,
    parts_of,
    text_of,
    unexpected,
    url,
    wording,
)
from kb.front_matter.parse import Value

Attempt = Callable[[Callable[[Value, str], Any], Value, str], Any]
"""Reads a value; where it cannot be used that is told and None comes back."""
KEYS = ("lead", "channels", "holidays", "form", "form_reply")
CHANNEL_KEYS = (*ChannelKind, "name", "note", "reply", "map", "hours")
MAX_CHANNELS, MAX_HOLIDAYS, MAX_SPANS = 20, 60, 6
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LENGTHS = {"lead": 400, "name": 60, "note": 300, "reply": 160, "shop": 200, "form_reply": 160}
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{1,38}")
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")
_HOURS = "hours like 8:00-18:00, a list of them, or closed"
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


def is_contact_page(value: Value) -> bool:
    """Whether ``contact`` describes a page, rather than naming an address or one for each language."""
    return isinstance(value.data, dict) and any(key in KEYS for key in value.data)


def contact_page(attempt: Attempt) -> Callable[[Value, str], ContactDetails]:
    """Reads the whole of it; ``attempt`` reads each of its parts."""

    def read(value: Value, key: str) -> ContactDetails:
        parts: dict[str, Value] = value.data
        for name in (name for name in parts if name not in KEYS):
            attempt(_unknown, parts[name], f"{key}.{name}")

        def texts(name: str) -> LocalisedText:
            found = attempt(_texts(name), parts[name], f"{key}.{name}") if _given(parts, name) else None
            return found or LocalisedText()

        def each(name: str, most: int, read_one: Callable[[Value, str], Any]) -> tuple[Any, ...]:
            if not _given(parts, name):
                return ()
            below = f"{key}.{name}"
            items = attempt(lambda item, place: items_of(item, place, most, f"{name} (see docs)"), parts[name], below)
            found = (attempt(read_one, item, f"{below}[{at}]") for at, item in enumerate(items or (), start=1))
            return tuple(one for one in found if one is not None)

        form = attempt(_switch, parts["form"], f"{key}.form") if _given(parts, "form") else False
        return ContactDetails(
            each("channels", MAX_CHANNELS, _channel(attempt)),
            each("holidays", MAX_HOLIDAYS, _holiday),
            texts("lead"),
            bool(form),
            texts("form_reply"),
        )

    return read


def time_zone(value: Value, key: str) -> str:
    """The name of a time zone."""
    expected = "the name of a time zone like Europe/Berlin or Asia/Tehran"
    name = text_of(value, key, expected)
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise unexpected(value, key, expected) from None
    return name


def _given(parts: Any, name: str) -> bool:
    return name in parts and parts[name].data is not None


def _unknown(value: Value, key: str) -> None:
    parent, _, name = key.rpartition(".")
    raise BadValueError(f"{parent}: {shorten(name)} is not known here; use {', '.join(KEYS)}", value.line, name)


def _texts(name: str) -> Callable[[Value, str], LocalisedText]:
    return lambda value, key: wording(value, key, line_of_text(_LENGTHS[name]))


def _switch(value: Value, key: str) -> bool:
    written = str(value.data).lower()
    if written not in (*_YES, *_NO):
        raise unexpected(value, key, "yes or no")
    return written in _YES


def _channel(attempt: Attempt) -> Callable[[Value, str], ContactChannel]:
    def read(value: Value, key: str) -> ContactChannel:
        parts = parts_of(value, key, tuple(CHANNEL_KEYS))
        kinds = [kind for kind in ChannelKind if _given(parts, kind)]
        if len(kinds) != 1:
            named = f"has {' and '.join(kinds)}" if kinds else "has none"
            raise BadValueError(f"{key}: {named} of {', '.join(ChannelKind)}; write exactly one", value.line)
        kind = kinds[0]
        found: dict[str, Any] = {}
        for name in ("name", "note", "reply"):
            if _given(parts, name):
                found[name] = attempt(_texts(name), parts[name], f"{key}.{name}") or LocalisedText()
        if _given(parts, "map"):
            found["map_url"] = attempt(lambda v, k: wording(v, k, url), parts["map"], f"{key}.map") or LocalisedText()
        hours = attempt(_week, parts["hours"], f"{key}.hours") if _given(parts, "hours") else None
        target = wording(parts[kind], f"{key}.{kind}", _TARGETS[kind])
        return ContactChannel(kind, target, hours=hours, **found)

    return read


def _phone(value: Value, key: str) -> str:
    expected = "a telephone number like '+49 30 5550100'"
    written = text_of(value, key, expected)
    if not _PHONE.fullmatch(written):
        raise unexpected(value, key, expected)
    return written


def _email(value: Value, key: str) -> str:
    expected = "an e-mail address like help@example.com"
    written = text_of(value, key, expected)
    address = parseaddr(written)[1]
    if address != written or not re.fullmatch(r"[^@\s]+@[^@\s]+", written):
        raise unexpected(value, key, expected)
    return written


_TARGETS: dict[ChannelKind, Callable[[Value, str], str]] = {
    ChannelKind.PHONE: _phone,
    ChannelKind.EMAIL: _email,
    ChannelKind.CHAT: url,
    ChannelKind.PAGE: url,
    ChannelKind.SHOP: line_of_text(_LENGTHS["shop"]),
}


def _week(value: Value, key: str) -> WeekHours:
    days: list[tuple[Span, ...]] = [()] * 7
    if not isinstance(value.data, dict):
        raise unexpected(value, key, "made of lines like 'mon-fri: 8:00-18:00'")
    named: set[int] = set()
    for name, item in value.data.items():
        for day in _days(name, item, key):
            if day in named:
                raise BadValueError(f"{key}: {WEEK[day]} has hours twice; keep one", item.line, name)
            named.add(day)
            days[day] = _spans(item, f"{key}.{name}")
    return WeekHours(tuple(days))


def _days(name: str, item: Value, key: str) -> list[int]:
    first, _, last = name.strip().lower().partition("-")
    last = last or first
    if first not in WEEK or last not in WEEK:
        expected = f"a day or days like mon-fri ({', '.join(WEEK)})"
        raise unexpected(item, key, expected, name)
    begin, end = WEEK.index(first), WEEK.index(last)
    return [day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0))]


def _spans(value: Value, key: str) -> tuple[Span, ...]:
    if isinstance(value.data, str) and value.data.strip().lower() == "closed":
        return ()
    items = items_of(value, key, MAX_SPANS, _HOURS) if isinstance(value.data, list) else [value]
    spans = [_span(item, key) for item in items]
    for (_, ends), (begins, _) in pairwise(spans):
        if begins < ends:
            raise BadValueError(f"{key}: the hours overlap or are not in their order", value.line, value.plain())
    return tuple(spans)


def _span(value: Value, key: str) -> Span:
    match = _SPAN.fullmatch(text_of(value, key, _HOURS).strip())
    if match is None:
        raise unexpected(value, key, _HOURS)
    hour, minute, last_hour, last_minute = map(int, match.groups())
    begins, ends = hour * 60 + minute, last_hour * 60 + last_minute
    if minute > 59 or last_minute > 59 or begins >= DAY or ends > DAY:
        raise unexpected(value, key, "from 0:00 to 24:00")
    if begins >= ends:
        advice = "write until 24:00, and the rest from 0:00 on the day after"
        raise BadValueError(
            f"{key}: {shorten(value.plain())} ends before it begins; {advice}", value.line, value.plain()
        )
    return begins, ends


def _holiday(value: Value, key: str) -> Holiday:
    parts = parts_of(value, key, ("date", "until", "name", "hours"), ("date", "name"))
    first = _day(parts["date"], f"{key}.date")
    last = _day(parts["until"], f"{key}.until") if _given(parts, "until") else first
    if last < first:
        raise unexpected(parts["until"], f"{key}.until", f"a day after {first.isoformat()}")
    spans = _spans(parts["hours"], f"{key}.hours") if _given(parts, "hours") else ()
    return Holiday(first, last, _texts("name")(parts["name"], f"{key}.name"), spans)


def _day(value: Value, key: str) -> date:
    expected = "a day like 2026-12-25"
    written = text_of(value, key, expected)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise unexpected(value, key, expected) from None
