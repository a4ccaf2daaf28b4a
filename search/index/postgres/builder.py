"""Brings the index of this process up to the shared one, and where this process was elected, the shared one up to the
articles.

Every query is answered from arrays in memory, as without a database: they are the same arrays, made of the same
passages and vectors, so they find the same. What was read is kept on the own disk as well, so that a start reads what
is new, and readers are served while the database is away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from kb.catalog.catalog import Catalog
from kb.core.errors import DataFolderError
from search.index.interface import BuiltIndex, Embedded
from search.index.local.change import all_of, changed, nothing_changed
from search.index.local.generations import Generations
from search.index.local.indexer import ORIGIN, Indexer
from search.index.local.snapshot import Snapshot
from search.index.local.vector_store import VectorShelf
from search.index.missing import each_lacking
from search.index.postgres.database import IndexDatabase
from search.index.postgres.election import Election
from search.index.postgres.feed import News, Origin, news, origin_of
from search.index.postgres.making import NewerWaitsError, make_anew
from search.index.postgres.tables import FORM
from search.index.postgres.vector_tables import PostgresVectors
from search.index.postgres.writing import lock_site, tell, write
from search.models.loaded import LoadedModel
from search.models.progress import Progress, no_progress

logger = logging.getLogger(__name__)

EXACT_UNTIL = 20_000
"""Each process would make a graph of its own, and two graphs find not quite the same: so they begin later."""
TAKEN_AT_ONCE = 2_000


class PostgresBuilder:
    """An :class:`IndexBuilder` over ``database``; the arrays that this process has are kept in ``folder``."""

    def __init__(
        self,
        database: IndexDatabase,
        election: Election,
        folder: Path,
        exact_until: int = EXACT_UNTIL,
        known: VectorShelf | None = None,
        elsewhere: Sequence[Path] = (),
    ) -> None:
        """``known`` are vectors of before that need not be computed again; where ``folder`` has nothing yet, it begins
        with what the first folder of ``elsewhere`` has.
        """
        self._database, self._election, self._known, self._elsewhere = database, election, known, elsewhere
        self._vectors = PostgresVectors(database, election.term)
        self._generations = Generations(folder)
        self._arrays = Indexer(self._generations, self._vectors, exact_until)

    def open_newest(self, catalog: Catalog) -> Snapshot | None:
        """What this process had when it was saved last, else what it finds elsewhere; None where there is nothing."""
        own = self._arrays.open_newest(catalog)
        for folder in () if own else self._elsewhere:
            if (other := Generations(folder).newest_sound()) is not None:
                with suppress(DataFolderError):  # removed meanwhile: it is only the quicker way
                    self._generations.take_over(other)
                    return self._arrays.open_newest(catalog)
        return own

    def refresh(
        self, catalog: Catalog, before: BuiltIndex | None, models: Mapping[str, LoadedModel], kept: Iterable[str]
    ) -> Snapshot:
        """What can be searched now: ``before`` itself where nothing has changed, neither articles nor vectors.

        Raises:
            DataFolderError: the database or the folder cannot be used, or the articles folder has nothing in it.

        """
        kept = list(kept)
        has_articles = bool(catalog.published)
        self._election.may_stand(allowed=has_articles)
        term = self._election.term()
        if term is not None:
            self._make_anew_if_older(term)
        own = self._arrays.usable(before)
        found = self._news(own)
        if has_articles and term is None and (newer := self._election.awaited):
            raise NewerWaitsError(newer)
        if found.change is not None:
            own = self._arrays.apply(found.change, catalog, None if found.is_all else own, models, kept)
        if not has_articles:
            return self._without_articles(catalog, own, models, kept)
        if term is not None:
            return self._keep(term, catalog, own, found.origin, models, kept)
        if own is None:
            raise DataFolderError("another process is building the first index in PostgreSQL; this one waits for it")
        return self._arrays.apply(None, catalog, own, models, kept)

    def _without_articles(
        self, catalog: Catalog, own: Snapshot | None, models: Mapping[str, LoadedModel], kept: Iterable[str]
    ) -> Snapshot:
        """An index of nothing, which is not written: an empty folder is rather not there yet than emptied."""
        if own is not None and own.entries:
            raise NoArticlesError
        return self._arrays.apply(changed(catalog, None if own is None else ()), catalog, own, models, kept)

    def _keep(
        self,
        term: int,
        catalog: Catalog,
        own: Snapshot | None,
        origin: Origin,
        models: Mapping[str, LoadedModel],
        kept: Iterable[str],
    ) -> Snapshot:
        """Bring the shared index, whose newest generation ``origin`` is ``own``, up to the catalog.

        Where nothing is there ``own`` is of the data folder, or of a database that is gone: what of it the articles
        still say is written as it is. Its vectors are those of the shelf, as for all others.
        """
        is_first = not origin.generation
        if is_first and own is not None:
            own = own.with_models({})
        change = self._arrays.comparison.changed(catalog, None if own is None else own.entries)
        if is_first and own is not None and change is None:
            change = nothing_changed(own.entries)
        if change is not None:
            to_write = all_of(catalog, change.entries) if is_first else change
            with self._database.writing() as connection:
                written = write(connection, self._database.tables, term, to_write, origin)
            change = replace(change, origin=written.written())
        found = self._arrays.apply(change, catalog, own, models, kept)
        self._arrays.comparison.made(catalog, found.entries)
        return found

    def save(self, index: BuiltIndex) -> Snapshot:
        """Keep ``index`` on the own disk for the next start; gives it as it is kept."""
        return self._arrays.save(index)

    def merge(self, index: BuiltIndex) -> bool:
        """Make graphs where there are many passages; they are used from the next refresh on."""
        return self._arrays.merge(index)

    def embed(
        self,
        index: BuiltIndex,
        loaded: LoadedModel,
        progress: Progress = no_progress,
        wait: Callable[[], bool] = lambda: False,
    ) -> Embedded:
        """Give every passage that the model serves its vector, where this process keeps the index; others wait for it.

        Raises:
            DataFolderError: the database cannot be used.

        """
        term = self._election.term()
        if term is None:
            return Embedded(loaded.model.name, 0, 0.0)
        taken = self._take_known(index, loaded)
        done = self._arrays.embed(index, loaded, progress, wait)
        done = replace(done, passages=done.passages + taken)
        if done.passages:
            with self._database.writing() as connection:
                tell(connection, self._database.tables, term)
        return done

    def _take_known(self, index: BuiltIndex, loaded: LoadedModel) -> int:
        """Write the vectors that are known already; how many."""
        if self._known is None:
            return 0
        model, taken = loaded.embedder.fingerprint, 0
        hashes = iter(dict.fromkeys(passage.text_hash for passage in each_lacking(index, loaded)))
        while some := list(islice(hashes, TAKEN_AT_ONCE)):
            found = self._known.find(model, sorted(self._vectors.missing(model, some)))
            if found:
                self._vectors.add(model, list(found), np.stack(list(found.values())))
            taken += len(found)
        return taken

    def _news(self, own: Snapshot | None) -> News:
        with self._database.reading() as connection:
            entries = () if own is None else own.entries
            return news(connection, self._database.tables, _origin_of(own), entries)

    def _make_anew_if_older(self, term: int) -> None:
        """Have the tables in our form, where an older version of us has left its own."""
        tables = self._database.tables
        with self._database.reading() as connection:
            origin_of(connection, tables, to_keep=True)
            form = connection.execute(tables.site.select()).one().form
        if form < FORM:
            logger.info("The index in PostgreSQL is of an older version (form %s); building it anew", form)
            with self._database.writing() as connection:
                lock_site(connection, tables, term)
                make_anew(connection, tables)


class NoArticlesError(DataFolderError):
    """The articles folder of this process is empty, and the shared index is not."""

    def __init__(self) -> None:
        super().__init__(
            "the articles folder has no article; the index in PostgreSQL stays as it is, and this process does not "
            "keep it: mount or clone the folder (KB_ARTICLES_DIR)"
        )


def _origin_of(snapshot: Snapshot | None) -> Origin | None:
    """Which generation of the shared index a snapshot is of; None where that is not known."""
    with suppress(OSError):
        return None if snapshot is None else Origin.read((snapshot.folder / ORIGIN).read_text("utf-8"))
    return None
