"""The kinds of values in ``site.yml``: texts by language, addresses, colours, fonts, each with what is expected.

Every function takes a value and the key it stands under, and raises ``BadValueError`` where it cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from kb.brand.brand import EVERY_LANGUAGE, LocalisedText
from kb.brand.colours import parse_colour
from kb.brand.palette import Theme, nearest_readable, shortfalls
from kb.core.text import shorten
from kb.front_matter.parse import Value
from kb.language.languages import is_language_code, is_region

MAX_FONTS = 8
LENGTHS = {"name": 60, "greeting": 120, "tagline": 200, "label": 60, "title": 80}
"""The most characters of each text."""
_FONT = re.compile(r"[^\W\d_][\w .+-]{0,63}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REGION = "the code of a region like GB, EG or 419"
_URL = "an address that starts with https:, http:, mailto:, tel: or a single /"


class BadValueError(ValueError):
    """One value cannot be used; ``line`` is that of the file, from 1, ``written`` the value or the wrong part of it."""

    def __init__(self, message: str, line: int, written: object = None) -> None:
        super().__init__(message)
        self.line = line
        self.written = written


def unexpected(value: Value, key: str, what: str, written: object = None) -> BadValueError:
    """The usual error: the value is not what was expected."""
    shown = value.plain() if written is None else written
    return BadValueError(f"{key}: {shorten(shown)} is not {what}", value.line, shown)


def text_of(value: Value, key: str, expected: str) -> str:
    """A text that is not empty."""
    if not isinstance(value.data, str) or not value.data.strip():
        raise unexpected(value, key, expected)
    return value.data.strip()


def wording(value: Value, key: str, read: Callable[[Value, str], str]) -> LocalisedText:
    """One text, or texts by language, each read by ``read``."""
    if not isinstance(value.data, dict):
        return LocalisedText(MappingProxyType({EVERY_LANGUAGE: read(value, key)}))
    for code, item in value.data.items():
        if not is_language_code(code):
            raise unexpected(item, key, "a language code like en, fa or pt-BR", code)
    return LocalisedText(MappingProxyType({code: read(item, f"{key}.{code}") for code, item in value.data.items()}))


def line_of_text(limit: int) -> Callable[[Value, str], str]:
    """Reads a text of at most ``limit`` characters, on one line."""

    def read(value: Value, key: str) -> str:
        written = text_of(value, key, "a text, or texts by language like {en: Help}")
        line = " ".join(_CONTROL.sub(" ", written).split())
        if len(line) > limit:
            raise BadValueError(f"{key}: {shorten(line)} is longer than {limit} characters", value.line, line)
        return line

    return read


def url(value: Value, key: str) -> str:
    """An address that a link may have: of the web, of a person, or a path of this site."""
    address = text_of(value, key, _URL)
    if "\\" in address or any(letter.isspace() for letter in address):
        raise unexpected(value, key, _URL)
    try:
        parts = urlsplit(address)
    except ValueError:
        raise unexpected(value, key, _URL) from None
    is_own = address.startswith("/") and not address.startswith("//")
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    if not (is_own or is_web or (parts.scheme in ("mailto", "tel") and parts.path)):
        raise unexpected(value, key, _URL)
    return address


def region(value: Value, key: str) -> str:
    """A region as CLDR names it, in whose way days are written."""
    written = text_of(value, key, _REGION).upper()
    if not is_region(written):
        raise unexpected(value, key, _REGION)
    return written


def colour_for(theme: Theme) -> Callable[[Value, str], str]:
    """Reads a colour as ``#rrggbb`` that people can read wherever ``theme`` uses it."""

    def read(value: Value, key: str) -> str:
        if value.data is None:
            message = f"{key}: there is no value; write the colour in quotes, since # begins a comment"
            raise BadValueError(f"{message}: '{theme.usual_brand}'", value.line)
        try:
            colour = parse_colour(str(value.data).strip())
        except ValueError:
            raise unexpected(value, key, f"a colour like '{theme.usual_brand}'") from None
        if short := shortfalls(colour, theme):
            message = f"{key}: {colour!r} has too little contrast: {short[0]}; the site keeps its usual colour"
            near = nearest_readable(colour, theme)
            raise BadValueError(f"{message}. The nearest that can be used is {near!r}", value.line, colour)
        return colour

    return read


def one_of(words: Collection[str]) -> Callable[[Value, str], str]:
    """Reads one of these words."""

    def read(value: Value, key: str) -> str:
        if not isinstance(value.data, str) or value.data not in words:
            raise unexpected(value, key, f"one of {', '.join(words)}")
        return value.data

    return read


def some_of(words: Collection[str]) -> Callable[[Value, str], tuple[str, ...]]:
    """Reads one of these words or a list of them."""

    def read(value: Value, key: str) -> tuple[str, ...]:
        entries = value.data if isinstance(value.data, list) else [value]
        return tuple(dict.fromkeys(one_of(words)(entry, key) for entry in entries))

    return read


def font_names(value: Value, key: str) -> tuple[str, ...]:
    """Names of installed fonts: a text with commas between them, or a list."""
    expected = "the name of an installed font like Inter or Noto Sans"
    entries = value.data if isinstance(value.data, list) else [value]
    names = [part.strip(" '\"") for item in entries for part in text_of(item, key, expected).split(",")]
    for name in names:
        if not _FONT.fullmatch(name):
            raise unexpected(value, key, expected, name)
    if len(names) > MAX_FONTS:
        raise BadValueError(f"{key}: there are {len(names)} fonts; at most {MAX_FONTS} are used", value.line)
    return tuple(names)


def parts_of(value: Value, key: str, known: tuple[str, ...], needed: tuple[str, ...] = ()) -> Mapping[str, Value]:
    """The entries of a mapping that has no others than ``known``, and all that are ``needed``."""
    if not isinstance(value.data, dict):
        raise unexpected(value, key, f"made of 'key: value' lines ({', '.join(known)})")
    parts: dict[str, Value] = value.data
    for name, part in parts.items():
        if name not in known:
            raise BadValueError(f"{key}: {shorten(name)} is not known here; use {', '.join(known)}", part.line, name)
    for name in needed:
        if name not in parts:
            raise BadValueError(f"{key}: there is no {name}", value.line)
    return parts


def items_of(value: Value, key: str, most: int, expected: str) -> list[Value]:
    """The entries of a list."""
    if not isinstance(value.data, list):
        raise unexpected(value, key, f"a list of {expected}")
    if len(value.data) > most:
        raise BadValueError(f"{key}: there are {len(value.data)} entries; at most {most} are shown", value.line)
    return list(value.data)
