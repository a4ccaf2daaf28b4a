"""Which page of a long list an address asks for."""

from __future__ import annotations

from typing import NamedTuple

from kb.core.text import whole_number

MAX_OFFSET = 10_000


class ListPage(NamedTuple):
    """One page of a long list: its number, how many there are, at least one, and how many entries stand before it."""

    number: int
    pages: int
    offset: int


def read_page(limit: str | None, offset: str | None, usual: int, most: int) -> tuple[int, int]:
    """Read ``limit`` (1 to ``most``) and ``offset`` (from 0) of an address.

    Raises:
        ValueError: one is not such a number; names it, its value and what was expected.

    """
    found = []
    for name, text, absent, least, top in (("limit", limit, usual, 1, most), ("offset", offset, 0, 0, MAX_OFFSET)):
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


def page_among(asked: int, total: int, size: int) -> ListPage:
    """The page ``asked`` for (from 1) of ``total`` entries, ``size`` on each; the last one where there are fewer."""
    pages = max(1, -(-total // size))
    number = min(asked, pages)
    return ListPage(number, pages, (number - 1) * size)
