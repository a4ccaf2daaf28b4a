"""How far a model is with new texts is told while it takes long, and not after."""

from __future__ import annotations

import pytest

from search.embedding_watch import FEW, EmbeddingJob, EmbeddingWatch, no_progress

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
    watch.begin()
    timer.now += 50
    watch("e5", 25, MANY)
    assert watch.job == EmbeddingJob("e5", 25, MANY, seconds_left=150)
    timer.now += 25
    watch("e5", 75, MANY)
    assert watch.job == EmbeddingJob("e5", 75, MANY, seconds_left=25)


def test_each_run_has_its_own_pace(timer: Timer) -> None:
    watch = EmbeddingWatch(no_progress, timer)
    for seconds in (10, 20):
        watch.begin()
        timer.now += seconds
        watch("e5", MANY // 2, MANY)
        assert watch.job is not None
        assert watch.job.seconds_left == seconds
        watch.end()


def test_nothing_is_told_before_a_run_after_it_and_of_one_that_takes_seconds(timer: Timer) -> None:
    watch = EmbeddingWatch(no_progress, timer)
    watch.begin()
    assert watch.job is None
    watch("e5", 8, FEW)
    assert watch.job is None
    watch("e5", 8, MANY)
    watch.end()
    assert watch.job is None


def test_what_is_told_goes_on_to_who_asked_for_it(timer: Timer) -> None:
    told: list[tuple[str, int, int]] = []
    watch = EmbeddingWatch(lambda *about: told.append(about), timer)
    watch.begin()
    watch("e5", 8, MANY)
    assert told == [("e5", 8, MANY)]
