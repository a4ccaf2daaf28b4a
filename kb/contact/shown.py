"""The contact page as a template shows it: channels with their hours and links, holidays ahead, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.brand.brand import Brand
from kb.brand.contact import ChannelKind, ContactChannel, ContactDetails
from kb.brand.hours import opening_at
from kb.contact.wording import ICONS, NAMES, Speaker

HOLIDAYS_AHEAD = timedelta(days=120)
MOST_HOLIDAYS = 8


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """One way to a person. ``href`` is empty where there is nothing to follow.

    ``is_code`` where ``text`` runs from left to right in every language; ``said`` is what ``Speaker.ahead``
    tells, none without hours.
    """

    icon: str
    kind_name: str
    name: str
    text: str
    href: str
    is_code: bool
    note: str
    reply: str
    map_url: str
    week: list[tuple[str, str]]
    said: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class ShownContact:
    """The page. ``holidays`` are names, days and hours; ``zone`` names whose clock they are of."""

    lead: str
    channels: list[ShownChannel]
    holidays: list[tuple[str, str, str]]
    zone: str
    has_form: bool
    form_reply: str


def local_time(brand: Brand, now: datetime) -> datetime:
    """``now`` by the clock of the organisation."""
    return now.astimezone(brand.zone)


def shown_contact(details: ContactDetails, language: str, speaker: Speaker, at: datetime) -> ShownContact:
    """The page in ``language`` at the moment ``at``, which is in the zone of the hours."""
    has_hours = any(channel.hours for channel in details.channels)
    ahead = sorted(
        (one for one in details.holidays if one.last >= at.date() and one.first <= (at + HOLIDAYS_AHEAD).date()),
        key=lambda one: one.first,
    )
    return ShownContact(
        details.lead.any(language),
        [_shown(channel, details, language, speaker, at) for channel in details.channels],
        [(one.name.any(language), speaker.holidays(one), speaker.spans(one.spans)) for one in ahead[:MOST_HOLIDAYS]]
        if has_hours
        else [],
        speaker.writing.zone(at, speaker.interface) if has_hours else "",
        details.form,
        details.form_reply.any(language),
    )


def open_line(details: ContactDetails, speaker: Speaker, at: datetime) -> str:
    """In one line, when somebody can be spoken to: of the channels with hours the one that is open, or opens first."""
    states = [opening_at(channel.hours, details.holidays, at) for channel in details.channels if channel.hours]
    if not states:
        return ""
    never = at + timedelta(days=10_000)
    best = min(states, key=lambda one: (not one.is_open, one.changes_at or never))
    return speaker.opening(best, at)


def _shown(
    channel: ContactChannel, details: ContactDetails, language: str, speaker: Speaker, at: datetime
) -> ShownChannel:
    kind, target = channel.kind, channel.target.any(language)
    hours = channel.hours
    is_web = kind in (ChannelKind.CHAT, ChannelKind.PAGE)
    return ShownChannel(
        ICONS[kind],
        NAMES[kind],
        channel.name.any(language),
        "" if is_web else target,
        _href(kind, target),
        kind in (ChannelKind.PHONE, ChannelKind.EMAIL),
        channel.note.any(language),
        channel.reply.any(language),
        channel.map_url.any(language),
        speaker.week(hours) if hours else [],
        speaker.ahead(hours, details.holidays, at) if hours else [],
    )


def _href(kind: ChannelKind, target: str) -> str:
    if kind is ChannelKind.PHONE:
        return "tel:" + re.sub(r"[^+0-9]", "", target)
    if kind is ChannelKind.EMAIL:
        return f"mailto:{target}"
    return target if kind in (ChannelKind.CHAT, ChannelKind.PAGE) else ""
