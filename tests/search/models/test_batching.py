"""Queries that wait are embedded together; what goes wrong falls on each alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from search.models.batching import MAX_BATCH, QueryBatcher
from search.models.embedder import EmbedderError, Matrix
from tests.conftest import BagOfWords
from tests.search.conftest import PATIENCE


class Slow(BagOfWords):
    """Begins a call when it is let, remembers the calls, and cannot bear the word 'cheese'."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[str]] = []
        self.begun = threading.Semaphore(0)
        self.let = threading.Event()

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        self.calls.append(list(texts))
        self.begun.release()
        assert self.let.wait(timeout=PATIENCE)
        if "cheese" in texts:
            raise RuntimeError("out of cheese")
        return super().embed_queries(texts)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def batcher(slow: Slow) -> Iterator[QueryBatcher]:
    batcher = QueryBatcher(slow, workers=1)
    yield batcher
    slow.let.set()
    batcher.close()


def test_a_query_alone_has_the_vector_of_the_model(slow: Slow, batcher: QueryBatcher) -> None:
    slow.let.set()
    assert batcher.submit("kettle").result().tolist() == BagOfWords().embed_queries(["kettle"])[0].tolist()


def test_what_waits_is_embedded_in_one_call_and_the_same_text_once(slow: Slow, batcher: QueryBatcher) -> None:
    first = batcher.submit("first")
    assert slow.begun.acquire(timeout=PATIENCE)
    rest = [batcher.submit(text) for text in ("kettle", "refund", "kettle")]
    assert batcher.waiting == 3
    slow.let.set()
    first.result(timeout=PATIENCE)
    vectors = [future.result(timeout=PATIENCE) for future in rest]
    assert slow.calls == [["first"], ["kettle", "refund"]]
    assert vectors[0].tolist() == vectors[2].tolist() != vectors[1].tolist()


def test_a_call_has_at_most_so_many_texts(slow: Slow, batcher: QueryBatcher) -> None:
    futures = [batcher.submit("first")]
    assert slow.begun.acquire(timeout=PATIENCE)
    futures += [batcher.submit(f"text {number}") for number in range(MAX_BATCH + 3)]
    slow.let.set()
    for future in futures:
        future.result(timeout=PATIENCE)
    assert [len(call) for call in slow.calls] == [1, MAX_BATCH, 3]


def test_a_text_that_the_model_cannot_bear_does_not_fail_the_others(slow: Slow, batcher: QueryBatcher) -> None:
    batcher.submit("first")
    assert slow.begun.acquire(timeout=PATIENCE)
    good, bad, fine = (batcher.submit(text) for text in ("kettle", "cheese", "refund"))
    slow.let.set()
    with pytest.raises(RuntimeError, match="out of cheese"):
        bad.result(timeout=PATIENCE)
    assert np.isfinite(good.result(timeout=PATIENCE)).all()
    assert np.isfinite(fine.result(timeout=PATIENCE)).all()
    assert np.isfinite(batcher.submit("after").result()).all()


def test_a_query_that_nobody_waits_for_any_more_is_not_embedded(slow: Slow, batcher: QueryBatcher) -> None:
    batcher.submit("first")
    assert slow.begun.acquire(timeout=PATIENCE)
    assert batcher.submit("dropped").cancel()
    slow.let.set()
    batcher.submit("kettle").result()
    assert "dropped" not in [text for call in slow.calls for text in call]


def test_closing_answers_what_waits_and_takes_no_more(slow: Slow) -> None:
    others = set(threading.enumerate())
    batcher = QueryBatcher(slow)
    futures = [batcher.submit(f"text {number}") for number in range(MAX_BATCH * 2)]
    slow.let.set()
    batcher.close()
    batcher.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(EmbedderError, match="closed"):
        batcher.submit("kettle").result()
    mine = set(threading.enumerate()) - others
    assert not [thread for thread in mine if thread.name == "embed-queries" and thread.is_alive()]


def test_a_model_that_gives_too_few_rows_fails_the_query_and_not_the_thread() -> None:
    class Miser(BagOfWords):
        def embed_queries(self, texts: Sequence[str]) -> Matrix:
            return super().embed_queries(texts[1:])

    batcher = QueryBatcher(Miser())
    for text in ("kettle", "refund"):
        with pytest.raises(ValueError, match="shorter"):
            batcher.submit(text).result()
    batcher.close()


def test_many_threads_each_get_their_own_vector(slow: Slow, batcher: QueryBatcher) -> None:
    slow.let.set()
    texts = [f"kettle{number}" for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        vectors = [future.result() for future in pool.map(batcher.submit, texts)]
    assert np.allclose(vectors, BagOfWords().embed_queries(texts))


def test_a_slow_call_does_not_hold_up_the_next_and_what_waits_is_shared(slow: Slow) -> None:
    batcher = QueryBatcher(slow, workers=2)
    futures = [batcher.submit("first"), batcher.submit("second")]
    assert slow.begun.acquire(timeout=PATIENCE)
    assert slow.begun.acquire(timeout=PATIENCE)
    futures += [batcher.submit(f"text {number}") for number in range(8)]
    slow.let.set()
    for future in futures:
        future.result(timeout=PATIENCE)
    batcher.close()
    assert sorted(map(len, slow.calls[:2])) == [1, 1]
    assert max(map(len, slow.calls)) < 8


class Alone(Slow):
    """Reads each text by itself; knows in which threads, and is held up by the word 'first' alone."""

    reads_alone = True

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[str, str]] = []

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        self.read += [(text, threading.current_thread().name) for text in texts]
        if "first" not in texts:
            self.let.set()
        return super().embed_queries(texts)


@pytest.fixture
def busy() -> Iterator[tuple[Alone, QueryBatcher]]:
    """A model that reads each text by itself, and whose only thread is held up."""
    alone = Alone()
    batcher = QueryBatcher(alone, workers=1)
    batcher.submit("first")
    assert alone.begun.acquire(timeout=PATIENCE)
    yield alone, batcher
    alone.let.set()
    batcher.close()


def test_what_nobody_has_begun_is_made_by_the_one_who_waits_for_it(busy: tuple[Alone, QueryBatcher]) -> None:
    alone, batcher = busy
    vector = batcher.submit("kettle").result(timeout=PATIENCE)
    assert vector.tolist() == BagOfWords().embed_queries(["kettle"])[0].tolist()
    assert alone.read == [("first", "embed-queries"), ("kettle", threading.current_thread().name)]
    batcher.close()
    assert len(alone.read) == 2  # the thread did not make it again


def test_who_has_no_time_to_wait_makes_nothing(busy: tuple[Alone, QueryBatcher]) -> None:
    alone, batcher = busy
    with pytest.raises(TimeoutError):
        batcher.submit("kettle").result(timeout=0)
    assert [text for text, _ in alone.read] == ["first"]


def test_many_who_wait_for_one_vector_make_it_once(busy: tuple[Alone, QueryBatcher]) -> None:
    alone, batcher = busy
    future = batcher.submit("kettle")
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda _: future.result(timeout=PATIENCE).tolist(), range(40)))
    assert vectors == [BagOfWords().embed_queries(["kettle"])[0].tolist()] * 40
    assert [text for text, _ in alone.read].count("kettle") == 1


def test_an_error_is_that_of_the_one_who_waits(busy: tuple[Alone, QueryBatcher]) -> None:
    _, batcher = busy
    for _ in range(2):
        with pytest.raises(RuntimeError, match="out of cheese"):
            batcher.submit("cheese").result(timeout=PATIENCE)
    assert np.isfinite(batcher.submit("kettle").result(timeout=PATIENCE)).all()


def test_a_model_that_shares_calls_is_left_to_its_threads(slow: Slow, batcher: QueryBatcher) -> None:
    batcher.submit("first")
    assert slow.begun.acquire(timeout=PATIENCE)
    with pytest.raises(TimeoutError):
        batcher.submit("kettle").result(timeout=0.05)
    assert slow.calls == [["first"]]
