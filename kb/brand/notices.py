"""What every page says for a while: an outage, a delay; from ``site.yml`` or from editors (``kb.notices``)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kb.brand.brand import NO_TEXT, LocalisedText

MAX_NOTICE = 300
"""The most characters of its text."""
_FIRST, _LAST = 2000, 2999
"""Years of a notice: by the clock of any zone there is such a moment, which at the edges of the calendar is not so."""


class NoticeKind(StrEnum):
    """How serious it is."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SiteNotice:
    """One notice; ``begins`` and ``ends`` are by the clock of the organisation, without a zone; None: open."""

    text: LocalisedText
    kind: NoticeKind = NoticeKind.INFO
    begins: datetime | None = None
    ends: datetime | None = None
    url: LocalisedText = NO_TEXT

    def holds(self, at: datetime) -> bool:
        """Whether it is shown at ``at``, by that clock and without a zone."""
        return (self.begins is None or self.begins <= at) and (self.ends is None or at < self.ends)

    @property
    def name(self) -> str:
        """What tells it from others, and from itself after a change: a reader who dismissed it sees it again then."""
        said = repr((sorted(self.text.texts.items()), str(self.kind), self.ends))
        return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def read_moment(text: str, *, is_end: bool = False) -> datetime:
    """A day, as its beginning or its end, or a day with a time, by the clock of the organisation.

    Raises:
        ValueError: it is neither, or names a zone.

    """
    written = text.strip()
    found = datetime.fromisoformat(written)
    if found.tzinfo is not None or not _FIRST <= found.year <= _LAST:
        raise ValueError(text)
    is_day = len(written) <= len("2026-12-20")
    return found + timedelta(days=1) if is_day and is_end else found
