"""Queries that wait for a model are embedded together, in one call, or each by whoever waits for it.

PyTorch embeds eight short queries at once about as fast as three one by one, so under load nobody waits in a line of
single calls; alone, a query starts at once. Two calls run side by side, so that a long query does not hold up others
and a second core is used.

A model that reads each text by itself gains nothing from that. There the threads only have a head start, while the one
who asked looks for words; whoever comes to wait for a vector that nobody has begun makes it, instead of handing over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from search.models.embedder import Embedder, EmbedderError, Matrix, reads_alone

MAX_BATCH = 16
WORKERS = 2


class AskedVector(Future[Matrix]):
    """The vector of ``text``, of shape (dimension,), to come; made once, by the first who begins it.

    ``here`` makes it in the thread that waits for it; None where only the batcher's threads do.
    """

    def __init__(self, text: str, here: Callable[[AskedVector], None] | None) -> None:
        super().__init__()
        self.text = text
        self._here = here
        self._unbegun = threading.Lock()

    def begin(self) -> bool:
        """Whether the caller is to make it: nobody else has begun, and somebody still wants it."""
        return self._unbegun.acquire(blocking=False) and self.set_running_or_notify_cancel()

    def result(self, timeout: float | None = None) -> Matrix:
        """The vector; who has no time to wait does not make it."""
        if self._here is not None and timeout != 0 and self.begin():
            self._here(self)
        return super().result(timeout)


class QueryBatcher:
    """One model's queries, from any number of threads; the model is called from few threads of its own."""

    def __init__(self, embedder: Embedder, workers: int = WORKERS) -> None:
        self._embedder = embedder
        self._here = self._make_one if reads_alone(embedder) else None
        self._queue: SimpleQueue[AskedVector | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name="embed-queries", daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many queries wait for the calls that run; whoever has too many may answer without meaning."""
        return self._queue.qsize()

    def submit(self, text: str) -> AskedVector:
        """The vector of ``text`` to come; its error is the model's for this text alone.

        Raises:
            EmbedderError: the batcher is closed.

        """
        future = AskedVector(text, self._here)
        with self._lock:
            if self._closed:
                raise EmbedderError("the search is closed")
            self._queue.put(future)
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
            self._make([future for future in (first, *self._more()) if future.begin()])
        self._queue.put(None)  # for the next thread

    def _make_one(self, future: AskedVector) -> None:
        self._make([future])

    def _make(self, begun: Sequence[AskedVector]) -> None:
        """Settle what was begun."""
        results = self._embed(list(dict.fromkeys(future.text for future in begun)))
        for future in begun:
            result = results[future.text]
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    def _more(self) -> list[AskedVector]:
        """What waits, so far as it is this thread's share."""
        if self._here is not None:
            return []  # others wait for nothing that this thread has not begun
        share = min(self._queue.qsize() // len(self._threads), MAX_BATCH - 1)
        more: list[AskedVector] = []
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
