"""Brings the index of this process up to the one in the data folder, and where this process keeps that, that one up to
the articles.

The articles are read, cut and embedded once; every other process opens the arrays as they were saved, so it finds the
same to the last digit.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kb.catalog.catalog import Catalog
from kb.core.errors import DataFolderError
from kb.files.private import link_or_copy, make_private_folder
from search.index.interface import BuiltIndex, Embedded
from search.index.local.generations import MANIFEST, Generations
from search.index.local.indexer import Indexer, ours
from search.index.local.snapshot import Snapshot
from search.models.loaded import LoadedModel
from search.models.progress import Progress, no_progress

logger = logging.getLogger(__name__)

OPENED = 2
"""So many generations stay open: searches that have begun may go on in the one before."""
TRIES = 5


class FollowingBuilder:
    """An :class:`IndexBuilder` over the ``generations`` that processes share: ``keeping`` builds there, ``reading``
    opens below ``own``; ``is_us`` tells whether this process keeps the index.
    """

    def __init__(
        self, generations: Generations, own: Path, keeping: Indexer, reading: Indexer, is_us: Callable[[], bool]
    ) -> None:
        self._generations, self._own, self._is_us = generations, own, is_us
        self._keeping, self._reading = keeping, reading
        self._opened, self._refused = "", ""

    def open_newest(self, catalog: Catalog) -> Snapshot | None:
        """The newest sound generation, opened; None where there is none."""
        current, sound = self._generations.current(), self._generations.newest_sound()
        if current is not None and current != sound:
            self._refused = current.name
        return None if sound is None else self._open(sound, catalog)

    def refresh(
        self, catalog: Catalog, before: BuiltIndex | None, models: Mapping[str, LoadedModel], kept: Iterable[str]
    ) -> Snapshot:
        """What can be searched now: ``before`` itself where nothing has changed, neither articles nor vectors.

        Raises:
            DataFolderError: the folder cannot be used, or another process is building the first index.

        """
        is_us = self._is_us()
        own = self._caught_up(catalog, self._reading.usable(before), is_us=is_us)
        if is_us:
            found = self._keeping.refresh(catalog, own, models, kept)
            self._opened = ""
            return found
        if own is None:
            raise DataFolderError("another process is building the first index; this one waits for it")
        return self._reading.apply(None, catalog, own, models, kept)

    def save(self, index: BuiltIndex) -> Snapshot:
        """Keep ``index`` on disk for all, where this process keeps the index; gives it as it is kept."""
        return self._keeping.save(index) if self._is_us() else ours(index)

    def merge(self, index: BuiltIndex) -> bool:
        """Make graphs where there are many passages; others get them with what is saved."""
        return self._is_us() and self._keeping.merge(index)

    def embed(
        self,
        index: BuiltIndex,
        loaded: LoadedModel,
        progress: Progress = no_progress,
        wait: Callable[[], bool] = lambda: False,
    ) -> Embedded:
        """Give every passage that the model serves its vector, where this process keeps the index; others wait for it.

        Raises:
            DataFolderError: the vectors cannot be kept.

        """
        if not self._is_us():
            return Embedded(loaded.model.name, 0, 0.0)
        return self._keeping.embed(index, loaded, progress, wait)

    def _caught_up(self, catalog: Catalog, own: Snapshot | None, *, is_us: bool) -> Snapshot | None:
        """The newest generation that another process has saved, ``own`` where it is that."""
        for _ in range(TRIES):
            newest = self._generations.current()
            if newest is None or newest.name in (self._opened, self._refused) or (is_us and not self._opened):
                return own
            try:
                found = self._open(newest, catalog)
            except OSError as error:  # deleted meanwhile, since two newer ones were made
                logger.info("The index generation %s cannot be opened (%s); looking again", newest.name, error)
                continue
            if found is not None:
                return found
            self._refused = newest.name
        return own

    def _open(self, folder: Path, catalog: Catalog) -> Snapshot | None:
        """The generation ``folder``, linked into the own folder and opened; None where it cannot be."""
        mine = self._own / folder.name
        shutil.rmtree(mine, ignore_errors=True)
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
        for file in (*files, folder / MANIFEST):
            target = mine / file.relative_to(folder)
            for part in reversed(target.relative_to(self._own).parents):
                make_private_folder(self._own / part)
            link_or_copy(file, target)
        opened = self._reading.open_folder(mine, catalog)
        if opened is not None:
            self._opened = folder.name
        self._tidy()
        return opened

    def _tidy(self) -> None:
        with suppress(OSError):
            for folder in sorted(one for one in self._own.iterdir() if one.name.isdigit())[:-OPENED]:
                shutil.rmtree(folder, ignore_errors=True)
