"""Which of the processes keeps the index: one, whoever has the lock; each election has a number, so that whoever was
elected before and does not know yet that it is over cannot write any more.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Row, extract, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from kb.core.errors import DataFolderError
from search.index.postgres.database import LOCK_SECONDS, IndexDatabase, NoPrimaryError
from search.index.postgres.tables import FORM

logger = logging.getLogger(__name__)
WAITING_SECONDS = 60
"""So long older versions leave the index to a newer one that waits for it: longer, and it was put back."""
SAY_AGAIN_SECONDS = 20
_KEEPING = 20_261_131
"""The first number of the lock of whoever keeps an index; the second is made of its schema."""


class Election:
    """Stands for election on a session of its own, for as long as that lasts; safe to use from many threads."""

    def __init__(self, database: IndexDatabase) -> None:
        self._database = database
        self._lock = Lock()
        self._session: Connection | None = None
        self._term = 0
        self._is_allowed = True
        self._awaited = 0

    def term(self) -> int | None:
        """The number of our term, None where another process keeps the index, or none can.

        Raises:
            DataFolderError: the database cannot be used.

        """
        with self._lock:
            if self._session is not None and not self._is_ours(self._session):
                logger.info("This process no longer keeps the index in PostgreSQL")
                self._let_go()
            if self._session is None and self._is_allowed:
                with suppress(NoPrimaryError):  # none can be elected until a standby was promoted
                    self._stand()
            return None if self._session is None else self._term

    @property
    def awaited(self) -> int:
        """The form of a newer version that waited to keep the index when we asked last, so that we do not; 0: none."""
        return self._awaited

    def may_stand(self, *, allowed: bool) -> None:
        """Whether we are fit to keep the index, from now on; who is not lets another be elected."""
        with self._lock:
            self._is_allowed = allowed
            if not allowed:
                self._let_go()

    def close(self) -> None:
        """Let another be elected."""
        with self._lock:
            self._let_go()

    def _is_ours(self, session: Connection) -> bool:
        """Whether the session still lasts, in which the lock is ours, and no newer version of us waits to take over."""
        with suppress(SQLAlchemyError):
            row = self._site(session)
            return bool(row.term == self._term and row.form <= FORM and not self._awaited)
        return False

    def _site(self, session: Connection) -> Row[Any]:
        """The row of the site, and how many seconds ago somebody said that it waits."""
        site = self._database.tables.site
        row = session.execute(select(site, extract("epoch", func.now() - site.c.wanted_at).label("waited"))).one()
        self._awaited = row.wanted if row.wanted > FORM and row.waited < WAITING_SECONDS else 0
        return row

    def _stand(self) -> None:
        site, schema = self._database.tables.site, self._database.tables.schema
        with self._database.session() as session:
            try:
                # A standby grants the lock as well, to anybody who asks: it means something on a server that writes.
                asked = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"
                row = self._site(session)
                if session.execute(text(asked)).scalar() or row.form > FORM or self._awaited:
                    session.close()
                    return
                got = text(f"SELECT pg_try_advisory_lock({_KEEPING}, hashtext(:schema))")
                if not session.execute(got, {"schema": schema}).scalar():
                    session.close()
                    self._say_that_we_wait(row)
                    return
                # A writer of before may hold the row still, on a machine that has vanished.
                session.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
                more = site.update().values(term=site.c.term + 1).returning(site.c.term)
                self._term = int(session.execute(more).scalar_one())
            except BaseException:
                session.invalidate()  # never back among the others with a lock on it
                session.close()
                raise
            self._session = session
            logger.info("This process keeps the index in PostgreSQL from now on (term %s)", self._term)

    def _say_that_we_wait(self, row: Row[Any]) -> None:
        """Have an older version that keeps the index resign; said again while it is so."""
        is_older = row.form < FORM and (row.wanted != FORM or row.waited > SAY_AGAIN_SECONDS)
        if is_older or row.wanted < FORM:
            site = self._database.tables.site
            values = {"wanted": FORM, "wanted_at": func.now()}
            with self._database.writing() as connection:
                connection.execute(site.update().where(site.c.wanted == row.wanted).values(**values))

    def _let_go(self) -> None:
        if self._session is not None:
            with suppress(SQLAlchemyError):
                if not self._session.invalidated:  # the server would notice the end of the session a moment later
                    self._session.execute(text("SELECT pg_advisory_unlock_all()"))
            with suppress(SQLAlchemyError):
                self._session.invalidate()
                self._session.close()
            self._session = None


class DeposedError(DataFolderError):
    """Another process was elected meanwhile."""

    def __init__(self) -> None:
        super().__init__("another process keeps the index in PostgreSQL now; this one follows it")
