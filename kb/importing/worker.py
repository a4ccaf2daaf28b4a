"""Takes up the imports whose uploads this machine holds, one after the other, beside the pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from kb.core.clock import Clock
from kb.files.alone import Alone
from kb.importing.import_rows import ImportState
from kb.importing.running import UNEXPECTED, ImportRunner, StoppedError
from kb.importing.uploads import Uploads
from kb.storage.background import Repeating

logger = logging.getLogger(__name__)
SECONDS = 1.0
UPLOAD_KEPT = timedelta(days=2)
"""After so long without being imported, an upload is taken away."""


class ImportWorker(Repeating):
    """For all processes of a machine there is one at a time; for all machines only one writes at a time."""

    def __init__(self, make: Callable[[Callable[[], bool]], ImportRunner], lock: Alone, clock: Clock) -> None:
        super().__init__("imports", self.work, SECONDS)
        self.runner = make(lambda: self.is_closed)
        self._alone, self._clock = lock, clock

    @property
    def _uploads(self) -> Uploads:
        return self.runner.uploads

    def work(self) -> None:
        """Do everything that waits here."""
        if not self._uploads.any_here():
            return
        with self._alone.if_free() as is_free, suppress(StoppedError):
            if is_free:
                self._settle()
                self._tidy()
                self._all()

    def _all(self) -> None:
        books, runner = self.runner.books, self.runner
        for job in books.in_state(ImportState.READING):
            if self._uploads.is_here(job.folder):
                self._read(job)
        for job in books.in_state(ImportState.WAITING):
            is_ours = self._uploads.is_here(job.folder)
            if is_ours and books.take_turn(job.id, ImportState.WAITING, ImportState.IMPORTING):
                runner.carry_out(books.find(job.id) or job)
        for job in books.in_state(ImportState.UNDO_WAITING):
            is_ours = self._uploads.is_here(job.folder)
            if is_ours and books.take_turn(job.id, ImportState.UNDO_WAITING, ImportState.UNDOING):
                runner.undo(books.find(job.id) or job)

    def _read(self, job: Row[Any]) -> None:
        try:
            self.runner.read(job)
        except StoppedError:
            raise
        except Exception:
            logger.exception("the upload of %s could not be read", job.label)
            self.runner.books.move(job.id, [ImportState.READING], ImportState.REFUSED, trouble=UNEXPECTED)

    def _settle(self) -> None:
        """Whoever has the lock knows that nobody else here is at work on what is under way."""
        for job in self.runner.books.in_state(ImportState.IMPORTING, ImportState.UNDOING):
            if self._uploads.is_here(job.folder):
                self.runner.settle(job)

    def _tidy(self) -> None:
        """Take uploads away that nobody imported, and those of imports that are forgotten."""
        old = self._uploads.older_than(self._clock() - UPLOAD_KEPT)
        if not old:
            return
        books, states = self.runner.books, tuple(ImportState)
        known = {row.folder: row for row in books.in_state(*states)}
        waits = (ImportState.SENDING, ImportState.READY, ImportState.REFUSED, ImportState.FAILED)
        for name in old:
            row = known.get(name)
            if row is None:
                self._uploads.remove(name)
            elif row.state in waits:
                logger.info("the upload of %s was not imported for %s, and is taken away", row.label, UPLOAD_KEPT)
                books.forget(row.id)
                self._uploads.remove(name)
