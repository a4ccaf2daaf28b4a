"""Texts from outside: cleaned, shortened, and the whole numbers in them."""

from __future__ import annotations

import re
import unicodedata

MAX_QUERY_CHARACTERS = 500
"""The longest question: what search boxes take, what the search refuses beyond, what the desk keeps."""


def shorten(value: object, limit: int = 60) -> str:
    """Quote a value for an error message, cut so that a hostile one cannot flood the terminal."""
    text = str(value).replace("\n", "\\n")
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that no page, feed or database takes: controls, halves of characters, byte order marks."""


def plain_lines(text: str) -> str:
    """``text`` with every line end as ``\\n``, whether it had CRLF, CR or both."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_read(text: str) -> str:
    """``text`` as articles are read: line ends as ``\\n``, without the characters that no page takes."""
    return UNWANTED.sub("", plain_lines(text))


def one_line(text: str, limit: int = 200) -> str:
    """``text`` without line breaks and other control characters, cut at ``limit``."""
    plain = "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in ("Cc", "Cs"))
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def typed_lines(text: str, most: int) -> str:
    """What somebody typed into a field of many lines: without control characters, at most ``most`` of it."""
    lines = plain_lines(text[: 2 * most]).replace("\t", " ")
    kept = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return "".join(kept).strip()[:most].strip()


_DIGITS = re.compile(r"[0-9]{1,20}")  # of other scripts int() takes digits too, and some thousands of them it refuses


def whole_number(text: str | None, least: int, most: int) -> int | None:
    """The number in ``text`` where that is one from ``least`` to ``most`` in plain digits, else None."""
    number = int(text) if text and _DIGITS.fullmatch(text) else None
    return number if number is not None and least <= number <= most else None
