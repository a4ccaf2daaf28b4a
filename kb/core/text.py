"""Texts from outside: cleaned, shortened, and the whole numbers in them."""

from __future__ import annotations

import re

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


_DIGITS = re.compile(r"[0-9]{1,20}")  # of other scripts int() takes digits too, and some thousands of them it refuses


def whole_number(text: str | None, least: int, most: int) -> int | None:
    """The number in ``text`` where that is one from ``least`` to ``most`` in plain digits, else None."""
    number = int(text) if text and _DIGITS.fullmatch(text) else None
    return number if number is not None and least <= number <= most else None
