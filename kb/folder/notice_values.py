"""Reads ``notices`` of ``site.yml``.

::

    notices:
      - text: {en: Parcels take two days longer than usual., ar: …}
        kind: warning
        from: 2026-12-20
        until: 2026-12-27 18:00
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kb.brand.brand import NO_TEXT
from kb.brand.notices import MAX_NOTICE, NoticeKind, SiteNotice, read_moment
from kb.folder.contact_values import Attempt
from kb.folder.site_file_values import items_of, line_of_text, parts_of, text_of, unexpected, url, wording
from kb.front_matter.parse import Value

MAX_NOTICES = 20
_MOMENT = "a day like 2026-12-20, or with a time 2026-12-20 18:00"


def notices(attempt: Attempt) -> Callable[[Value, str], tuple[SiteNotice, ...]]:
    """Reads the list; ``attempt`` reads each of its entries."""

    def read(value: Value, key: str) -> tuple[SiteNotice, ...]:
        items = items_of(value, key, MAX_NOTICES, "notices like '- {text: We are moving., until: 2026-12-24}'")
        found = (attempt(_notice, item, f"{key}[{at}]") for at, item in enumerate(items, start=1))
        return tuple(one for one in found if one is not None)

    return read


def _notice(value: Value, key: str) -> SiteNotice:
    parts = parts_of(value, key, ("text", "kind", "from", "until", "link"), ("text",))
    given = {name: part for name, part in parts.items() if part.data is not None}
    kind = NoticeKind.INFO
    if "kind" in given:
        kinds = " or ".join(NoticeKind)
        if given["kind"].data not in list(NoticeKind):
            raise unexpected(given["kind"], f"{key}.kind", kinds)
        kind = NoticeKind(given["kind"].data)
    begins = _moment(given["from"], f"{key}.from", is_end=False) if "from" in given else None
    ends = _moment(given["until"], f"{key}.until", is_end=True) if "until" in given else None
    if begins and ends and ends <= begins:
        raise unexpected(given["until"], f"{key}.until", f"after {begins:%Y-%m-%d %H:%M}")
    link = wording(given["link"], f"{key}.link", url) if "link" in given else NO_TEXT
    return SiteNotice(wording(parts["text"], f"{key}.text", line_of_text(MAX_NOTICE)), kind, begins, ends, link)


def _moment(value: Value, key: str, *, is_end: bool) -> datetime:
    written = text_of(value, key, _MOMENT)
    try:
        return read_moment(written, is_end=is_end)
    except ValueError:
        raise unexpected(value, key, _MOMENT) from None
