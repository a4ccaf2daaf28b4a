"""Reads the values of exports, which may be anything: a text, a number, a day, or nothing where it is none of these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from kb.core.text import as_read


def text_of(value: Any) -> str:
    """A text, or a number as one; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return as_read(str(value))


def id_of(value: Any) -> str:
    """A whole number or a text that names something; empty for anything else."""
    found = text_of(value).strip()
    return found if len(found) <= 200 and "\n" not in found else ""


def number_of(value: Any) -> float | None:
    """A number that can be a place in a list."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 else None


def count_of(value: Any) -> int:
    """A count; 0 where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else 0


def whole_of(value: Any) -> int | None:
    """A whole number from 0, also one that is written as a text; None for anything else."""
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,11}\s*", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else None


def day_of(value: Any) -> date | None:
    """The day (UTC) of a time as ISO 8601, or in seconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            found = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
            found = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError, OSError):
        return None
    return found.date() if 1970 < found.year < 2200 else None


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(filter(None, map(text_of, value))) if isinstance(value, list) else ()


def rows_of(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, or the one object there is."""
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))
