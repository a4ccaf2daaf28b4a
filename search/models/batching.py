"""Queries that wait for a model are embedded together, in one call.

MiniLM embeds eight short queries at once about as fast as three one by one, so under load nobody waits in a line of
single calls; alone, a query starts at once. Two calls run side by side, so that a long query does not hold up others
and a second core is used.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from search.models.embedder import Embedder, EmbedderError, Matrix

MAX_BATCH = 16
WORKERS = 2

_Waiting = tuple[str, "Future[Matrix]"]


class QueryBatcher:
    """One model's queries, from any number of threads; the model is called from few threads of its own."""

    def __init__(self, embedder: Embedder, workers: int = WORKERS) -> None:
        self._embedder = embedder
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name="embed-queries", daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many queries wait for the calls that run; whoever has too many may answer without meaning."""
        return self._queue.qsize()

    def submit(self, text: str) -> Future[Matrix]:
        """The vector of ``text``, of shape (dimension,), to come; its error is the model's for this text alone.

        Raises:
            EmbedderError: the batcher is closed.

        """
        future: Future[Matrix] = Future()
        with self._lock:
            if self._closed:
                raise EmbedderError("the search is closed")
            self._queue.put((text, future))
        return future

    def close(self) -> None:
        """Answer what waits, then end the threads."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first, *self._more()]
            wanted = [(text, future) for text, future in batch if future.set_running_or_notify_cancel()]
            results = self._embed(list(dict.fromkeys(text for text, _ in wanted)))
            for text, future in wanted:
                result = results[text]
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)
        self._queue.put(None)  # for the next thread

    def _more(self) -> list[_Waiting]:
        """What waits, so far as it is this thread's share."""
        share = min(self._queue.qsize() // len(self._threads), MAX_BATCH - 1)
        more: list[_Waiting] = []
        while len(more) < share:
            try:
                item = self._queue.get_nowait()
            except Empty:
                break
            if item is None:
                self._queue.put(None)  # for the loop; when closing nothing comes after it
                break
            more.append(item)
        return more

    def _embed(self, texts: Sequence[str]) -> dict[str, Matrix | Exception]:
        """The vector of each text, or its error: where a batch fails, each text is tried alone."""
        try:
            return dict(zip(texts, self._embedder.embed_queries(texts) if texts else (), strict=True))
        except Exception as error:  # noqa: BLE001 - whatever the model raises is for the one who asked
            if len(texts) == 1:
                return {texts[0]: error}
            return {text: result for text in texts for text, result in self._embed([text]).items()}
