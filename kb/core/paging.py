"""Which page of a long list an address asks for."""

from __future__ import annotations


def read_page(limit: str | None, offset: str | None, usual: int, most: int) -> tuple[int, int]:
    """Read ``limit`` (1 to ``most``) and ``offset`` (from 0) of an address.

    Raises:
        ValueError: one is not such a number; names it, its value and what was expected.

    """
    found = []
    for name, text, absent, least, top in (("limit", limit, usual, 1, most), ("offset", offset, 0, 0, 10_000)):
        if text is None or text == "":
            found.append(absent)
        elif text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= top:
            found.append(int(text))
        else:
            raise ValueError(f"{name}={text[:20]!r} is not a number from {least} to {top}")
    return found[0], found[1]


def page_number(text: str | None, most: int = 999_999) -> int:
    """The number in ``text``, written with no more digits than ``most`` has; the first page where it is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return 1
    return max(int(text), 1)
