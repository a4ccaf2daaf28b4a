"""Which page of a long list an address asks for."""

from __future__ import annotations

from kb.core.text import whole_number


def read_page(limit: str | None, offset: str | None, usual: int, most: int) -> tuple[int, int]:
    """Read ``limit`` (1 to ``most``) and ``offset`` (from 0) of an address.

    Raises:
        ValueError: one is not such a number; names it, its value and what was expected.

    """
    found = []
    for name, text, absent, least, top in (("limit", limit, usual, 1, most), ("offset", offset, 0, 0, 10_000)):
        if text is None or text == "":
            found.append(absent)
        elif (number := whole_number(text, least, top)) is not None:
            found.append(number)
        else:
            raise ValueError(f"{name}={text[:20]!r} is not a number from {least} to {top}")
    return found[0], found[1]


def page_number(text: str | None, most: int = 999_999) -> int:
    """The number in ``text``, written with no more digits than ``most`` has; the first page where it is none."""
    digits = len(str(most))
    number = whole_number(text, 1, 10**digits - 1) if text and len(text) <= digits else None
    return number or 1
