"""How people reach the people behind a help centre; ``kb.folder.contact_values`` reads it from ``site.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.brand.brand import NO_TEXT, LocalisedText
from kb.brand.hours import Holiday, WeekHours


class ChannelKind(StrEnum):
    """What a way to a person is; also its key in the file."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    SHOP = "shop"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ContactChannel:
    """One way. ``target`` is a number, an address of mail or of the web, of a shop where it stands.

    ``map_url`` shows the shop, ``reply`` tells what an answer takes.
    """

    kind: ChannelKind
    target: LocalisedText
    name: LocalisedText = NO_TEXT
    note: LocalisedText = NO_TEXT
    reply: LocalisedText = NO_TEXT
    map_url: LocalisedText = NO_TEXT
    hours: WeekHours | None = None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What the contact page has; ``form`` whether people may write there."""

    channels: tuple[ContactChannel, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    lead: LocalisedText = NO_TEXT
    form: bool = False
    form_reply: LocalisedText = NO_TEXT
