"""What the values of front matter may be: lines of text, dates, intervals, numbers, addresses.

Every reader takes the text of a value and raises a ValueError where it is none of its kind.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from urllib.parse import urlsplit

from kb.core.text import UNWANTED

MAX_SLUG = 40
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_TEXT = 500

_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[T\s].*$)")
_TIME = re.compile(r"^[T\s]\s*(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def tidy(text: str) -> str:
    """``text`` in composed letters, without the characters that no page takes."""
    return unicodedata.normalize("NFC", UNWANTED.sub("", text))


def read_line(text: str) -> str:
    """A text on one line."""
    line = " ".join(text.split())
    if not line or len(line) > MAX_TEXT:
        raise ValueError(text)
    return line


def read_date(text: str) -> date:
    """A day, with or without a time after it."""
    match = _DATE.match(text.strip())
    if not match:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


def read_moment(text: str) -> tuple[datetime, bool]:
    """A day, or a day and hour, with an offset from UTC or by the clock of the site; whether there was an hour.

    A day that has something else behind it is that day, as other systems write it.
    """
    written = text.strip()
    day = read_date(written)
    match = _TIME.match(written[_DATE.match(written).end(3) :])  # type: ignore[union-attr]
    if match is None:
        return datetime.combine(day, time()), False
    hour = time.fromisoformat(match[1].zfill(len(match[1]) + (match[1][1] == ":")))
    zone = datetime.strptime(match[2], "%z").tzinfo if match[2] else None
    return datetime.combine(day, hour, zone), True


def read_exact_moment(text: str) -> tuple[datetime, bool]:
    """The same, and nothing else behind the day than an hour."""
    at, has_hour = read_moment(text)
    if not has_hour and not re.fullmatch(r"[\d-]+", text.strip()):
        raise ValueError(text)
    return at, has_hour


def read_key(text: str) -> str:
    """The key of an article."""
    key = read_line(text).strip("/")
    if not key:
        raise ValueError(text)
    return key


def read_address(text: str) -> str:
    """A path of this site as a key, or a web address: what a redirect may lead to."""
    address = text.strip()
    if any(letter.isspace() or letter == "\\" for letter in address) or len(address) > MAX_TEXT:
        raise ValueError(text)
    if ":" not in address and not address.startswith("//"):
        path = address.partition("#")[0].partition("?")[0].strip("/").removesuffix(".html").removesuffix(".md")
        if path and ".." not in path.split("/"):
            return path
    elif is_web_address(address):
        return address
    raise ValueError(text)


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an address of another site that a redirect may lead to."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def read_number(text: str) -> float:
    """A number that can be sorted."""
    number = float(text)
    if number != number or abs(number) > 1e9:
        raise ValueError(text)
    return number


def read_flag(text: str) -> bool:
    """True or false, in the words that YAML has for them."""
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(text)
    return word in _TRUE


def is_slug(text: str) -> bool:
    """Whether files may name a team by ``text``: small letters without accents and digits, with single hyphens."""
    return len(text) <= MAX_SLUG and bool(_SLUG.fullmatch(text))
