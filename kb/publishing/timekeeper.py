"""Sees to it, beside the pages, that what is planned comes true at its time."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Engine

from kb.catalog.catalog import Catalog
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.library.library import Library
from kb.publishing.plan import due, keep_plan, note_done, planned_in
from kb.storage.background import Repeating
from kb.storage.database import AWAY, said_by

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0


class Timekeeper(Repeating):
    """Has the library read itself when a time of an article comes, and notes each such act once, whoever is first.

    Nothing is written into files: what they say of time stays true after a crash, and for every process.
    """

    def __init__(self, library: Library, database: Engine, clock: Clock) -> None:
        super().__init__("timekeeper", self.look, SECONDS_BETWEEN_LOOKS)
        self._library, self._database, self._clock = library, database, clock
        self._planned_from: Catalog | None = None

    def look(self) -> None:
        """Do what is due. Between two changes of the collection that is one comparison."""
        try:
            if self._library.is_due():
                self._library.refresh()
            catalog, now = self._library.catalog, self._clock()
            # What became due since they were read has not come true in them: that is for the next look.
            if catalog is not self._planned_from and not self._library.is_due():
                self._note(catalog, now)
                self._planned_from = catalog
        except AWAY as error:
            logger.warning("what was planned could not be noted; it is tried again in a second: %s", said_by(error))
        except KbError as error:
            logger.warning("the articles could not be read when their time came: %s", error)
        except Exception:
            logger.exception("what is planned could not be looked after; it is tried again in a second")

    def _note(self, catalog: Catalog, now: datetime) -> None:
        """Keep what is planned, then note what came true by ``now``; each in a transaction of its own."""
        with self._database.begin() as connection:
            keep_plan(connection, planned_in(catalog), now)
        with self._database.connect() as connection:
            waiting = due(connection, now)
        for one in waiting:
            with self._database.begin() as connection:
                done = note_done(connection, one, catalog.articles.get(one.article), now)
            if done:
                logger.info("%s %s: %s, as planned", *one.article, one.act)
