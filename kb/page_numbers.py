"""Which page of a long list an address asks for."""

from __future__ import annotations


def page_number(text: str | None, most: int = 999_999) -> int:
    """The number in ``text``, written with no more digits than ``most`` has; the first page where it is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return 1
    return max(int(text), 1)
