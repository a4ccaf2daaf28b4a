"""``readers_flag`` of ``review.yml``: when readers together flag an article.

    readers_flag: never         # they do not
    readers_flag: 6             # at least so many who say that something is wrong
    readers_flag:               # or also: surely so many percent of all who voted, within so many days
      readers: 6
      share: 15
      days: 60

What cannot be read is reported, and the usual figure counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from kb.core.text import shorten, whole_number
from kb.front_matter.parse import Value
from review.queue.complaints import MOST_DAYS, USUAL, FlagRule

NAME = "readers_flag"
_MOST = {"readers": 1_000, "share": 99, "days": MOST_DAYS}
Refuse = Callable[[str, int, str, object], None]


def read_flag_rule(value: Value | None, refuse: Refuse) -> FlagRule | None:
    """The rule that is set; None for never. ``refuse`` is told what is wrong, its line, key and value."""
    if value is None or value.data is None:
        return USUAL
    if value.plain() == "never":
        return None
    given = value.data if isinstance(value.data, dict) else {"readers": value}
    figures = asdict(USUAL)
    for name, one in given.items():
        if name not in _MOST:
            refuse(f"{name!r} is not known here; use {', '.join(_MOST)}", one.line, NAME, None)
        elif number := whole_number(str(one.plain()), 1, _MOST[name]):
            figures[name] = number
        else:
            text = str(one.plain())
            never = ", or never" if one is value else ""
            refuse(f"{shorten(text)} is not a number from 1 to {_MOST[name]}{never}", one.line, NAME, text)
    return FlagRule(**figures)
