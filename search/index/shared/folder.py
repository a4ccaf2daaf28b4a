"""The index of one data folder as several processes of one machine take part in it: one keeps it, the others open what
it has saved.

Who keeps it has a lock on a file, which the system takes back when the process ends, however it ends: the next one
that looks gets it. What others open is linked into a folder of their own, so that whoever keeps the index may delete
old generations while they are searched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from kb.core.errors import DataFolderError
from kb.files.private import PRIVATE_FILE, make_private_folder
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.segments import EXACT_UNTIL
from search.index.local.vector_store import VectorShelf
from search.index.shared.following import FollowingBuilder
from search.index.shared.news import IndexNews
from search.index.shared.place import OwnFolder

logger = logging.getLogger(__name__)


class Keeper:
    """Whether this process keeps the index below ``root``; asked again, it may do so from then on."""

    def __init__(self, root: Path) -> None:
        """Raises ``DataFolderError`` where the folder cannot be made."""
        try:
            make_private_folder(root)
        except OSError as error:
            raise DataFolderError(f"the data folder cannot be written: {error}") from error
        self._file = FileLock(root / "keeper.lock", timeout=0, mode=PRIVATE_FILE, thread_local=False)
        self._lock = Lock()
        self._is_over = False

    def is_us(self) -> bool:
        """Whether it is this process, from now on if nobody else does.

        Raises:
            DataFolderError: that cannot be found out.

        """
        with self._lock:
            if self._file.is_locked or self._is_over:
                return self._file.is_locked
            try:
                self._file.acquire()
            except Timeout:
                return False
            except OSError as error:
                raise DataFolderError(f"the data folder cannot be written: {error}") from error
            logger.info("This process keeps the index from now on")
            return True

    def close(self) -> None:
        """Leave it to another."""
        with self._lock:
            self._is_over = True
            self._file.release()


class SharedFolder:
    """The index in the folder ``root`` that processes of one machine share, with ``vectors``; what this one has open is
    linked below ``own``.
    """

    def __init__(self, root: Path, own: Path, vectors: VectorShelf, exact_until: int = EXACT_UNTIL) -> None:
        """Raises ``DataFolderError`` where the folders cannot be made."""
        self._generations, self._folder, self.keeper = Generations(root), OwnFolder(own), Keeper(root)
        keeping = Indexer(self._generations, vectors, exact_until)
        reading = Indexer(Generations(self._folder.path), vectors, exact_until)
        self.builder = FollowingBuilder(self._generations, self._folder.path, keeping, reading, self.keeper.is_us)
        self._news = IndexNews(self._seen)

    def start(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` from now on whenever there is something to catch up with."""
        self._news.start(changed)

    def is_ours(self) -> bool:
        """Whether this process keeps the index."""
        return self.keeper.is_us()

    def close(self) -> None:
        """Let another keep the index."""
        self._news.close()
        self.keeper.close()
        self._folder.close()

    def _seen(self) -> tuple[bool, str]:
        """Who keeps it and what is there; what we save ourselves is no news."""
        if self.keeper.is_us():
            return True, ""
        newest = self._generations.current()
        return False, newest.name if newest else ""
