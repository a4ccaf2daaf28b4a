"""How far a model is with new texts is told while it takes long, and not after."""

from __future__ import annotations

import pytest

from search.models.progress import FEW, EmbeddingJob, EmbeddingWatch, no_progress

MANY = FEW + 36


class Timer:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


def test_the_time_that_is_left_follows_from_the_pace_so_far(timer: Timer) -> None:
    watch = EmbeddingWatch(no_progress, timer)
    watch.begin("e5")
    timer.now += 50
    watch("e5", 25, MANY)
    assert watch.job == EmbeddingJob("e5", 25, MANY, seconds_left=150)
    timer.now += 25
    watch("e5", 75, MANY)
    assert watch.job == EmbeddingJob("e5", 75, MANY, seconds_left=25)


def test_each_run_has_its_own_pace(timer: Timer) -> None:
    watch = EmbeddingWatch(no_progress, timer)
    for seconds in (10, 20):
        watch.begin("e5")
        timer.now += seconds
        watch("e5", MANY // 2, MANY)
        assert watch.job is not None
        assert watch.job.seconds_left == seconds
        watch.end("e5")


def test_a_run_that_goes_on_after_something_urgent_counts_on(timer: Timer) -> None:
    watch = EmbeddingWatch(no_progress, timer)
    watch.begin("e5")
    timer.now += 10
    watch("e5", 20, MANY)
    watch.end("e5", goes_on=True)
    assert watch.job is not None
    assert (watch.job.done, watch.job.total) == (20, MANY)
    watch.begin("e5")
    timer.now += 10
    watch("e5", 20, MANY - 20)
    assert watch.job == EmbeddingJob("e5", 40, MANY, seconds_left=30)
    watch.end("e5", goes_on=True)
    watch.begin("minilm")
    watch.end("minilm")
    assert watch.job is not None  # of a model that had nothing to read meanwhile
    watch.begin("minilm")
    watch("minilm", 8, MANY)
    assert watch.job == EmbeddingJob("minilm", 8, MANY, seconds_left=0)


def test_nothing_is_told_before_a_run_after_it_and_of_one_that_takes_seconds(timer: Timer) -> None:
    watch = EmbeddingWatch(no_progress, timer)
    watch.begin("e5")
    assert watch.job is None
    watch("e5", 8, FEW)
    assert watch.job is None
    watch("e5", 8, MANY)
    watch.end("e5")
    assert watch.job is None


def test_what_is_told_goes_on_to_who_asked_for_it(timer: Timer) -> None:
    told: list[tuple[str, int, int]] = []
    watch = EmbeddingWatch(lambda *about: told.append(about), timer)
    watch.begin("e5")
    watch("e5", 8, MANY)
    assert told == [("e5", 8, MANY)]
