"""A model that is ready, with recent queries."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress

from cachetools import LRUCache

from search.models.batching import QueryBatcher
from search.models.embedder import Embedder, EmbedderError, Matrix, Model
from search.models.everyday import Everyday

QUERY_CACHE = 2_000


# Queries that may wait for a model: some two seconds of work. Who comes later is answered by words.
MAX_WAITING = 64


# Seconds between two embeddings of what is being typed.
A_MOMENT = 0.12


class LoadedModel:
    """A model that is ready, with the vectors of recent queries; close it when it is not used any more."""

    def __init__(self, model: Model, embedder: Embedder) -> None:
        self.model = model
        self.embedder = embedder
        self.everyday = Everyday(embedder)
        self._batcher = QueryBatcher(embedder)
        self._asked: LRUCache[str, Future[Matrix]] = LRUCache(QUERY_CACHE)
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._typed: str | None = None

    def under(self, model: Model) -> LoadedModel:
        """The same by another name or for other languages; this one is to be closed."""
        other = LoadedModel(model, self.embedder)
        other.everyday = self.everyday
        return other

    def ask(self, text: str) -> Future[Matrix]:
        """The vector of a query, of shape (dimension,), to come or already there.

        Raises:
            EmbedderError: too many wait already.

        """
        with self._lock:
            future = self._asked.get(text)
            if future is None or (future.done() and future.exception() is not None):  # an error is not for keeping
                if self.is_busy:
                    raise EmbedderError(f"the model {self.model.name} has too many questions to answer")
                future = self._asked[text] = self._batcher.submit(text)
            return future

    def ask_soon(self, text: str) -> Future[Matrix] | None:
        """The vector of a query that is still being typed, where it is there; else the newest such query is asked
        for in a moment, so that keys that follow each other cost one embedding and not one each.
        """
        with self._lock:
            future = self._asked.get(text)
            if future is not None:
                return future
            if self._typed is None:
                self._timer = threading.Timer(A_MOMENT, self._ask_newest)
                self._timer.daemon = True
                self._timer.start()
            self._typed = text
            return None

    def _ask_newest(self) -> None:
        with self._lock:
            text, self._typed = self._typed, None
        with suppress(EmbedderError):  # too busy, or closed: nobody waits for it
            if text is not None:
                self.ask(text)

    @property
    def is_busy(self) -> bool:
        """Whether so many queries wait that another would come too late."""
        return self._batcher.waiting >= MAX_WAITING

    def close(self) -> None:
        """End its threads."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
        self._batcher.close()
