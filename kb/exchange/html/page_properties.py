"""The lines ``Key: value`` above a page of a database of Notion, as what they say of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

_PROPERTY = re.compile(r"([^:\n]{1,60}): (.{1,1000})")
_TAGS = frozenset({"tags", "tag", "labels", "keywords"})
_CREATED = frozenset({"created", "created time", "created at", "date created"})
_EDITED = frozenset({"last edited", "last edited time", "last edited at", "updated", "last updated"})
_AUTHORS = frozenset({"created by", "author"})
_STATES: dict[str, Literal["published", "draft", "archived"]] = {
    **dict.fromkeys(("published", "live", "done", "complete", "completed"), "published"),
    **dict.fromkeys(("draft", "not started", "to do", "in progress", "in review"), "draft"),
    "archived": "archived",
}
_FORMATS = ("%B %d, %Y", "%b %d, %Y", "%Y/%m/%d", "%Y-%m-%d")
_HOUR = re.compile(r",?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?(?:\s*\([^()]{1,20}\))?$", re.IGNORECASE)
_LONGEST_NAME = 80


@dataclass
class PageProperties:
    """``state`` is empty where nothing says one that is known."""

    labels: tuple[str, ...] = ()
    author: str = ""
    state: Literal["", "published", "draft", "archived"] = ""
    created: date | None = None
    edited: date | None = None


def page_properties(text: str) -> tuple[PageProperties, str]:
    """What the lines above a text say, and the text without those that were understood; the others stay as they are.

    Lines are properties where nothing but such lines stands above the first empty one. Days are read as English
    exports write them, or year first.
    """
    found, lines = PageProperties(), text.lstrip("\n").split("\n")
    count = next((at for at, line in enumerate(lines) if not _PROPERTY.fullmatch(line)), len(lines))
    if not count or (count < len(lines) and lines[count].strip()):
        return found, text
    kept = [f"{line}  " for line in lines[:count] if not _take(found, *line.split(": ", 1))]
    return found, "\n".join([*kept, *lines[count:]])


def _take(found: PageProperties, key: str, value: str) -> bool:
    """Whether a line was understood, and what it says is in ``found``; the first of two counts."""
    key, value = key.strip().lower(), value.strip()
    if key in _TAGS:
        found.labels = (*found.labels, *(one.strip() for one in value.split(",") if one.strip()))
        return True
    if key in _AUTHORS and not found.author and len(value) <= _LONGEST_NAME:
        found.author = value
        return True
    if key == "status" and not found.state and value.lower() in _STATES:
        found.state = _STATES[value.lower()]
        return True
    if key in _CREATED and found.created is None:
        found.created = _day(value)
        return found.created is not None
    if key in _EDITED and found.edited is None:
        found.edited = _day(value)
        return found.edited is not None
    return False


def _day(value: str) -> date | None:
    written = _HOUR.sub("", value.removeprefix("@")).strip()
    for form in _FORMATS:
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007 - a day, without an hour
        except ValueError:
            continue
        return found if 1970 < found.year < 2200 else None
    return None
