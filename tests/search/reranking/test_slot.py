"""Whatever a reranker does, there is an order in time or none, and it is said why."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from search.reranking.scores import RerankerError, Scorer
from search.reranking.slot import LONGEST_PAUSE, PATIENT, SHORTEST_PAUSE, RerankerSlot

TEXTS = ["a", "b", "c"]
SOON, GENEROUS = 0.05, 60.0


class Fixed:
    """Scores by the order of letters, or does what ``instead`` does."""

    def __init__(self) -> None:
        self.instead: Callable[[], Sequence[float]] | None = None
        self.asked = 0
        self.closed = False

    def score(self, question: str, texts: Sequence[str], seconds: float) -> Sequence[float]:  # noqa: ARG002
        self.asked += 1
        return self.instead() if self.instead else [float(ord(text)) for text in texts]

    def close(self) -> None:
        self.closed = True


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def scorer() -> Fixed:
    return Fixed()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def slot(scorer: Fixed, time: Time) -> Iterator[RerankerSlot]:
    slot = RerankerSlot("fixed", lambda: scorer, GENEROUS, time)
    slot.load()
    yield slot
    slot.close()


def fails() -> Sequence[float]:
    raise RerankerError("it is ill")


def test_the_best_is_told_first(slot: RerankerSlot) -> None:
    assert slot("q", TEXTS) == [2, 1, 0]
    assert slot.trouble == ""


def test_before_it_is_loaded_there_is_no_order(scorer: Fixed) -> None:
    slot = RerankerSlot("fixed", lambda: scorer, GENEROUS)
    assert slot("q", TEXTS) is None
    assert slot.trouble == "the reranker fixed is being loaded"
    slot.close()


@pytest.mark.parametrize("error", [RerankerError("there is no folder x"), ValueError("odd")])
def test_one_that_cannot_be_loaded_is_told(error: Exception) -> None:
    def load() -> Scorer:
        raise error

    slot = RerankerSlot("x", load, GENEROUS)
    slot.load()
    assert slot("q", TEXTS) is None
    assert slot.trouble == f"the reranker x cannot be loaded: {error}"
    slot.close()


def test_nobody_waits_longer_than_the_limit(scorer: Fixed) -> None:
    over = threading.Event()

    def stalls() -> Sequence[float]:
        over.wait(GENEROUS)
        return [1.0, 2.0, 3.0]

    scorer.instead = stalls
    slot = RerankerSlot("slow", lambda: scorer, SOON)
    slot.load()
    assert slot("q", TEXTS) is None  # while it still stalls
    assert slot.trouble == "the reranker slow: no answer within 50 ms"
    over.set()
    slot.close()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fails, "it is ill"),
        (lambda: [1.0], "1 scores for 3 texts"),
        (lambda: [float("nan")] * 3, "the reranker gives no scores that are numbers"),
        (lambda: [1.0 / 0.0], "it failed: float division by zero"),
    ],
)
def test_what_goes_wrong_is_told_until_it_goes_well_again(
    slot: RerankerSlot, scorer: Fixed, answer: Callable[[], Sequence[float]], why: str
) -> None:
    scorer.instead = answer
    assert slot("q", TEXTS) is None
    assert slot.trouble == f"the reranker fixed: {why}"
    scorer.instead = None
    assert slot("q", TEXTS) == [2, 1, 0]
    assert slot.trouble == ""


def test_one_that_keeps_failing_is_left_alone_for_longer_and_longer(
    slot: RerankerSlot, scorer: Fixed, time: Time
) -> None:
    scorer.instead = fails
    for _ in range(PATIENT):
        slot("q", TEXTS)
    pauses = []
    for _ in range(6):
        asked, began = scorer.asked, time.now
        assert slot("q", TEXTS) is None
        assert scorer.asked == asked  # not even asked
        while scorer.asked == asked:
            time.now += 1.0
            slot("q", TEXTS)
        pauses.append(time.now - began)
    assert pauses[:3] == [SHORTEST_PAUSE, 2 * SHORTEST_PAUSE, 4 * SHORTEST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    assert slot.trouble == "the reranker fixed: it is ill"
    scorer.instead = None
    time.now += LONGEST_PAUSE
    assert slot("q", TEXTS) == [2, 1, 0]
    assert slot.trouble == ""


def test_the_log_tells_once_that_it_fails_and_once_that_it_goes_well(
    slot: RerankerSlot, scorer: Fixed, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "search.reranking.slot"):
        scorer.instead = fails
        slot("q", TEXTS)
        slot("q", TEXTS)
        scorer.instead = None
        slot("q", TEXTS)
        slot("q", TEXTS)
    assert caplog.messages == [
        "the reranker fixed: it is ill; hits stand in the order in which they were found",
        "the reranker fixed orders the first hits",
    ]


def test_closed_it_gives_no_order_and_closes_what_it_holds(slot: RerankerSlot, scorer: Fixed) -> None:
    slot.close()
    assert slot("q", TEXTS) is None
    assert scorer.closed
