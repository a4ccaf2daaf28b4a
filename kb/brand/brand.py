"""What one organisation's help centre calls itself and looks like; ``kb.folder.site_file`` reads it from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kb.brand.looks import PAPER, SiteLook
from kb.brand.palette import Tones
from kb.core.errors import Problem
from kb.language.languages import base

if TYPE_CHECKING:  # takes a tenth of a second to import, and most sites' commands see no picture
    from kb.brand.contact import ContactDetails
    from kb.brand.notices import SiteNotice
    from kb.brand.picture_files import Picture

WORDMARK = 2.0
"""A logo so many times as wide as high has the name in it, so that the name is not written beside it."""
EVERY_LANGUAGE = ""


@dataclass(frozen=True, slots=True)
class LocalisedText:
    """One text in several languages; under ``EVERY_LANGUAGE`` the one that was written without languages."""

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.texts)

    def own(self, language: str) -> str:
        """The text in ``language`` or without its region, or the one for all; empty where there is none."""
        found = (self.texts.get(code) for code in (language, base(language), EVERY_LANGUAGE))
        return next((text for text in found if text), "")

    def any(self, language: str) -> str:
        """The same, or the first that was written."""
        return self.own(language) or next(iter(self.texts.values()), "")


NO_TEXT = LocalisedText()


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture in the header; ``dark`` is shown instead of ``light`` on dark ground."""

    light: Picture
    dark: Picture | None = None

    @property
    def is_wordmark(self) -> bool:
        """Whether the name is in it."""
        return self.light.ratio >= WORDMARK


@dataclass(frozen=True, slots=True)
class FooterLink:
    """A link at the foot of every page; ``line`` is its place in the file, from 1."""

    label: LocalisedText
    url: LocalisedText
    line: int


@dataclass(frozen=True, slots=True)
class HomeSection:
    """A part of the home page: ``products``, ``topics``, ``popular``, ``recent``, or ``articles`` with a title
    and their keys.
    """

    kind: str
    line: int = 0
    title: LocalisedText = LocalisedText()
    keys: tuple[str, ...] = ()


USUAL_HOME = (HomeSection("products"), HomeSection("topics"), HomeSection("popular"), HomeSection("recent"))


@dataclass(frozen=True, eq=False)
class Brand:
    """What ``site.yml`` says; the same object as long as nothing of it changes, so that it can be a cache's key.

    ``fonts`` are names of fonts by role (``sans``, ``mono``), ``typeface`` one that the site brings along
    (``kb.brand.typeface``), ``players`` those of videos (``kb.brand.players``); ``pictures`` the paths that the file
    names, also of those that cannot be used. ``contact`` is the address that **Contact us** leads to without a
    ``contact_page``; ``time_zone`` is a name of the IANA database, ``region`` a code of CLDR like ``GB``; empty where
    none is set.
    """

    name: LocalisedText = LocalisedText()
    greeting: LocalisedText = LocalisedText()
    tagline: LocalisedText = LocalisedText()
    contact: LocalisedText = LocalisedText()
    contact_page: ContactDetails | None = None
    time_zone: str = ""
    region: str = ""
    notices: tuple[SiteNotice, ...] = ()
    logo: Logo | None = None
    icon: Picture | None = None
    look: SiteLook = PAPER
    light: Tones | None = None
    dark: Tones | None = None
    fonts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    typeface: str = ""
    players: tuple[str, ...] = ()
    footer: tuple[FooterLink, ...] = ()
    home: tuple[HomeSection, ...] = USUAL_HOME
    pictures: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def colour(self) -> str:
        """The colour of links and buttons on light pages, by which the brand is known."""
        return self.light.brand if self.light else self.look.light.usual_brand

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock hours and notices go by; UTC where none is set."""
        return ZoneInfo(self.time_zone or "UTC")


NO_BRAND = Brand()
