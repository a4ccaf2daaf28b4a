"""Reads ``site.yml`` in the articles folder: what the help centre is called and looks like, without code.

::

    name: {en: Sofra Help, ar: مساعدة سفرة}
    logo: brand/logo.svg                  # or {light: brand/logo.svg, dark: brand/logo-dark.svg}
    colours: {brand: "#0f6b5c"}
    footer:
      - {label: Shop, url: https://www.example.com}
    home: [topics, popular, recent]

A value that cannot be used is reported and left out; the others count. docs/branding.md describes each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kb.brand.brand import Brand, FooterLink, HomeSection, LocalisedText, Logo
from kb.brand.looks import LOOKS, PAPER
from kb.brand.palette import Tones, nearest_readable
from kb.brand.players import PLAYERS
from kb.brand.typeface import TYPEFACES
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.files.inside import read_inside
from kb.folder.contact_values import contact_page, is_contact_page, time_zone
from kb.folder.notice_values import notices
from kb.folder.site_file_values import (
    LENGTHS,
    BadValueError,
    colour_for,
    font_names,
    items_of,
    line_of_text,
    one_of,
    parts_of,
    region,
    some_of,
    text_of,
    unexpected,
    url,
    wording,
)
from kb.folder.site_rules import KEYS as RULES
from kb.folder.site_rules import SITE_FILE
from kb.front_matter.parse import FrontMatterError, Value
from kb.front_matter.yaml_file import read_text, read_yaml

if TYPE_CHECKING:
    from kb.brand.picture_files import Picture

MAX_KILOBYTES = 64
MAX_LINKS, MAX_SECTIONS, MAX_ARTICLES = 20, 12, 24
SECTIONS = ("products", "topics", "popular", "recent")
FONT_ROLES = ("sans", "mono")
_OWN_KEYS = (
    "name",
    "greeting",
    "tagline",
    "contact",
    "time_zone",
    "region",
    "logo",
    "icon",
    "theme",
    "colours",
    "fonts",
    "typeface",
    "players",
    "notices",
    "footer",
    "home",
)
KEYS = (*_OWN_KEYS, *RULES)

LoadPicture = Callable[[str], "Picture"]


def load_brand(root: Path, files: frozenset[str], before: Brand) -> Brand:
    """Read ``site.yml`` of the folder ``root``, in which there are ``files``.

    Where nothing of it can be read everything of ``before`` stays, as articles do.
    """
    text = read_text(root / SITE_FILE, SITE_FILE, MAX_KILOBYTES, "a few lines are enough")
    if isinstance(text, Problem):
        return replace(before, problems=(text,))
    try:
        return read_brand(text, lambda path: load_picture(root, files, path))
    except FrontMatterError as error:
        problem = Problem("error", "bad_branding", SITE_FILE, str(error), error.line, error.key)
        return replace(before, problems=(problem,))


def read_brand(text: str, load: LoadPicture) -> Brand:
    """Read the text of ``site.yml``; ``load`` gets a picture by its path, or raises a ValueError that says why not.

    Raises:
        FrontMatterError: it is not made of 'key: value' lines at all.

    """
    reader = _SiteFileReader(load)
    return reader.read(read_yaml(text, lambda message, line, key: reader.refuse(BadValueError(message, line), key)))


def load_picture(root: Path, files: frozenset[str], path: str) -> Picture:
    """The picture ``path`` of the folder ``root``, in which there are ``files``.

    Raises:
        PictureError: it is not there or cannot be used; the message says why, after its name.

    """
    from kb.brand.picture_files import MAX_KILOBYTES, PictureError, read_picture  # most sites' commands see no picture

    if path not in files:
        raise PictureError("is not a file in the articles folder; folders that begin with _ or . do not count")
    try:
        return read_picture(read_inside(root, path, MAX_KILOBYTES * 1024))
    except OSError as error:
        raise PictureError(f"cannot be read: {error.strerror}") from error


class _SiteFileReader:
    """Collects the problems of one file; each method reads one kind of value."""

    def __init__(self, load: LoadPicture) -> None:
        self._load = load
        self._problems: list[Problem] = []
        self._pictures: list[str] = []
        self._look = PAPER

    def refuse(self, error: BadValueError, key: str | None) -> None:
        written = None if error.written is None else str(error.written)[:200]
        self._problems.append(Problem("error", "bad_branding", SITE_FILE, str(error), error.line, key, written))

    def read(self, values: Mapping[str, Value]) -> Brand:
        readers: dict[str, Callable[[Value, str], Any]] = {
            "name": self._wording,
            "greeting": self._wording,
            "tagline": self._wording,
            "contact": self._urls,
            "time_zone": time_zone,
            "region": region,
            "logo": self._logo,
            "icon": self._picture,
            "fonts": self._fonts,
            "typeface": one_of(TYPEFACES),
            "players": some_of(PLAYERS),
            "notices": notices(self._try),
            "footer": self._footer,
            "home": self._home,
        }
        found: dict[str, Any] = {}
        if "theme" in values and (name := self._try(one_of(LOOKS), values["theme"], "theme")):
            found["look"] = self._look = LOOKS[name]  # before the colours, which are held to its grounds
        for key, value in values.items():
            if key not in KEYS:
                self.refuse(BadValueError(f"{key!r} is not known here; use {', '.join(KEYS)}", value.line), key)
            elif value.data is None or key in RULES or key == "theme":  # those kb.site_rules reads
                continue
            elif key == "contact" and is_contact_page(value):
                found["contact_page"] = self._try(contact_page(self._try), value, key)
            elif key == "colours":
                found |= self._try(self._colours, value, key) or {}
            elif (read := self._try(readers[key], value, key)) is not None:
                found[key] = read
        self._ask_for_zone(values, found)
        problems = tuple(sorted(self._problems, key=lambda problem: problem.line or 0))
        return Brand(**found, pictures=tuple(self._pictures), problems=problems)

    def _ask_for_zone(self, values: Mapping[str, Value], found: Mapping[str, Any]) -> None:
        """Hours are those of a clock somewhere."""
        page = found.get("contact_page")
        if "time_zone" not in values and page and any(channel.hours for channel in page.channels):
            message = "contact: there are hours but no time_zone; add a line like 'time_zone: Europe/Berlin' (now: UTC)"
            self.refuse(BadValueError(message, values["contact"].line), "time_zone")

    def _try(self, read: Callable[[Value, str], Any], value: Value, key: str) -> Any:
        try:
            return read(value, key)
        except BadValueError as error:
            self.refuse(error, key)
            return None

    def _wording(self, value: Value, key: str) -> LocalisedText:
        return wording(value, key, line_of_text(LENGTHS[key.rpartition(".")[2]]))

    def _urls(self, value: Value, key: str) -> LocalisedText:
        return wording(value, key, url)

    def _picture(self, value: Value, key: str) -> Picture:
        path = text_of(value, key, "the path of an SVG or PNG file in the articles folder, like brand/logo.svg")
        self._pictures.append(path)
        try:
            return self._load(path)
        except ValueError as error:
            raise BadValueError(f"{key}: {shorten(path)} {error}", value.line, path) from None

    def _logo(self, value: Value, key: str) -> Logo:
        if not isinstance(value.data, dict):
            return Logo(self._picture(value, key))
        parts = parts_of(value, key, ("light", "dark"), ("light",))
        dark = self._try(self._picture, parts["dark"], f"{key}.dark") if "dark" in parts else None
        return Logo(self._picture(parts["light"], f"{key}.light"), dark)

    def _colours(self, value: Value, key: str) -> dict[str, Tones]:
        parts = parts_of(value, key, ("brand", "brand_dark"))
        found: dict[str, str] = {}
        light, dark = self._look.light, self._look.dark
        for theme, part in ((light, "brand"), (dark, "brand_dark")):
            if part in parts and (colour := self._try(colour_for(theme), parts[part], f"{key}.{part}")):
                found[theme.name] = colour
        if light.name in found and dark.name not in found:
            found[dark.name] = nearest_readable(found[light.name], dark)
        return {theme.name: Tones.of(found[theme.name], theme) for theme in (light, dark) if theme.name in found}

    def _fonts(self, value: Value, key: str) -> Mapping[str, tuple[str, ...]]:
        parts = parts_of(value, key, FONT_ROLES)
        read = {role: self._try(font_names, item, f"{key}.{role}") for role, item in parts.items()}
        return MappingProxyType({role: names for role, names in read.items() if names})

    def _footer(self, value: Value, key: str) -> tuple[FooterLink, ...]:
        items = items_of(value, key, MAX_LINKS, "links like '- {label: Shop, url: https://www.example.com}'")
        links = (self._try(self._link, item, f"{key}[{at}]") for at, item in enumerate(items, start=1))
        return tuple(link for link in links if link)

    def _link(self, item: Value, key: str) -> FooterLink:
        parts = parts_of(item, key, ("label", "url"), ("label", "url"))
        label, address = self._wording(parts["label"], f"{key}.label"), self._urls(parts["url"], f"{key}.url")
        return FooterLink(label, address, item.line)

    def _home(self, value: Value, key: str) -> tuple[HomeSection, ...] | None:
        items = items_of(value, key, MAX_SECTIONS, f"sections: {', '.join(SECTIONS)}, or a title and articles")
        sections: dict[object, HomeSection] = {}
        for at, item in enumerate(items, start=1):
            section: HomeSection | None = self._try(self._section, item, f"{key}[{at}]")
            if section:
                name = section.kind if section.kind in SECTIONS else at  # what is shown already is not shown again
                sections.setdefault(name, section)
        return tuple(sections.values()) or None

    def _section(self, item: Value, key: str) -> HomeSection:
        if not isinstance(item.data, dict):
            if item.data not in SECTIONS:
                raise unexpected(item, key, f"one of {', '.join(SECTIONS)}, nor a title and articles")
            return HomeSection(item.data, item.line)
        parts = parts_of(item, key, ("title", "articles"), ("title", "articles"))
        below, expected = f"{key}.articles", "keys of articles like orders/track-a-parcel"
        listed = items_of(parts["articles"], below, MAX_ARTICLES, expected)
        keys = (text_of(entry, below, expected).strip("/").removesuffix(".md") for entry in listed)
        title = self._wording(parts["title"], f"{key}.title")
        return HomeSection("articles", item.line, title, tuple(dict.fromkeys(keys)))
