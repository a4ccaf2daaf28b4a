"""A shared index as a process takes part in it: opened, followed or kept, and closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from kb.catalog.catalog import Catalog
from kb.core.errors import DataFolderError
from search.index.interface import BuiltIndex
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.vector_store import VectorShelf
from search.index.postgres.builder import EXACT_UNTIL, PostgresBuilder
from search.index.postgres.database import SCHEMA, IndexDatabase
from search.index.postgres.election import Election
from search.index.postgres.making import prepare
from search.index.postgres.vector_tables import PostgresVectors
from search.index.shared.news import IndexNews
from search.index.shared.place import OwnFolder, newest_folder


class SharedIndex:
    """The index of the site at ``address`` in the database at ``url``; what this process has read is kept in a folder
    of its own below ``root``.
    """

    def __init__(
        self,
        url: str,
        address: str,
        root: Path,
        schema: str = SCHEMA,
        exact_until: int = EXACT_UNTIL,
        known: VectorShelf | None = None,
        local: Path | None = None,
    ) -> None:
        """Nothing is connected yet. ``known`` are vectors of before that need not be computed again, ``local`` is where
        the data folder had its index. A process that has nothing begins with what another on this machine has read, or
        with that.

        Raises:
            SettingsError: the address is none.
            DataFolderError: the folder cannot be made.

        """
        self._database = IndexDatabase(url, partial(prepare, address), schema)
        self._folder = OwnFolder(root)
        self.election = Election(self._database)
        elsewhere = [folder for folder in (newest_folder(root), local) if folder is not None]
        self.builder = PostgresBuilder(self._database, self.election, self._folder.path, exact_until, known, elsewhere)
        self.vectors = PostgresVectors(self._database, self.election.term)
        self._news = IndexNews(partial(what_is_there, self._database, self.election))

    def start(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` from now on whenever there is something to catch up with."""
        self._news.start(changed)

    def is_ours(self) -> bool:
        """Whether this process keeps the index; none does while the database is away."""
        with suppress(DataFolderError):
            return self.election.term() is not None
        return False

    def close(self) -> None:
        """Let another keep the index, and leave folder and database."""
        self._news.close()
        self.election.close()
        self._database.close()
        self._folder.close()


def what_is_there(database: IndexDatabase, election: Election) -> tuple[int | None, ...]:
    """What changes whenever there is something to catch up with; what whoever keeps the index writes is no news to it.

    Raises:
        DataFolderError: the database cannot be used.

    """
    site = database.tables.site
    term = election.term()
    with database.reading() as connection:
        row = connection.execute(site.select()).one()
    return (row.news if term is None else None, row.form, term, election.awaited)


def open_kept(
    url: str, address: str, root: Path, catalog: Catalog, schema: str = SCHEMA
) -> tuple[BuiltIndex | None, PostgresVectors]:
    """What a process whose folder is below ``root`` has read of the index, and the vectors of all: only to be read.

    Raises:
        SettingsError: the address is none.

    """
    vectors = PostgresVectors(IndexDatabase(url, partial(prepare, address), schema), lambda: None)
    folder = newest_folder(root)
    return (None if folder is None else Indexer(Generations(folder), vectors).open_newest(catalog)), vectors
