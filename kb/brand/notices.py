"""What every page says for a while: an outage, a delay; from ``site.yml`` or from editors (``kb.notices``)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kb.brand.brand import NO_TEXT, LocalisedText


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
