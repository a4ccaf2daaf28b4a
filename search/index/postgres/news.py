"""Notices that another process has written to the shared index, or keeps it no longer, and has this one catch up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kb.core.errors import DataFolderError
from search.index.postgres.database import IndexDatabase
from search.index.postgres.election import Election

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""One row by its key is read so often: it costs nothing, and goes through any pooler, which LISTEN does not."""


class IndexNews:
    """Looks for what is new every half second, in a thread of its own."""

    def __init__(self, database: IndexDatabase, election: Election, seconds: float = LOOK_SECONDS) -> None:
        self._database, self._election, self._seconds = database, election, seconds
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: tuple[int | None, ...] | None = None
        self._trouble = ""

    def start(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` from now on whenever there is something to catch up with."""
        self._thread = threading.Thread(target=self._run, args=(changed,), name="index-news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> bool:
        """Whether there is something new since it was asked last; what whoever keeps the index writes is none to it.

        Raises:
            DataFolderError: the database cannot be used.

        """
        site = self._database.tables.site
        term = self._election.term()
        with self._database.reading() as connection:
            row = connection.execute(site.select()).one()
        seen, self._seen = self._seen, (row.news if term is None else None, row.form, term, self._election.awaited)
        return seen != self._seen

    def _run(self, changed: Callable[[], None]) -> None:
        while not self._closing.wait(self._seconds):
            try:
                is_new = self.look()
                if self._trouble:
                    logger.info("The index in PostgreSQL can be used again")
                    self._trouble, is_new = "", True
                if is_new:
                    changed()
            except DataFolderError as error:
                if str(error) != self._trouble:  # once, not twice a second
                    self._trouble = str(error)
                    changed()  # whoever catches up meets the same error, and tells it
                self._closing.wait(4 * self._seconds)
            except Exception:
                logger.exception("it cannot be told whether the index in PostgreSQL has changed; trying again")
                self._closing.wait(10 * self._seconds)
