"""Takes up the imports whose uploads this machine holds, one after the other, beside the pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from kb.core.clock import Clock
from kb.files.alone import Alone
from kb.importing.import_rows import DISCARDABLE, RUNNING, ImportState
from kb.importing.running import UNEXPECTED, ImportRunner, StoppedError
from kb.importing.uploads import Uploads
from kb.storage.background import Repeating

logger = logging.getLogger(__name__)
SECONDS = 1.0
UPLOAD_KEPT = timedelta(days=2)
"""After so long without being imported, an upload is taken away."""
TIDIED_EVERY = timedelta(minutes=1)


class ImportWorker(Repeating):
    """For all processes of a machine there is one at a time; for all machines only one writes at a time."""

    def __init__(self, make: Callable[[Callable[[], bool]], ImportRunner], lock: Alone, clock: Clock) -> None:
        super().__init__("imports", self.work, SECONDS)
        self.runner = make(lambda: self.is_closed)
        self._alone, self._clock = lock, clock
        self._tidied_at: datetime | None = None

    @property
    def _uploads(self) -> Uploads:
        return self.runner.uploads

    def work(self) -> None:
        """Do everything that waits here.

        The folder of an import stays for a year, and this is asked every second: with nothing to do that is one query.
        """
        if not self._uploads.any_here():
            return
        with self._alone.if_free() as is_free, suppress(StoppedError):
            if is_free:
                under_way = list(self._here(*RUNNING))
                self._settle(under_way)
                self._tidy()
                if under_way:
                    self._all()

    def _here(self, *states: ImportState) -> Iterator[Row[Any]]:
        """The imports in these states whose uploads this machine holds."""
        return (job for job in self.runner.books.in_state(*states) if self._uploads.is_here(job.folder))

    def _all(self) -> None:
        books, runner = self.runner.books, self.runner
        for job in self._here(ImportState.READING):
            self._read(job)
        for job in self._here(ImportState.WAITING):
            if books.take_turn(job.id, ImportState.WAITING, ImportState.IMPORTING):
                runner.carry_out(books.find(job.id) or job)
        for job in self._here(ImportState.UNDO_WAITING):
            if books.take_turn(job.id, ImportState.UNDO_WAITING, ImportState.UNDOING):
                runner.undo(books.find(job.id) or job)

    def _read(self, job: Row[Any]) -> None:
        try:
            self.runner.read(job)
        except StoppedError:
            raise
        except Exception:
            logger.exception("the upload of %s could not be read", job.label)
            self.runner.books.move(job.id, [ImportState.READING], ImportState.REFUSED, trouble=UNEXPECTED)

    def _settle(self, under_way: Iterable[Row[Any]]) -> None:
        """Whoever has the lock knows that nobody else here is at work on what is under way."""
        for job in under_way:
            if job.state in (ImportState.IMPORTING, ImportState.UNDOING):
                self.runner.settle(job)

    def _tidy(self) -> None:
        """Take uploads away that nobody imported, and those of imports that are forgotten; once in ``TIDIED_EVERY``."""
        now = self._clock()
        if self._tidied_at is not None and now - self._tidied_at < TIDIED_EVERY:
            return
        self._tidied_at = now
        books, old = self.runner.books, self._uploads.older_than(now - UPLOAD_KEPT)
        known = {row.folder: row for row in books.of_folders(old)} if old else {}
        for name in old:
            row = known.get(name)
            if row is None:
                self._uploads.remove(name)
            elif row.state in DISCARDABLE:
                logger.info("the upload of %s was not imported for %s, and is taken away", row.label, UPLOAD_KEPT)
                books.forget(row.id)
                self._uploads.remove(name)
