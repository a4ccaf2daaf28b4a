"""Which notices hold now, for every page: those of ``site.yml`` and those that editors put up."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from kb.brand.notices import NoticeKind, SiteNotice
from kb.core.clock import Clock
from kb.library.library import Library
from kb.notices.notice_rows import KeptNotice, kept_notices
from kb.storage.in_time import InTime

KEPT_SECONDS = 5.0


class NoticeBoard:
    """Asks the database every few seconds, not for each page; another process's notice is seen as late as that.

    No page waits for a slow database: it shows the notices of before.
    """

    def __init__(self, library: Library, database: Engine | None, clock: Clock) -> None:
        self._library, self._database, self._clock = library, database, clock
        self._lock = threading.Lock()
        self._read_at: datetime | None = None
        self._put_up: InTime[Sequence[KeptNotice]] = InTime("notices", self._read, ())

    def now(self) -> datetime:
        """The time by the clock of the organisation, without a zone."""
        return self._clock().astimezone(self._library.catalog.brand.zone).replace(tzinfo=None)

    def current(self) -> list[SiteNotice]:
        """Those that hold now, warnings first."""
        at = self.now()
        put_up = [one.notice for one in self._kept() if one.taken_down_at is None]
        held = [one for one in (*put_up, *self._library.catalog.brand.notices) if one.holds(at)]
        return sorted(held, key=lambda one: one.kind is not NoticeKind.WARNING)

    def changed_at(self) -> datetime | None:
        """When what pages show changed last, as far as it is known; None where there never was a notice."""
        brand, at, kept = self._library.catalog.brand, self.now(), self._kept()
        notices = [*(one.notice for one in kept), *brand.notices]
        edges = [edge for one in notices for edge in (one.begins, one.ends) if edge and edge <= at]
        acts = [act.replace(tzinfo=UTC) for one in kept for act in (one.made_at, one.taken_down_at) if act]
        return max([*acts, *(edge.replace(tzinfo=brand.zone).astimezone(UTC) for edge in edges)], default=None)

    def forget(self) -> None:
        """Look anew next time: something was put up or taken down."""
        with self._lock:
            self._read_at = None

    def _kept(self) -> Sequence[KeptNotice]:
        if self._database is None:
            return ()
        now = self._clock()
        with self._lock:
            is_due = self._read_at is None or abs((now - self._read_at).total_seconds()) >= KEPT_SECONDS
            if is_due:
                self._read_at = now
        return self._put_up() if is_due else self._put_up.newest()

    def _read(self) -> Sequence[KeptNotice]:
        assert self._database is not None
        with self._database.connect() as connection:
            return kept_notices(connection)
